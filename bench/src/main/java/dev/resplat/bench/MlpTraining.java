package dev.resplat.bench;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Losses;
import dev.resplat.nn.Mlp;
import dev.resplat.nn.optim.Adam;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * Training of a network of {@value #LAYERS} linear layers of width {@value #WIDTH} with AdamW
 * towards random targets. Made inside a scope, which must stay open.
 */
public final class MlpTraining {
    /** Linear layers. */
    public static final int LAYERS = 4;

    /** Inputs and outputs of each. */
    public static final int WIDTH = 256;

    /** Size of a step. */
    public static final double LEARNING_RATE = 1e-3;

    /** Decay of the weights. */
    public static final double WEIGHT_DECAY = 0.01;

    /**
     * So small that it does not matter whether it is added before the correction for bias or after,
     * in which libraries differ.
     */
    public static final double EPSILON = 1e-12;

    private static final long SEED = 7;

    private final Mlp model;
    private final Adam optimizer;
    private final Var x;
    private final Var target;

    /** Weights, inputs and targets are the same on every device. */
    public MlpTraining(Device device, Activation activation, int batch) {
        RandomStream random = new RandomStream(SEED);
        model = new Mlp(random, device, activation, WIDTH, WIDTH, WIDTH, WIDTH, WIDTH);
        optimizer =
                new Adam(
                        model.parameters(),
                        new Adam.Config(0.9, 0.999, EPSILON, WEIGHT_DECAY, true));
        x = Var.constant(random.normal(device, Shape.of(batch, WIDTH)));
        target = Var.constant(random.normal(device, Shape.of(batch, WIDTH)));
    }

    /** The network. */
    public Mlp model() {
        return model;
    }

    /** The input of every step. */
    public Tensor x() {
        return x.value();
    }

    /** What the output should be. */
    public Tensor target() {
        return target.value();
    }

    /** Forward, backward and update. */
    public void step() {
        try (Scope scope = Scope.open()) {
            optimizer.step(loss().backward(), LEARNING_RATE);
        }
    }

    /** Forward and backward only. */
    public void gradients() {
        try (Scope scope = Scope.open()) {
            loss().backward();
        }
    }

    /** The mean squared error now. */
    public double error() {
        try (Scope scope = Scope.open()) {
            return loss().value().item();
        }
    }

    private Var loss() {
        return Losses.meanSquaredError(model.forward(x), target);
    }

    /**
     * Operations of the matrix products of a step: one forward and two backward per layer, but none
     * for the gradient of the input of the first.
     */
    public static double flops(int batch) {
        return 2.0 * batch * WIDTH * WIDTH * (3 * LAYERS - 1);
    }
}
