package dev.resplat.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.resplat.bench.MlpTraining;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Tensor;

/**
 * What {@link MlpTraining} does, from the same weights, in libtorch.
 *
 * <p>Written without DJL's blocks and trainer, which add bookkeeping: linear layers are libtorch's
 * fused operation, the update is DJL's native one, and arrays of a step belong to a manager that is
 * closed at its end.
 */
final class LibtorchTraining {
    private final NDManager manager;
    private final NDArray[] weights = new NDArray[MlpTraining.LAYERS];
    private final NDArray[] biases = new NDArray[MlpTraining.LAYERS];
    private final NDArray x;
    private final NDArray target;
    private final boolean gelu;
    private final Optimizer optimizer;

    LibtorchTraining(NDManager manager, MlpTraining ours, boolean gelu) {
        this.manager = manager;
        this.gelu = gelu;
        x = copy(ours.x());
        target = copy(ours.target());
        for (int i = 0; i < MlpTraining.LAYERS; i++) {
            Tensor weight = ours.model().parameters().get(i + ".weight").value();
            // libtorch keeps weights as [out, in]
            weights[i] = copy(Arranging.transpose(weight));
            biases[i] = copy(ours.model().parameters().get(i + ".bias").value());
            weights[i].setRequiresGradient(true);
            biases[i].setRequiresGradient(true);
        }
        optimizer =
                Optimizer.adamW()
                        .optLearningRateTracker(Tracker.fixed((float) MlpTraining.LEARNING_RATE))
                        .optEpsilon((float) MlpTraining.EPSILON)
                        .optWeightDecays((float) MlpTraining.WEIGHT_DECAY)
                        .build();
    }

    private NDArray copy(Tensor tensor) {
        long[] dims = new long[tensor.shape().rank()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = tensor.shape().dim(i);
        }
        return manager.create(tensor.toFloats(), new Shape(dims));
    }

    /** Forward, backward and update. */
    void step() {
        gradients();
        for (int i = 0; i < weights.length; i++) {
            update(i + ".weight", weights[i]);
            update(i + ".bias", biases[i]);
        }
    }

    private void update(String name, NDArray parameter) {
        try (NDArray gradient = parameter.getGradient()) {
            // sets the gradient back to zero, too
            optimizer.update(name, parameter, gradient);
        }
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
        NDArray y = Linear.linear(x, weights[0], biases[0]).head();
        for (int i = 1; i < weights.length; i++) {
            y = Linear.linear(activation(y), weights[i], biases[i]).head();
        }
        return y.sub(target).square().mean();
    }

    private NDArray activation(NDArray y) {
        return gelu ? Activation.gelu(y) : Activation.relu(y);
    }
}
