package dev.resplat.nn;

import dev.resplat.autodiff.Normalization;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/** Instance norm over all places of each channel, scaled and offset (Ulyanov et al. 2016). */
public final class InstanceNorm extends Layer {
    private final Var weight;
    private final Var bias;
    private final double epsilon;

    /**
     * With scales of one and offsets of zero.
     *
     * @param epsilon added to the variance; usually 1e-5
     */
    public InstanceNorm(Device device, int channels, double epsilon) {
        Require.positive("InstanceNorm", "channels", channels);
        Require.epsilon("InstanceNorm", epsilon);
        this.epsilon = epsilon;
        weight = parameter("weight", Tensor.full(device, Shape.of(channels), 1));
        bias = parameter("bias", Tensor.zeros(device, Shape.of(channels)));
    }

    /**
     * @param x {@code [N, ..., channels]}
     * @return of the same shape
     */
    public Var forward(Var x) {
        Require.channelsLast("InstanceNorm", x, 2, weight.shape().size());
        return Normalization.instance(x, weight, bias, epsilon);
    }
}
