package dev.resplat.train.synthesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;
import dev.resplat.train.loop.Numbers;
import dev.resplat.train.loop.Results;
import dev.resplat.train.metrics.Psnr;
import dev.resplat.train.metrics.Ssim;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ViewData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * Examples that a training does not see, looked at with the widest gaps and nothing changed. They
 * are the same for all seeds of a training.
 */
public final class HeldOutScenes {
    /** Of the choice of views. */
    private static final long SEED = 0;

    /** Examples that the report shows. */
    private static final int SHOWN = 4;

    /** Examples whose first and last view tell whether the model knows how large scenes are. */
    private static final int SLOPES = 4;

    private final ViewData views;
    private final SynthesisData data;
    private List<Example> examples;

    /** Of the scenes that are kept apart; they are made when first needed. */
    public HeldOutScenes(ViewData views, SynthesisData data) {
        this.views = views;
        this.data = data;
    }

    /**
     * The examples, {@code data.heldOut} of them, each of a scene of its own if there are enough.
     */
    public synchronized List<Example> examples() {
        if (examples == null) {
            Examples all =
                    new Examples(
                            views.heldOut(),
                            data.examples().forEvaluation(),
                            1,
                            SEED,
                            views.damage());
            examples =
                    IntStream.range(0, data.heldOut())
                            .parallel()
                            .mapToObj(i -> all.example(ViewData.FIRST_HELD_OUT + i))
                            .toList();
        }
        return examples;
    }

    /** A number that differs between sources of different scenes, but for bad luck. */
    long fingerprint() {
        CRC32 sum = new CRC32();
        Example first = examples().get(0);
        sum.update(first.scene().getBytes(UTF_8));
        for (ViewPixels view : first.views()) {
            sum.update(view.image().png());
        }
        return sum.getValue();
    }

    /** A rendered target and what it was to be. */
    private record Look(Image render, float[] depth, ViewPixels target) {}

    private static List<Look> look(SynthesisModel.Scenes scenes, Example example, Device device) {
        List<Look> looks = new ArrayList<>();
        for (ViewPixels target : example.targets()) {
            try (Scope scope = Scope.open()) {
                SynthesisModel.Rendered rendered = scenes.render(0, target.camera());
                Image render = SynthesisTraining.image(rendered.image().value());
                float[] depth =
                        rendered.depth() == null ? null : rendered.depth().value().toFloats();
                looks.add(new Look(render, depth, target));
            }
        }
        return looks;
    }

    /**
     * What a model makes of them: means of the numbers of {@link #look(SynthesisModel, Example,
     * long, Device)}, and where it says depths {@code scaleSlope}, the mean of {@link
     * ScaleResponse#ofPair} of the first {@value #SLOPES}.
     */
    Numbers look(SynthesisModel model, Device device) {
        Map<String, Double> sums = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        List<Example> all = examples();
        boolean isNaN = false;
        for (int i = 0; i < all.size(); i++) {
            Map<String, Double> seen = look(model, all.get(i), i, device);
            isNaN |= Double.isNaN(seen.getOrDefault("psnr", 0.0));
            seen.forEach((name, value) -> add(name, value, sums, counts));
            if (i < SLOPES) {
                Example pair = all.get(i).withContext(2);
                double baseline = data.examples().unitBaseline() ? 1 : ScaleResponse.baseline(pair);
                ScaleResponse.slope(model, pair, baseline, i, device)
                        .ifPresent(slope -> add("scaleSlope", slope, sums, counts));
            }
        }
        Numbers numbers = Numbers.of("psnr", isNaN ? Double.NaN : mean("psnr", sums, counts));
        for (String name : sums.keySet()) {
            if (!name.equals("psnr")) {
                numbers = numbers.and(name, mean(name, sums, counts));
            }
        }
        return numbers;
    }

    /**
     * What a model makes of an example: means over its targets of {@code psnr} in decibels, {@code
     * ssim} of images that are large enough, {@code psnr_d0} and so on before each refinement, and
     * where depths are known {@code scaleError} and {@code depthError}, both in logarithms, of what
     * the model says of context views, or else of what it renders; and the model's own figures.
     * What is not finite is left out, but a PSNR that is no number stays.
     *
     * @param seed of what the model draws
     */
    public static Map<String, Double> look(
            SynthesisModel model, Example example, long seed, Device device) {
        Map<String, Double> sums = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        boolean isNaN = false;
        try (Scope scope = Scope.open()) {
            SynthesisModel.Scenes scenes = scenes(model, example, seed, device);
            Optional<float[]> said = scenes.depths(0);
            for (int depth = 0; depth < scenes.depth(); depth++) {
                for (ViewPixels view : example.targets()) {
                    add("psnr_d" + depth, psnr(scenes, depth, view), sums, counts);
                }
            }
            for (Look look : look(scenes, example, device)) {
                Image target = look.target.image();
                double psnr = Psnr.of(look.render, target);
                isNaN |= Double.isNaN(psnr);
                add("psnr", psnr, sums, counts);
                if (Ssim.fits(target)) {
                    add("ssim", Ssim.of(look.render, target), sums, counts);
                }
                if (said.isEmpty() && look.depth != null && look.target.depth() != null) {
                    add(DepthError.of(look.depth, look.target.depth()), sums, counts);
                }
            }
            said.ifPresent(depths -> add(depths, example.context(), sums, counts));
            scenes.figures(0).forEach((name, value) -> add(name, value, sums, counts));
        }
        Map<String, Double> means = new LinkedHashMap<>();
        sums.keySet().forEach(name -> means.put(name, mean(name, sums, counts)));
        if (isNaN) {
            means.put("psnr", Double.NaN);
        }
        return means;
    }

    /** What the model says of the pixels of each context view. */
    private static void add(
            float[] said,
            List<ViewPixels> views,
            Map<String, Double> sums,
            Map<String, Integer> counts) {
        int pixels = said.length / views.size();
        for (int v = 0; v < views.size(); v++) {
            float[] truth = views.get(v).depth();
            if (truth != null) {
                float[] own = Arrays.copyOfRange(said, v * pixels, (v + 1) * pixels);
                add(DepthError.of(own, truth), sums, counts);
            }
        }
    }

    private static void add(
            DepthError error, Map<String, Double> sums, Map<String, Integer> counts) {
        add("scaleError", Math.abs(error.scale()), sums, counts);
        add("depthError", error.shape(), sums, counts);
    }

    private static double psnr(SynthesisModel.Scenes scenes, int depth, ViewPixels target) {
        try (Scope scope = Scope.open()) {
            Tensor colors = scenes.render(depth, 0, target.camera()).image().value();
            return Psnr.of(SynthesisTraining.image(colors), target.image());
        }
    }

    private static double mean(String name, Map<String, Double> sums, Map<String, Integer> counts) {
        return sums.getOrDefault(name, Double.NaN) / counts.getOrDefault(name, 1);
    }

    private static void add(
            String name, double value, Map<String, Double> sums, Map<String, Integer> counts) {
        if (Double.isFinite(value)) {
            sums.merge(name, value, Double::sum);
            counts.merge(name, 1, Integer::sum);
        }
    }

    private static SynthesisModel.Scenes scenes(
            SynthesisModel model, Example example, long seed, Device device) {
        ContextViews context = ContextViews.of(Batch.of(List.of(example)), device);
        return model.look(context, SynthesisModel.Pass.trained(seed));
    }

    /** Adds pictures of some of them to a report. */
    void show(SynthesisModel model, Device device, Results results) {
        List<Example> all = examples();
        for (int i = 0; i < Math.min(SHOWN, all.size()); i++) {
            String name = "held-out-" + (i + 1);
            Example example = all.get(i);
            try (Scope scope = Scope.open()) {
                SynthesisModel.Scenes scenes = scenes(model, example, i, device);
                Look look = look(scenes, example, device).get(0);
                Image target = look.target.image();
                for (int v = 0; v < example.context().size(); v++) {
                    results.picture(
                            "%s-context-%d.png".formatted(name, v + 1),
                            "%s, context %d".formatted(example.scene(), v + 1),
                            example.context().get(v).image());
                }
                results.picture(name + "-target.png", example.scene() + ", target", target);
                results.picture(
                        name + "-render.png",
                        String.format(
                                Locale.ROOT,
                                "%s, rendered: %.2f dB",
                                example.scene(),
                                Psnr.of(look.render, target)),
                        look.render);
                if (i == 0) {
                    results.preview(target, look.render);
                }
                int picture = 0;
                for (Map.Entry<String, Image> insight : scenes.pictures(0).entrySet()) {
                    results.picture(
                            "%s-%d.png".formatted(name, ++picture),
                            example.scene() + ", " + insight.getKey(),
                            insight.getValue());
                }
            }
        }
    }
}
