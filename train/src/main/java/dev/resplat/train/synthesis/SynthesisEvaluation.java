package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.Viridis;
import dev.resplat.train.metrics.Perceptual;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Staging;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.DamagedViewException;
import dev.resplat.train.views.Example;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shows a model context views of scenes, and compares what it renders with the views that it has
 * not seen; beside it what is had without a model ({@link TrivialBaselines}).
 *
 * <p>The first pair of context views is looked at, and rendered from, once more before all others,
 * because first times are slower; that does not count. A pair with a view that cannot be read, or
 * whose cameras are at the same place, and a scene without views that suit, or without those that
 * were asked for, are left out and counted.
 *
 * <p>It leaves {@code renders/SCENE/I-J/T.png}, {@code sheets/SCENE-I-J.png} with some targets of a
 * pair side by side, and the files of {@link SynthesisResult}.
 */
public final class SynthesisEvaluation {
    private static final int SHEET_ROWS = 4;

    /** So many looks are timed. */
    private static final int TIMED = 5;

    private static final float ERROR_GAIN = 3;

    private final SynthesisModel model;
    private final SynthesisEvalConfig config;
    private final Optional<Perceptual> perceptual;
    private final Device device;
    private boolean warm;

    private SynthesisEvaluation(
            SynthesisModel model,
            SynthesisEvalConfig config,
            Optional<Perceptual> perceptual,
            Device device) {
        this.model = model;
        this.config = config;
        this.perceptual = perceptual;
        this.device = device;
    }

    /**
     * Evaluates and writes the files, all or none.
     *
     * @param model makes it on the device, in the scope that is open
     * @param scenes what is looked at
     * @param lpips a file with weights of LPIPS, if that is wanted
     * @param command the command line, for the report
     * @throws UserMistake if no scene has views that can be evaluated, what the model makes is not
     *     finite, or a file cannot be written
     */
    public static SynthesisResult run(
            Function<Device, ? extends SynthesisModel> model,
            EvaluatedScenes scenes,
            SynthesisEvalConfig config,
            Optional<Path> lpips,
            Device device,
            RunDirectory run,
            Progress.Display display,
            String command) {
        try (Scope scope = Scope.open();
                Staging staging = new Staging(run)) {
            Optional<Perceptual> perceptual = lpips.map(file -> Perceptual.read(file, device));
            SynthesisResult result =
                    new SynthesisResult(
                            config, scenes.name(), scenes.scenes().size(), device, perceptual);
            new SynthesisEvaluation(model.apply(device), config, perceptual, device)
                    .loop(scenes, result, staging, display);
            result.write(run, staging.contents(), command);
            return result;
        }
    }

    private void loop(
            EvaluatedScenes scenes,
            SynthesisResult result,
            Staging staging,
            Progress.Display display) {
        List<String> names = scenes.scenes();
        String problem = "";
        try (Progress progress = new Progress(display, 0, names.size())) {
            for (int i = 0; i < names.size(); i++) {
                List<Supplier<Example>> examples = List.of();
                String missing = "%s has no views that suit".formatted(names.get(i));
                try {
                    examples = scenes.examples(i);
                } catch (UserMistake e) {
                    if (names.size() == 1) {
                        throw e;
                    }
                    // A scene without the views that were asked for must not cost all others.
                    missing = e.getMessage();
                    display.say("skipped: " + missing);
                }
                if (examples.isEmpty()) {
                    result.skip(names.get(i));
                    problem = missing;
                }
                for (Supplier<Example> example : examples) {
                    try {
                        result.add(score(example.get(), result, staging));
                    } catch (DamagedViewException e) {
                        problem = e.getMessage();
                        display.say("skipped: " + problem);
                        result.skip(names.get(i));
                    }
                }
                progress.at(i + 1L, result.psnrText());
            }
        }
        if (result.pairs().isEmpty()) {
            throw new UserMistake(
                    "%s: none of %d scenes can be evaluated at %d x %d pixels: %s"
                            .formatted(
                                    config.data(),
                                    names.size(),
                                    config.width(),
                                    config.height(),
                                    problem));
        }
    }

    private PairScore score(Example example, SynthesisResult result, Staging staging) {
        TrivialBaselines baselines = new TrivialBaselines(example);
        if (!warm) {
            new Look(example).targets(1);
            warm = true;
        }
        Look look = new Look(example);
        look.targets(example.targets().size());
        List<PairScore.Target> targets = new ArrayList<>();
        for (int t = 0; t < look.renders.size(); t++) {
            Camera camera = example.targets().get(t).camera();
            Image target = example.targets().get(t).image();
            EnumMap<TrivialBaselines.Kind, Quality> without =
                    new EnumMap<>(TrivialBaselines.Kind.class);
            for (TrivialBaselines.Kind kind : TrivialBaselines.Kind.values()) {
                Image image = baselines.render(kind, camera).stored();
                without.put(kind, Quality.of(image, target, perceptual));
            }
            targets.add(
                    new PairScore.Target(
                            example.targetIndices()[t],
                            Quality.of(look.renders.get(t), target, perceptual),
                            look.before.get(t).stream()
                                    .map(image -> Quality.of(image, target, perceptual))
                                    .toList(),
                            without,
                            look.renderSeconds.get(t)));
        }
        PairScore score =
                new PairScore(
                        example.scene(),
                        example.contextIndices(),
                        targets,
                        look.encodeSeconds,
                        look.splats,
                        look.deviceBytes,
                        look.heapBytes,
                        look.descent(targets),
                        baselines.planeDepth());
        keep(example, look, score, result, staging);
        return score;
    }

    private void keep(
            Example example, Look look, PairScore score, SynthesisResult result, Staging staging) {
        String name = "%s/%s".formatted(score.scene(), score.contextName());
        for (int t = 0; t < look.renders.size(); t++) {
            Image render = look.renders.get(t);
            staging.add(
                    "renders/%s/%d.png".formatted(name, score.targets().get(t).index()),
                    file -> Files.write(file, render.png()));
        }
        Sheet sheet = new Sheet();
        int rows = Math.min(SHEET_ROWS, look.renders.size());
        for (int r = 0; r < rows; r++) {
            int t = (2 * r + 1) * look.renders.size() / (2 * rows);
            List<Image> row = new ArrayList<>();
            example.context().forEach(view -> row.add(view.image()));
            Image target = example.targets().get(t).image();
            row.add(target);
            row.add(look.renders.get(t));
            if (look.depths.get(t) != null) {
                row.add(Viridis.depth(target.width(), target.height(), look.depths.get(t)));
            }
            row.add(look.renders.get(t).difference(target, ERROR_GAIN));
            sheet.add(row);
        }
        Image image = sheet.image();
        staging.add(
                "sheets/%s-%s.png".formatted(score.scene(), score.contextName()),
                file -> Files.write(file, image.png()));
        result.show(score, image);
    }

    /** What the model says, and how long it took. */
    private record Timed(SynthesisModel.Scenes scenes, double seconds) {}

    /** What the model makes of an example. */
    private final class Look {
        private final Example example;
        private final List<Image> renders = new ArrayList<>();
        private final List<float[]> depths = new ArrayList<>();
        private final List<List<Image>> before = new ArrayList<>();
        private final List<Double> renderSeconds = new ArrayList<>();
        private double encodeSeconds;
        private OptionalLong splats = OptionalLong.empty();
        private long deviceBytes;
        private long heapBytes;

        Look(Example example) {
            this.example = example;
        }

        /** Looks at the context and renders the first targets. */
        void targets(int count) {
            System.gc();
            device.forgetMostBytes();
            HeapPeak heap = new HeapPeak();
            try (Scope scope = Scope.open()) {
                ContextViews context = ContextViews.of(Batch.of(List.of(example)), device);
                Timed timed = look(context, config.depth());
                SynthesisModel.Scenes scenes = timed.scenes;
                encodeSeconds = timed.seconds;
                if (scenes instanceof SplatScenes made) {
                    splats = OptionalLong.of(made.gaussians(0).count());
                }
                for (int t = 0; t < count; t++) {
                    Camera camera = example.targets().get(t).camera();
                    before.add(before(scenes, camera));
                    render(scenes, camera);
                }
                deviceBytes = device.mostBytesInUse();
                heapBytes = heap.bytes();
                // Only now, as it brings all splats to the heap.
                requireFiniteSplats(scenes);
            }
        }

        private Timed look(ContextViews context, int depth) {
            SynthesisModel.Pass pass = SynthesisModel.Pass.trained(config.seed()).refined(depth);
            device.await();
            long start = System.nanoTime();
            SynthesisModel.Scenes scenes = model.look(context, pass);
            device.await();
            return new Timed(scenes, (System.nanoTime() - start) / 1e9);
        }

        /**
         * Compares the refinement with optimisation from the same splats, if that is wanted. Looks
         * are timed again, several times, as optimisation has many steps of which few are its
         * first.
         */
        Optional<DescentComparison.Result> descent(List<PairScore.Target> targets) {
            if (!config.fit()) {
                return Optional.empty();
            }
            double goal =
                    targets.stream().mapToDouble(t -> t.quality().psnr()).average().orElseThrow();
            try (Scope scope = Scope.open()) {
                ContextViews context = ContextViews.of(Batch.of(List.of(example)), device);
                Timed begin = look(context, 0);
                if (!(begin.scenes instanceof SplatScenes first)) {
                    return Optional.empty();
                }
                double seconds = median(context, config.depth()) - median(context, 0);
                return Optional.of(
                        DescentComparison.of(
                                first.gaussians(0),
                                first.options(0),
                                context,
                                example,
                                goal,
                                seconds));
            }
        }

        /** The median of the seconds of some looks. */
        private double median(ContextViews context, int depth) {
            double[] seconds = new double[TIMED];
            for (int i = 0; i < TIMED; i++) {
                try (Scope scope = Scope.open()) {
                    seconds[i] = look(context, depth).seconds;
                }
            }
            Arrays.sort(seconds);
            return seconds[TIMED / 2];
        }

        private List<Image> before(SynthesisModel.Scenes scenes, Camera camera) {
            List<Image> images = new ArrayList<>();
            for (int depth = 0; depth < scenes.depth(); depth++) {
                try (Scope scope = Scope.open()) {
                    float[] colors = scenes.render(depth, 0, camera).image().value().toFloats();
                    images.add(new Image(camera.width(), camera.height(), colors).stored());
                }
            }
            return images;
        }

        /** Splats of which a number is not finite are not seen, so that renders do not tell. */
        private void requireFiniteSplats(SynthesisModel.Scenes scenes) {
            if (scenes instanceof SplatScenes made) {
                try {
                    WorldSplats.of(made, new double[3], 1);
                } catch (IllegalArgumentException e) {
                    throw diverged(e.getMessage());
                }
            }
        }

        private UserMistake diverged(String what) {
            return new UserMistake(
                    "%s: what it makes of %s is not finite (%s): its weights have diverged, or the cameras are wrong"
                            .formatted(config.model(), example.scene(), what));
        }

        private void render(SynthesisModel.Scenes scenes, Camera camera) {
            try (Scope scope = Scope.open()) {
                long start = System.nanoTime();
                SynthesisModel.Rendered rendered = scenes.render(0, camera);
                device.await();
                renderSeconds.add((System.nanoTime() - start) / 1e9);
                float[] colors = rendered.image().value().toFloats();
                for (float color : colors) {
                    if (!Float.isFinite(color)) {
                        throw diverged("a colour of a render is " + color);
                    }
                }
                renders.add(new Image(camera.width(), camera.height(), colors).stored());
                depths.add(rendered.depth() == null ? null : rendered.depth().value().toFloats());
            }
        }
    }
}
