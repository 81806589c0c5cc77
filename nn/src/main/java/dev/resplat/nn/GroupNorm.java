package dev.resplat.nn;

import dev.resplat.autodiff.Normalization;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/** Group norm over all places and the channels of each group (Wu and He 2018). */
public final class GroupNorm extends Layer {
    private final Var weight;
    private final Var bias;
    private final int groups;
    private final double epsilon;

    /**
     * With scales of one and offsets of zero.
     *
     * @param groups a divisor of {@code channels}
     * @param epsilon added to the variance; usually 1e-5
     */
    public GroupNorm(Device device, int groups, int channels, double epsilon) {
        Require.positive("GroupNorm", "channels", channels);
        Require.groups("GroupNorm", groups, channels);
        Require.epsilon("GroupNorm", epsilon);
        this.groups = groups;
        this.epsilon = epsilon;
        weight = parameter("weight", Tensor.full(device, Shape.of(channels), 1));
        bias = parameter("bias", Tensor.zeros(device, Shape.of(channels)));
    }

    /**
     * @param x {@code [N, ..., channels]}
     * @return of the same shape
     */
    public Var forward(Var x) {
        Require.channelsLast("GroupNorm", x, 2, weight.shape().size());
        return Normalization.group(x, groups, weight, bias, epsilon);
    }
}
