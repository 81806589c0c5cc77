package dev.resplat.train.synthesis;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether a model knows how large a scene is. The same two images with the second camera farther
 * away along the baseline are images of a larger scene: depth is proportional to the baseline. Only
 * what images have in common tells of it, so a model that looks at each on its own does not know
 * (pixelSplat, section 4.1).
 */
public final class ScaleResponse {
    /** Baselines in terms of the one that near and far are for. */
    private static final double[] FACTORS = {0.5, Math.sqrt(0.5), 1, Math.sqrt(2), 2};

    private ScaleResponse() {}

    /**
     * The slope of the logarithm of the median depth that the model says the pixels of the first
     * view have, or that is rendered there if it does not say, over that of the baseline, from half
     * of what near and far are for to twice as much: 1 for a model that knows, 0 for one that does
     * not. Near and far stay as they are, and nothing is refined.
     *
     * @param baseline that near and far are for; 1 where examples have a {@linkplain
     *     dev.resplat.train.views.ExamplesConfig#unitBaseline unit baseline}
     * @param number of the random numbers of the model
     * @return empty where the model has no depth
     */
    public static OptionalDouble slope(
            SynthesisModel model, Example example, double baseline, long number, Device device) {
        double factor = baseline / baseline(example);
        double[] x = new double[FACTORS.length];
        double[] y = new double[FACTORS.length];
        for (int i = 0; i < FACTORS.length; i++) {
            Example moved = moved(example, factor * FACTORS[i]);
            OptionalDouble depth = medianDepth(model, moved, number, device);
            if (depth.isEmpty()) {
                return OptionalDouble.empty();
            }
            x[i] = Math.log(FACTORS[i]);
            y[i] = Math.log(depth.getAsDouble());
        }
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double product = 0;
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            product += (x[i] - meanX) * (y[i] - meanY);
            square += (x[i] - meanX) * (x[i] - meanX);
        }
        return OptionalDouble.of(product / square);
    }

    /**
     * The slope of the first and the last context view.
     *
     * @param unitBaseline whether near and far are for cameras of which the farthest two are 1
     *     apart, or for the example as it is
     */
    public static OptionalDouble ofPair(
            SynthesisModel model,
            Example example,
            boolean unitBaseline,
            long number,
            Device device) {
        Example pair = example.withContext(2);
        double baseline = baseline(pair) / (unitBaseline ? widest(example) : 1);
        return slope(model, pair, baseline, number, device);
    }

    /** The distance between the two context cameras that are farthest apart. */
    private static double widest(Example example) {
        double most = 0;
        for (ViewPixels one : example.context()) {
            for (ViewPixels other : example.context()) {
                most = Math.max(most, TrivialBaselines.distance(one.camera(), other.camera()));
            }
        }
        return most;
    }

    /** The distance between the first two context cameras. */
    public static double baseline(Example example) {
        return TrivialBaselines.distance(
                example.context().get(0).camera(), example.context().get(1).camera());
    }

    /** Context cameras but the first are so many times as far from it. */
    static Example moved(Example example, double factor) {
        Camera first = example.context().get(0).camera();
        List<ViewPixels> views = new ArrayList<>(example.views());
        for (int v = 1; v < example.context().size(); v++) {
            ViewPixels view = views.get(v);
            views.set(
                    v,
                    new ViewPixels(
                            moved(view.camera(), first.center(), factor),
                            view.colors(),
                            view.alpha(),
                            view.mask(),
                            view.depth()));
        }
        return example.withViews(views);
    }

    private static Camera moved(Camera camera, double[] from, double factor) {
        double[] m = camera.worldToCamera().clone();
        double[] center = camera.center();
        for (int row = 0; row < 3; row++) {
            m[4 * row + 3] = 0;
            for (int k = 0; k < 3; k++) {
                m[4 * row + 3] -= m[4 * row + k] * (from[k] + factor * (center[k] - from[k]));
            }
        }
        return camera.at(m);
    }

    private static OptionalDouble medianDepth(
            SynthesisModel model, Example example, long number, Device device) {
        try (Scope scope = Scope.open()) {
            ContextViews context = ContextViews.of(Batch.of(List.of(example)), device);
            SynthesisModel.Pass pass = SynthesisModel.Pass.trained(number).refined(0);
            SynthesisModel.Scenes scenes = model.look(context, pass);
            Optional<float[]> said = scenes.depths(0);
            float[] depth;
            if (said.isPresent()) {
                int pixels = context.height() * context.width();
                depth = Arrays.copyOf(said.get(), pixels);
            } else {
                Var rendered = scenes.render(0, example.context().get(0).camera()).depth();
                if (rendered == null) {
                    return OptionalDouble.empty();
                }
                depth = rendered.value().toFloats();
            }
            Arrays.sort(depth);
            return OptionalDouble.of(depth[depth.length / 2]);
        }
    }
}
