package dev.resplat.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.resplat.autodiff.Attention;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.bench.peers.Case.Bound;
import dev.resplat.bench.peers.Case.Sides;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Attention: here in one operation on {@code [N, L, heads, D]}, in libtorch with batched products
 * and a softmax on {@code [N, heads, L, D]}, the layout it is fastest with.
 */
final class AttentionCases {
    private static final long SEED = 12;

    private AttentionCases() {}

    static List<Case> all(Bounds bounds) {
        return List.of(
                attention(bounds, 4, 8, 1024, 1024, 32, false, 3),
                attention(bounds, 4, 8, 1024, 1024, 32, true, 2.5),
                attention(bounds, 4, 8, 1024, 1024, 64, false, Double.NaN),
                attention(bounds, 4, 8, 1024, 1024, 64, true, Double.NaN),
                attention(bounds, 4, 8, 1024, 1024, 24, false, Double.NaN),
                attention(bounds, 4, 8, 1024, 1024, 24, true, Double.NaN),
                attention(bounds, 1024, 4, 64, 64, 32, false, Double.NaN),
                attention(bounds, 1024, 4, 64, 64, 32, true, Double.NaN),
                attention(bounds, 16384, 4, 1, 32, 32, false, Double.NaN),
                attention(bounds, 16384, 4, 1, 32, 32, true, Double.NaN));
    }

    /** Forward: two products; backward: scores again and the gradients of four products. */
    private static Case attention(
            Bounds bounds,
            int batch,
            int heads,
            int queries,
            int keys,
            int depth,
            boolean backward,
            double target) {
        double product = 2e-9 * batch * heads * queries * keys * depth;
        return new Case(
                "attention%s, %d x %d heads, %d queries, %d keys of %d"
                        .formatted(
                                backward ? " forward + backward" : "",
                                batch,
                                heads,
                                queries,
                                keys,
                                depth),
                "libtorch",
                Case.FLOPS,
                product * (backward ? 7 : 2),
                target,
                1e-4,
                new Bound("multiply-add", bounds::flops),
                manager -> {
                    Values q = new Values(1, batch, queries, heads, depth);
                    Values k = new Values(2, batch, keys, heads, depth);
                    Values v = new Values(3, batch, keys, heads, depth);
                    return new Sides(
                            new Ours(q, k, v, backward), new Libtorch(manager, q, k, v, backward));
                });
    }

    /** Random numbers, uniform in [-2, 2). */
    private static final class Values {
        final int[] dims;
        final float[] values;

        Values(int number, int... dims) {
            this.dims = dims;
            SplittableRandom random = new SplittableRandom(SEED + number);
            values = new float[Shape.of(dims).size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (4 * random.nextDouble() - 2);
            }
        }

        Tensor ours() {
            return Tensor.of(Devices.cpu(), Shape.of(dims), values);
        }

        NDArray theirs(NDManager manager) {
            long[] extents = {dims[0], dims[1], dims[2], dims[3]};
            try (NDArray x = manager.create(values, new ai.djl.ndarray.types.Shape(extents));
                    NDArray transposed = x.transpose(0, 2, 1, 3)) {
                // a copy that lies as its shape says
                return transposed.add(0);
            }
        }
    }

    private static final class Ours implements Side {
        private final Var q;
        private final Var k;
        private final Var v;
        private final boolean backward;

        Ours(Values q, Values k, Values v, boolean backward) {
            this.q = Var.parameter(q.ours());
            this.k = Var.parameter(k.ours());
            this.v = Var.parameter(v.ours());
            this.backward = backward;
        }

        @Override
        public void run() {
            try (Scope scope = Scope.open()) {
                Var y = Attention.attention(q, k, v);
                if (backward) {
                    y.backward(q.value());
                }
            }
        }

        @Override
        public float[] result() {
            try (Scope scope = Scope.open()) {
                Var y = Attention.attention(q, k, v);
                if (!backward) {
                    return y.value().toFloats();
                }
                Gradients gradients = y.backward(q.value());
                return Side.joined(
                        gradients.of(q).toFloats(),
                        gradients.of(k).toFloats(),
                        gradients.of(v).toFloats());
            }
        }
    }

    private static final class Libtorch implements Side {
        private final NDManager manager;
        private final NDArray q;
        private final NDArray k;
        private final NDArray v;
        private final NDArray seed;
        private final boolean backward;

        Libtorch(NDManager manager, Values q, Values k, Values v, boolean backward) {
            this.manager = manager;
            this.backward = backward;
            this.q = q.theirs(manager);
            this.k = k.theirs(manager);
            this.v = v.theirs(manager);
            this.seed = q.theirs(manager);
            for (NDArray x : List.of(this.q, this.k, this.v)) {
                x.setRequiresGradient(backward);
            }
        }

        /** Results belong to the manager of the first argument, so q and k are lent to the step. */
        private NDArray attention(NDManager step) {
            q.attach(step);
            k.attach(step);
            double scale = 1 / Math.sqrt(q.getShape().get(3));
            NDArray scores = q.matMul(k.transpose(0, 1, 3, 2)).mul(scale);
            NDArray y = scores.softmax(-1).matMul(v);
            q.attach(manager);
            k.attach(manager);
            return y;
        }

        @Override
        public void run() {
            try (NDManager step = manager.newSubManager()) {
                if (!backward) {
                    attention(step);
                    return;
                }
                try (GradientCollector collector =
                        Engine.getEngine("PyTorch").newGradientCollector()) {
                    collector.backward(attention(step).mul(seed).sum());
                }
            }
        }

        /** To be called before all runs, as gradients add up. */
        @Override
        public float[] result() {
            if (backward) {
                run();
                return Side.joined(gradient(q), gradient(k), gradient(v));
            }
            try (NDManager step = manager.newSubManager()) {
                return asOurs(attention(step));
            }
        }

        private static float[] gradient(NDArray x) {
            try (NDArray gradient = x.getGradient()) {
                return asOurs(gradient);
            }
        }

        private static float[] asOurs(NDArray x) {
            try (NDArray transposed = x.transpose(0, 2, 1, 3)) {
                return transposed.toFloatArray();
            }
        }
    }
}
