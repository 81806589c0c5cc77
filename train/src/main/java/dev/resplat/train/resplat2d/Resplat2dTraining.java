package dev.resplat.train.resplat2d;

import dev.resplat.nn.StateDict;
import dev.resplat.nn.optim.Adam;
import dev.resplat.nn.optim.MovingAverage;
import dev.resplat.nn.optim.Schedule;
import dev.resplat.nn.vision.Lpips;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.data.Draws;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.MixedImages;
import dev.resplat.train.image.Image;
import dev.resplat.train.loop.DataMonitor;
import dev.resplat.train.loop.LearnedFrom;
import dev.resplat.train.loop.Numbers;
import dev.resplat.train.loop.Results;
import dev.resplat.train.loop.Score;
import dev.resplat.train.loop.TrainedModel;
import dev.resplat.train.loop.Trainee;
import dev.resplat.train.metrics.Perceptual;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.views.PictureData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Trains {@link Resplat2d}: on pictures that are painted or photographed, through stages of growing
 * depth, with states of a fit mixed in at first.
 *
 * <p>It belongs to the scope in which it was made.
 */
public final class Resplat2dTraining implements Trainee {
    /** The depth whose PSNR chooses the best weights. */
    static final int SCORED_DEPTH = 4;

    /** Of the depths of {@link #results}, the one that a terminal shows. */
    private static final int PREVIEWED = 8;

    /** Keeps the places of splats apart from other random numbers. */
    private static final long PLACES = 0xbf58476d1ce4e5b9L;

    /** Held-out pictures that the report shows. */
    private static final int SHOWN = 3;

    private final Resplat2dConfig config;
    private final Device device;
    private final Consumer<String> notes;
    private final Pictures pictures;
    private final Optional<MixtureGap> gap;
    private final DataMonitor monitor;
    private final Resplat2d model;
    private final Resplat2d averaged;
    private final TrainedModel trained;
    private final Objective objective;
    private final Teacher teacher;
    private final Schedule schedule;
    private String status = "";

    /**
     * Finds the pictures and what else comes from files, and tries them.
     *
     * @param data photographs, or views of scenes; without it, pictures are painted
     * @return what makes the training
     * @throws UserMistake when the folder has no photographs of the size, or there are no weights
     *     of LPIPS in their file
     */
    public static Function<Device, Resplat2dTraining> prepare(
            Resplat2dConfig config, DataChoice data, Consumer<String> notes) {
        ImageSource source = PictureData.open(data, config.seed(), notes);
        List<ImageSource> sources =
                source instanceof MixedImages mixed ? mixed.sources() : List.of(source);
        sources.forEach(one -> one.training(0, config.data().size()));
        try (Scope scope = Scope.open()) {
            lpips(config, Devices.find("reference"));
        }
        return device -> new Resplat2dTraining(config, device, source, data.threads(), notes);
    }

    Resplat2dTraining(Resplat2dConfig config, Device device, ImageSource source) {
        this(config, device, source, 1, note -> {});
    }

    private Resplat2dTraining(
            Resplat2dConfig config,
            Device device,
            ImageSource source,
            int threads,
            Consumer<String> notes) {
        this.config = config;
        this.device = device;
        this.notes = notes;
        pictures = new Pictures(source, config.data(), config.seed(), threads);
        gap = MixtureGap.of(source, config.data().size(), threads);
        monitor = new DataMonitor(pictures::stallSeconds);
        gap.ifPresent(between -> monitor.gap(between::figures));
        model = new Resplat2d(new RandomStream(config.seed()), device, config.network());
        averaged = new Resplat2d(new RandomStream(config.seed()), device, config.network());
        trained =
                TrainedModel.of(model, new Adam(model.parameters(), config.optimizer().adam()))
                        .with(new MovingAverage(model.parameters(), config.optimizer().average()));
        objective = new Objective(config.loss(), lpips(config, device));
        teacher = new Teacher(device, config.teaching().fitSteps());
        schedule = config.schedule().over(config.steps());
    }

    private static Optional<Lpips> lpips(Resplat2dConfig config, Device device) {
        String file = config.loss().lpips();
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(Perceptual.read(Path.of(file), device).layer());
    }

    // ---- Learning --------------------------------------------------------------------------

    @Override
    public Numbers step(int step) {
        int batch = config.data().batch();
        Draws draws = new Draws(config.seed(), Draws.Purpose.STEP, step);
        Resplat2dConfig.Stage stage = config.stages().get(config.stage(step));
        int depth = stage.leastDepth() + draws.below(stage.mostDepth() - stage.leastDepth() + 1);
        status = "stage %d, D %d".formatted(config.stage(step) + 1, depth);
        double probability = config.teaching().at((double) step / config.steps());
        try (Scope scope = Scope.open()) {
            Lesson lesson = new Lesson(model, objective, teacher, config.loss().growth(), batch);
            for (int i = 0; i < batch; i++) {
                long number = (long) step * batch + i;
                int splats = splats(draws);
                boolean[] taught = new boolean[depth + 1];
                for (int t = 1; t < depth; t++) {
                    taught[t] = draws.chance(probability);
                }
                lesson.take(pictures.at(number), splats, depth, PLACES ^ number, t -> taught[t]);
            }
            if (!Double.isFinite(lesson.loss())) {
                return Numbers.of("loss", lesson.loss());
            }
            double loss = lesson.loss();
            if (!Double.isFinite(loss)) {
                return Numbers.of("loss", loss);
            }
            return trained.improve(
                    loss,
                    lesson.surrogate().backward(),
                    config.optimizer().largestNorm(),
                    schedule.at(step));
        }
    }

    /** As many splats to a pixel as to others: uniform in the logarithm. */
    private int splats(Draws draws) {
        Resplat2dConfig.Data data = config.data();
        double pixels = draws.logRange((float) data.leastPixels(), (float) data.mostPixels());
        return count(data.size(), data.size(), pixels);
    }

    private static int count(int width, int height, double pixelsPerSplat) {
        return Math.max(1, (int) (width * height / pixelsPerSplat));
    }

    @Override
    public String status() {
        return status;
    }

    // ---- Looking ---------------------------------------------------------------------------

    @Override
    public Score score() {
        return new Score("psnr", "dB");
    }

    @Override
    public Numbers evaluate(int step) {
        StateDict.load(averaged, weights(), StateDict.Fit.EXACT);
        double[] psnr = look();
        if (step == 0) {
            gap.ifPresent(between -> notes.accept("at the beginning: " + between.line()));
        }
        return Numbers.of("psnr", psnr[SCORED_DEPTH])
                .and("psnr_d0", psnr[0])
                .and("psnr_d1", psnr[1])
                .and("psnr_d2", psnr[2])
                .and("psnr_d6", psnr[6])
                .and("psnr_d8", psnr[8]);
    }

    /** The mean PSNR of held-out pictures by depth; what is mixed is compared, too. */
    private double[] look() {
        List<MixedImages.HeldOut> heldOut = pictures.heldOut(config.data().heldOut());
        double[] psnr = new double[Reconstruction.MOST_DEPTH + 1];
        double[] scores = new double[heldOut.size()];
        for (int i = 0; i < scores.length; i++) {
            for (Depth depth : reconstruct(heldOut.get(i).picture())) {
                psnr[depth.depth] += depth.psnr / heldOut.size();
                scores[i] = depth.depth == SCORED_DEPTH ? depth.psnr : scores[i];
            }
        }
        gap.ifPresent(between -> between.look(averaged, heldOut, scores));
        return psnr;
    }

    /** A picture at a depth, and the time up to there. */
    private record Depth(int depth, Image render, double psnr, double seconds) {}

    private List<Depth> reconstruct(Image picture) {
        int n = count(picture.width(), picture.height(), config.data().heldOutPixels());
        List<Depth> depths = new ArrayList<>();
        try (Reconstruction reconstruction = new Reconstruction(averaged)) {
            reconstruction.begin(picture, n, config.seed());
            for (int depth = 0; depth <= Reconstruction.MOST_DEPTH; depth++) {
                if (depth > 0 && reconstruction.isFinite()) {
                    reconstruction.refine();
                }
                Image render = reconstruction.render();
                double psnr = reconstruction.isFinite() ? Psnr.of(render, picture) : Double.NaN;
                depths.add(new Depth(depth, render, psnr, reconstruction.seconds()));
            }
        }
        return depths;
    }

    @Override
    public Map<String, Double> figures(double seconds) {
        return monitor.figures(seconds);
    }

    // ---- Keeping ---------------------------------------------------------------------------

    @Override
    public TrainedModel trained() {
        return trained;
    }

    @Override
    public Optional<LearnedFrom> learnsFrom() {
        return Optional.of(new LearnedFrom("pictures", pictures.name(), pictures.fingerprint()));
    }

    @Override
    public String advice() {
        return config.schedule().advice();
    }

    @Override
    public void close() {
        pictures.close();
    }

    @Override
    public Results results(Map<String, HostArray> best) {
        StateDict.load(averaged, best, StateDict.Fit.EXACT);
        Results results =
                new Results("ReSplat in 2D, trained")
                        .fact("weights", model.parameterCount())
                        .fact("pictures", pictures.name())
                        .metric("parameters", model.parameterCount())
                        .metric("pictures", pictures.name());
        if (gap.isPresent()) {
            // A run that goes on at its end has not looked yet; and these are the best weights.
            look();
            results.fact("gap between", gap.get().name());
        }
        monitor.describe(results);
        List<MixedImages.HeldOut> heldOut = pictures.heldOut(SHOWN);
        for (int i = 0; i < heldOut.size(); i++) {
            show(results, heldOut.get(i).picture(), i + 1);
        }
        return results;
    }

    private void show(Results results, Image picture, int number) {
        String name = "held-out-" + number;
        int n = count(picture.width(), picture.height(), config.data().heldOutPixels());
        results.picture(name + ".png", "%s: %d splats will be it".formatted(name, n), picture);
        for (Depth depth : reconstruct(picture)) {
            if (depth.depth <= 2 || depth.depth % 2 == 0) {
                results.picture(
                        "%s-d%d.png".formatted(name, depth.depth),
                        "%s at depth %d: %d splats, %.2f dB after %.0f ms"
                                .formatted(name, depth.depth, n, depth.psnr, 1000 * depth.seconds),
                        depth.render);
            }
            if (number == 1 && depth.depth == PREVIEWED) {
                results.preview(picture, depth.render);
            }
        }
    }
}
