package dev.resplat.splat;

import dev.resplat.autodiff.GradientContract;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Tensor;

/** The compositor's gradients, in every mode. */
class CompositorGradientTest extends GradientContract {
    CompositorGradientTest() {
        super(Compositor.class);
    }

    @Override
    protected void addCases() {
        for (BlendMode mode : BlendMode.values()) {
            composite(mode, "few", new RandomSplats(5, 3, 7, 6, 0.5, 3));
            composite(mode, "one channel", new RandomSplats(9, 1, 7, 6, 0.4, 9));
            composite(mode, "opaque", opaque());
            composite(mode, "none", new RandomSplats(0, 2, 7, 6, 1, 2));
        }
    }

    /** So much in front that pixels are finished, and alphas that are cut. */
    private static RandomSplats opaque() {
        RandomSplats splats = new RandomSplats(12, 3, 7, 6, 3, 5);
        for (int s = 0; s < splats.n; s++) {
            splats.weights[s] = s % 3 == 0 ? 1.2 : 0.95;
        }
        return splats;
    }

    private void composite(BlendMode mode, String name, RandomSplats splats) {
        Tensor depths = splats.depths(device);
        gradient(
                "Compositor.composite " + mode + " " + name,
                x -> image(x, depths, mode),
                splats.tensors(device));
    }

    private static Var image(Var[] x, Tensor depths, BlendMode mode) {
        return Compositor.composite(x[0], x[1], x[2], x[3], depths, 7, 6, mode).image();
    }
}
