package dev.resplat.nn;

import dev.resplat.autodiff.Normalization;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/** Layer norm over the innermost axis, scaled and shifted (Ba et al. 2016). */
public final class LayerNorm extends Layer {
    private final Var weight;
    private final Var bias;
    private final double epsilon;

    /**
     * With scales of one and shifts of zero.
     *
     * @param width extent of the innermost axis
     * @param epsilon added to the variance; usually 1e-5
     */
    public LayerNorm(Device device, int width, double epsilon) {
        this.epsilon = epsilon;
        weight = parameter("weight", Tensor.full(device, Shape.of(width), 1));
        bias = parameter("bias", Tensor.zeros(device, Shape.of(width)));
    }

    /**
     * @param x {@code [..., width]}
     * @return of the same shape
     */
    public Var forward(Var x) {
        return Normalization.layer(x, weight, bias, epsilon);
    }
}
