package dev.resplat.nn;

import dev.resplat.autodiff.Normalization;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/** Layer norm over the innermost axis, scaled and offset (Ba et al. 2016). */
public final class LayerNorm extends Layer {
    private final Var weight;
    private final Var bias;
    private final double epsilon;

    /**
     * With scales of one and offsets of zero.
     *
     * @param width extent of the innermost axis
     * @param epsilon added to the variance; usually 1e-5
     */
    public LayerNorm(Device device, int width, double epsilon) {
        Require.positive("LayerNorm", "width", width);
        Require.epsilon("LayerNorm", epsilon);
        this.epsilon = epsilon;
        weight = parameter("weight", Tensor.full(device, Shape.of(width), 1));
        bias = parameter("bias", Tensor.zeros(device, Shape.of(width)));
    }

    /**
     * @param x {@code [..., width]}
     * @return of the same shape
     */
    public Var forward(Var x) {
        Require.channelsLast("LayerNorm", x, 1, weight.shape().size());
        return Normalization.layer(x, weight, bias, epsilon);
    }
}
