package dev.resplat.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import dev.resplat.bench.Training;
import dev.resplat.bench.peers.Case.Bound;
import dev.resplat.bench.peers.Case.Sides;
import dev.resplat.nn.Activation;
import dev.resplat.tensor.Devices;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Steps of training: forward, backward and AdamW. */
final class TrainingCases {
    private static final int BATCH = 4096;
    private static final int CHECKED_STEPS = 3;

    private final List<Case> cases;
    private final Bounds bounds;

    private TrainingCases(List<Case> cases, Bounds bounds) {
        this.cases = cases;
        this.bounds = bounds;
    }

    static void addTo(List<Case> cases, Bounds bounds) {
        TrainingCases all = new TrainingCases(cases, bounds);
        for (Activation activation : new Activation[] {Activation.GELU, Activation.RELU}) {
            all.mlp(activation, true);
            all.mlp(activation, false);
        }
        all.add(
                "AdamW step, ResNet of 8 blocks, 64 channels, [4, 64, 64]",
                () -> Training.resNet(Devices.cpu(), 4, 64),
                TrainingCases::resNet,
                true,
                1.3);
        all.add(
                "AdamW step, transformer of 4 blocks, width 128, [4, 1024]",
                () -> Training.transformer(Devices.cpu(), 4, 1024),
                TrainingCases::transformer,
                true,
                1.3);
    }

    private void mlp(Activation activation, boolean update) {
        add(
                "%s, %s, %d x [%d, %d]"
                        .formatted(
                                update ? "AdamW step" : "forward + backward",
                                activation,
                                Training.LAYERS,
                                Training.WIDTH,
                                Training.WIDTH),
                () -> Training.mlp(Devices.cpu(), activation, BATCH),
                (x, weights) -> mlp(activation, x, weights),
                update,
                update ? 1.2 : Double.NaN);
    }

    private void add(
            String name,
            Supplier<Training> ours,
            LibtorchTraining.Network network,
            boolean update,
            double target) {
        cases.add(
                new Case(
                        name,
                        "libtorch",
                        Case.FLOPS,
                        flops(ours),
                        target,
                        1e-3,
                        new Bound("multiply-add", bounds::flops),
                        manager -> sides(manager, ours.get(), network, update)));
    }

    private static double flops(Supplier<Training> training) {
        try (dev.resplat.tensor.Scope scope = dev.resplat.tensor.Scope.open()) {
            return 1e-9 * training.get().flops();
        }
    }

    private static Sides sides(
            NDManager manager, Training ours, LibtorchTraining.Network network, boolean update) {
        LibtorchTraining theirs = new LibtorchTraining(manager, ours, network);
        return new Sides(
                new Steps(update ? ours::step : ours::gradients, ours::step, ours::error),
                new Steps(update ? theirs::step : theirs::gradients, theirs::step, theirs::error));
    }

    /** Training: the result is the error after some steps. */
    private record Steps(Runnable timed, Runnable step, Supplier<Number> error) implements Side {
        @Override
        public void run() {
            timed.run();
        }

        @Override
        public float[] result() {
            float[] errors = new float[CHECKED_STEPS];
            for (int i = 0; i < CHECKED_STEPS; i++) {
                step.run();
                errors[i] = error.get().floatValue();
            }
            return errors;
        }
    }

    // ---- Networks in libtorch

    private static NDArray linear(NDArray x, Map<String, NDArray> weights, String name) {
        NDArray weight = weights.get(name + ".weight");
        return Linear.linear(x, weight, weights.get(name + ".bias")).head();
    }

    private static NDArray mlp(Activation activation, NDArray x, Map<String, NDArray> weights) {
        NDArray y = linear(x, weights, "0");
        for (int i = 1; i < Training.LAYERS; i++) {
            NDArray active =
                    activation == Activation.GELU
                            ? ai.djl.nn.Activation.gelu(y)
                            : ai.djl.nn.Activation.relu(y);
            y = linear(active, weights, String.valueOf(i));
        }
        return y;
    }

    private static NDArray resNet(NDArray x, Map<String, NDArray> weights) {
        NDArray y = x;
        for (int i = 0; i < Training.RES_BLOCKS; i++) {
            NDArray z = ai.djl.nn.Activation.relu(convNorm(y, weights, i, 1));
            y = ai.djl.nn.Activation.relu(convNorm(z, weights, i, 2).add(y));
        }
        return y;
    }

    private static NDArray convNorm(NDArray x, Map<String, NDArray> weights, int block, int i) {
        NDArray weight = weights.get(block + ".conv" + i + ".weight");
        NDArray gamma = weights.get(block + ".bn" + i + ".weight");
        NDArray beta = weights.get(block + ".bn" + i + ".bias");
        Shape one = new Shape(1, 1);
        NDArray y = Conv2d.conv2d(x, weight, null, one, one, one, 1).head();
        // running statistics, as training keeps them
        NDArray mean = x.getManager().zeros(gamma.getShape());
        NDArray variance = x.getManager().ones(gamma.getShape());
        return BatchNorm.batchNorm(y, mean, variance, gamma, beta, 1, 0.1f, 1e-5f, true).head();
    }

    private static NDArray transformer(NDArray x, Map<String, NDArray> weights) {
        NDArray y = x;
        for (int i = 0; i < Training.BLOCKS; i++) {
            String block = i + ".";
            y = y.add(attention(norm(y, weights, block + "norm1"), weights, block + "self_attn."));
            NDArray hidden = linear(norm(y, weights, block + "norm2"), weights, block + "linear1");
            NDArray active = ai.djl.nn.Activation.gelu(hidden);
            y = y.add(linear(active, weights, block + "linear2"));
        }
        return y;
    }

    private static NDArray norm(NDArray x, Map<String, NDArray> weights, String name) {
        NDArray gamma = weights.get(name + ".weight");
        NDArray beta = weights.get(name + ".bias");
        return LayerNorm.layerNorm(x, new Shape(Training.TOKEN), gamma, beta, 1e-5f).head();
    }

    private static NDArray attention(NDArray x, Map<String, NDArray> weights, String name) {
        long n = x.getShape().get(0);
        long tokens = x.getShape().get(1);
        int heads = Training.HEADS;
        int depth = Training.TOKEN / heads;
        NDArray bias = weights.get(name + "in_proj_bias");
        NDArray all = Linear.linear(x, weights.get(name + "in_proj_weight"), bias).head();
        NDList parts = all.reshape(n, tokens, 3, heads, depth).transpose(2, 0, 3, 1, 4).split(3);
        Shape shape = new Shape(n, heads, tokens, depth);
        NDArray q = parts.get(0).reshape(shape).mul(1 / Math.sqrt(depth));
        NDArray k = parts.get(1).reshape(shape);
        NDArray v = parts.get(2).reshape(shape);
        NDArray shares = q.matMul(k.transpose(0, 1, 3, 2)).softmax(-1);
        NDArray y = shares.matMul(v).transpose(0, 2, 1, 3).reshape(n, tokens, Training.TOKEN);
        return linear(y, weights, name + "out_proj");
    }
}
