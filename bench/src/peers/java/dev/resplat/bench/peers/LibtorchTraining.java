package dev.resplat.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.resplat.bench.Training;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@link Training} does, from the same weights, in libtorch.
 *
 * <p>Written without DJL's blocks and trainer, which add bookkeeping: networks are functions of
 * libtorch's fused operations, the update is DJL's native one, and arrays of a step belong to a
 * manager that is closed at its end.
 */
final class LibtorchTraining {
    /** A network: results belong to the manager of x. */
    interface Network {
        /** The output, of the shape of x. */
        NDArray forward(NDArray x, Map<String, NDArray> weights);
    }

    private final NDManager manager;
    private final Network network;
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final NDArray x;
    private final NDArray target;
    private final Optimizer optimizer;

    LibtorchTraining(NDManager manager, Training ours, Network network) {
        this.manager = manager;
        this.network = network;
        x = Side.copy(manager, channelsFirst(ours.x()));
        target = Side.copy(manager, channelsFirst(ours.target()));
        ours.parameters()
                .forEach(
                        (name, weight) -> {
                            NDArray copy = Side.copy(manager, torchLayout(weight.value()));
                            copy.setRequiresGradient(true);
                            weights.put(name, copy);
                        });
        optimizer =
                Optimizer.adamW()
                        .optLearningRateTracker(Tracker.fixed((float) Training.LEARNING_RATE))
                        .optEpsilon((float) Training.EPSILON)
                        .optWeightDecays((float) Training.WEIGHT_DECAY)
                        .build();
    }

    private static Tensor channelsFirst(Tensor x) {
        return x.shape().rank() == 4 ? Arranging.permute(x, 0, 3, 1, 2) : x;
    }

    /** Weights are {@code [out, in]} and {@code [out, in, kH, kW]} there. */
    private static Tensor torchLayout(Tensor weight) {
        return switch (weight.shape().rank()) {
            case 2 -> Arranging.transpose(weight);
            case 4 -> Arranging.permute(weight, 3, 2, 0, 1);
            default -> weight;
        };
    }

    /** Forward, backward and update. */
    void step() {
        gradients();
        weights.forEach(
                (name, weight) -> {
                    try (NDArray gradient = weight.getGradient()) {
                        // sets the gradient back to zero, too
                        optimizer.update(name, weight, gradient);
                    }
                });
    }

    /** Forward and backward only; gradients add up. */
    void gradients() {
        try (NDManager step = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            collector.backward(loss(step));
            x.attach(manager);
        }
    }

    /** The mean squared error now. */
    float error() {
        try (NDManager step = manager.newSubManager()) {
            float error = loss(step).getFloat();
            x.attach(manager);
            return error;
        }
    }

    /** Results belong to the manager of the first argument, so x is lent to that of the step. */
    private NDArray loss(NDManager step) {
        x.attach(step);
        return network.forward(x, weights).sub(target).square().mean();
    }
}
