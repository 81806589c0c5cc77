package dev.resplat.nn;

import dev.resplat.autodiff.Normalization;
import dev.resplat.autodiff.Normalization.Batch;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import java.util.Objects;

/**
 * Batch norm over everything but the channels (Ioffe and Szegedy 2015).
 *
 * <p>In training the statistics are those of the batch, and two buffers follow them, {@code running
 * = (1 - momentum) running + momentum batch}: the mean, and the unbiased variance. In evaluation
 * these buffers are used, and not changed.
 *
 * <p>Several forward passes on several threads are put in order by {@link BufferUpdates}.
 *
 * <p>A block that is computed twice, by {@link dev.resplat.autodiff.Checkpoint}, would move them
 * twice: keep this layer out of such blocks.
 */
public final class BatchNorm extends Layer {
    private final Var weight;
    private final Var bias;
    private final Tensor runningMean;
    private final Tensor runningVariance;
    private final double epsilon;
    private final double momentum;

    /**
     * With scales of one, offsets of zero, and running statistics of mean zero and variance one.
     *
     * @param epsilon added to the variance; usually 1e-5
     * @param momentum weight of a batch in the running statistics, in [0, 1]; usually 0.1
     */
    public BatchNorm(Device device, int channels, double epsilon, double momentum) {
        Require.positive("BatchNorm", "channels", channels);
        Require.epsilon("BatchNorm", epsilon);
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException(
                    "BatchNorm: momentum must be from 0 to 1, is " + momentum);
        }
        Shape shape = Shape.of(channels);
        this.epsilon = epsilon;
        this.momentum = momentum;
        weight = parameter("weight", Tensor.full(device, shape, 1));
        bias = parameter("bias", Tensor.zeros(device, shape));
        runningMean = buffer("running_mean", Tensor.zeros(device, shape));
        runningVariance = buffer("running_var", Tensor.full(device, shape, 1));
    }

    /**
     * @param x {@code [..., channels]}
     * @return of the same shape
     * @throws ShapeException in training, when there are not two values of a channel or more
     */
    public Var forward(Var x, Mode mode) {
        Objects.requireNonNull(mode, "BatchNorm: mode must not be null");
        Require.channelsLast("BatchNorm", x, 1, weight.shape().size());
        if (mode == Mode.EVALUATION) {
            return Normalization.batchFixed(x, weight, bias, runningMean, runningVariance, epsilon);
        }
        Batch batch = Normalization.batch(x, weight, bias, epsilon);
        int values = x.shape().before(-1);
        if (values < 2) {
            throw new ShapeException(
                    "BatchNorm: training needs two values of each channel, x is " + x.shape());
        }
        follow(batch, values);
        return batch.y();
    }

    private void follow(Batch batch, int values) {
        double unbiased = values / (values - 1.0);
        try (Scope scope = Scope.open()) {
            Tensor variance = batch.variance().mul(unbiased);
            BufferUpdates.follow(runningMean, 1 - momentum, batch.mean());
            BufferUpdates.follow(runningVariance, 1 - momentum, variance);
        }
    }
}
