package dev.resplat.train.resplat2d;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Compositor;
import dev.resplat.splat.Compositor.Composite;
import dev.resplat.splat.Conics;
import dev.resplat.tensor.Tensor;

/**
 * Splats as an image, by the article's blend {@code I(p) = sum w_s c_s G_s(p) / sum w_s G_s(p)}
 * with the weight w = amplitude times opacity, and the way back from pixels to splats.
 *
 * <p>Splats are the leaves of their own graph: what pixels say about them goes no further, as
 * states are detached between steps.
 */
final class Rendering {
    static final BlendMode MODE = BlendMode.NORMALIZED;

    private final Var splats;
    private final Composite composite;

    private Rendering(Var splats, Composite composite) {
        this.splats = splats;
        this.composite = composite;
    }

    /** Renders a state {@code [N, 10]}, see {@link Column}. */
    static Rendering of(Tensor state, int width, int height) {
        Var splats = Var.parameter(state);
        return new Rendering(splats, composite(splats, width, height));
    }

    private static Composite composite(Var splats, int width, int height) {
        int n = splats.shape().dim(0);
        Var conics =
                Conics.stretched(
                        columns(splats, Column.LOG_SCALE, Column.STRETCH).reshape(n),
                        columns(splats, Column.STRETCH, Column.OPACITY));
        Var opacities =
                Elementwise.sigmoid(columns(splats, Column.OPACITY, Column.AMPLITUDE).reshape(n));
        Var amplitudes =
                Elementwise.exp(columns(splats, Column.AMPLITUDE, Column.COLOR).reshape(n));
        return Compositor.composite(
                columns(splats, Column.MEAN, Column.LOG_SCALE),
                conics,
                opacities.mul(amplitudes),
                columns(splats, Column.COLOR, Column.COUNT),
                width,
                height,
                MODE);
    }

    private static Var columns(Var splats, int from, int to) {
        return Layout.slice(splats, 1, from, to);
    }

    /** {@code [H, W, 3]}, not clipped; its gradients go to the state and end there. */
    Var image() {
        return composite.image();
    }

    /** The gradient of a loss that was made from {@link #image}: {@code [N, 10]}. */
    Tensor gradient(Var loss) {
        return loss.backward().of(splats);
    }

    /**
     * How the state would have to change for the image to follow a change: {@code J^T change} with
     * the Jacobian J of the image, {@code [N, 10]}.
     */
    Tensor follow(Tensor change) {
        return composite.image().backward(change).of(splats);
    }

    /** Sums of a map {@code [H, W, F]} over footprints: {@code [N, F]}. */
    Tensor gather(Tensor map) {
        return composite.gather(map);
    }
}
