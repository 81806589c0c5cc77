package dev.resplat.bench;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.nn.Losses;
import dev.resplat.nn.Mlp;
import dev.resplat.nn.Mode;
import dev.resplat.nn.TransformerBlock;
import dev.resplat.nn.optim.Adam;
import dev.resplat.nn.vision.ResidualBlock;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Training of a network with AdamW towards random targets of the shape of its input. Made inside a
 * scope, which must stay open. Weights, inputs and targets are the same on every device.
 */
public final class Training {
    /** Size of a step. */
    public static final double LEARNING_RATE = 1e-3;

    /** Decay of the weights. */
    public static final double WEIGHT_DECAY = 0.01;

    /**
     * So small that it does not matter whether it is added before the correction for bias or after,
     * in which libraries differ.
     */
    public static final double EPSILON = 1e-12;

    /** Linear layers of {@link #mlp}, and their inputs and outputs. */
    public static final int LAYERS = 4;

    public static final int WIDTH = 256;

    /** Blocks of {@link #resNet}, and their channels. */
    public static final int RES_BLOCKS = 8;

    public static final int CHANNELS = 64;

    /** Blocks of {@link #transformer}, the width of a token, and heads. */
    public static final int BLOCKS = 4;

    public static final int TOKEN = 128;
    public static final int HEADS = 4;

    private static final long SEED = 7;

    private final Layer model;
    private final UnaryOperator<Var> forward;
    private final double forwardFlops;
    private final Adam optimizer;
    private final Var x;
    private final Var target;

    private Training(
            Layer model,
            UnaryOperator<Var> forward,
            double forwardFlops,
            RandomStream random,
            Device device,
            Shape shape) {
        this.model = model;
        this.forward = forward;
        this.forwardFlops = forwardFlops;
        Adam.Config config = new Adam.Config(0.9, 0.999, EPSILON, WEIGHT_DECAY, true);
        optimizer = new Adam(model.parameters(), config);
        x = Var.constant(random.normal(device, shape));
        target = Var.constant(random.normal(device, shape));
    }

    /** {@value #LAYERS} linear layers of width {@value #WIDTH} with an activation between them. */
    public static Training mlp(Device device, Activation activation, int batch) {
        RandomStream random = new RandomStream(SEED);
        Mlp model = new Mlp(random, device, activation, WIDTH, WIDTH, WIDTH, WIDTH, WIDTH);
        double flops = 2.0 * batch * WIDTH * WIDTH * LAYERS;
        return new Training(model, model::forward, flops, random, device, Shape.of(batch, WIDTH));
    }

    /**
     * {@value #RES_BLOCKS} residual blocks of two convolutions of 3 x 3 with batch norm, {@value
     * #CHANNELS} channels.
     */
    public static Training resNet(Device device, int batch, int extent) {
        RandomStream random = new RandomStream(SEED);
        LayerList<ResidualBlock> blocks = new LayerList<>();
        for (int i = 0; i < RES_BLOCKS; i++) {
            blocks.add(ResidualBlock.basic(random, device, CHANNELS, CHANNELS, 1));
        }
        UnaryOperator<Var> forward =
                x -> {
                    for (ResidualBlock block : blocks) {
                        x = block.forward(x, Mode.TRAINING);
                    }
                    return x;
                };
        Shape shape = Shape.of(batch, extent, extent, CHANNELS);
        double flops = 2.0 * shape.size() * CHANNELS * 9 * 2 * RES_BLOCKS;
        return new Training(blocks, forward, flops, random, device, shape);
    }

    /**
     * {@value #BLOCKS} transformer blocks of width {@value #TOKEN} with {@value #HEADS} heads and
     * GELU.
     */
    public static Training transformer(Device device, int batch, int tokens) {
        RandomStream random = new RandomStream(SEED);
        TransformerBlock.Config config =
                new TransformerBlock.Config(TOKEN, HEADS, 4 * TOKEN, Activation.GELU, 1e-5);
        LayerList<TransformerBlock> blocks = new LayerList<>();
        for (int i = 0; i < BLOCKS; i++) {
            blocks.add(new TransformerBlock(random, device, config));
        }
        UnaryOperator<Var> forward =
                x -> {
                    for (TransformerBlock block : blocks) {
                        x = block.forward(x);
                    }
                    return x;
                };
        Shape shape = Shape.of(batch, tokens, TOKEN);
        double linear = 2.0 * shape.size() * TOKEN * 12;
        double attention = 4.0 * shape.size() * tokens;
        return new Training(blocks, forward, BLOCKS * (linear + attention), random, device, shape);
    }

    /** The weights by name. */
    public Map<String, Var> parameters() {
        return model.parameters();
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
        return Losses.meanSquaredError(forward.apply(x), target);
    }

    /**
     * Floating-point operations of a step in products, convolutions and attention: one forward and
     * two backward.
     */
    public double flops() {
        return 3 * forwardFlops;
    }
}
