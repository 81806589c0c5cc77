package dev.resplat.train.synthesis;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Splats of a scene that are improved by descent along gradients: each step looks at all context
 * views, and makes the mean of their squared errors smaller with Adam. It is what steps of a model
 * that refines are compared with (Xu et al. 2025, "ReSplat", figure 4).
 *
 * <p>Learning rates are in the proportions of 3DGS (Kerbl et al. 2023, section 6). It belongs to
 * the scope in which it was made.
 */
public final class SplatDescent {
    private final Rasterizer.Options options;
    private final List<Camera> cameras;
    private final Tensor images;
    private final Gaussians splats;
    private final Map<Adam, Double> optimizers = new LinkedHashMap<>();

    /**
     * @param start where it begins; copied
     * @param options of renders
     * @param cameras of the context views
     * @param images {@code [V, H, W, 3]}
     * @param extent of the scene: centres move in terms of it
     * @param rate 1 is as fast as 3DGS at its beginning
     */
    SplatDescent(
            Gaussians start,
            Rasterizer.Options options,
            List<Camera> cameras,
            Tensor images,
            double extent,
            double rate) {
        this.options = options;
        this.cameras = cameras;
        this.images = images;
        splats =
                new Gaussians(
                        learned("means", start.means(), rate * 1.6e-4 * extent),
                        learned("quats", start.quats(), rate * 1e-3),
                        learned("logScales", start.logScales(), rate * 5e-3),
                        learned("opacityLogits", start.opacityLogits(), rate * 5e-2),
                        learned("sh0", start.sh0(), rate * 2.5e-3),
                        learned("shRest", start.shRest(), rate * 2.5e-3 / 20));
    }

    private Var learned(String name, Var start, double rate) {
        if (start.shape().size() == 0) {
            return start;
        }
        Var parameter = Var.parameter(start.value().mul(1));
        optimizers.put(new Adam(Map.of(name, parameter), Adam.Config.adam()), rate);
        return parameter;
    }

    /** What they are now. */
    Gaussians splats() {
        return splats;
    }

    /** Improves them once. */
    void step() {
        try (Scope scope = Scope.open()) {
            Gradients gradients = error(splats, options, cameras, images).backward();
            optimizers.forEach((adam, rate) -> adam.step(gradients, rate));
        }
    }

    /**
     * The mean over views of their mean squared errors, differentiable.
     *
     * @param images {@code [V, H, W, 3]}: what the V cameras are to see
     */
    public static Var error(
            Gaussians splats, Rasterizer.Options options, List<Camera> cameras, Tensor images) {
        Var renders = Rasterizer.images(splats, cameras, options);
        return Elementwise.square(renders.sub(Var.constant(images))).mean();
    }
}
