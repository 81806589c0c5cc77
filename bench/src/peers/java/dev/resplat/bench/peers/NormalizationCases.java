package dev.resplat.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.GradientCollector;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Normalization;
import dev.resplat.autodiff.Var;
import dev.resplat.bench.peers.Case.Bound;
import dev.resplat.bench.peers.Case.Sides;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Normalisation forward and backward, with gradients of x, gamma and beta.
 *
 * <p>What is timed goes back from the sum of the result, which costs both sides least beside the
 * normalisation; what is compared goes back from a sum with weights, so that no gradient is
 * trivial.
 */
final class NormalizationCases {
    private static final float EPSILON = 1e-5f;
    private static final int[][] ROWS = {{4096, 128}, {4096, 256}, {65536, 256}};

    private final List<Case> cases = new ArrayList<>();
    private final Bounds bounds;

    private NormalizationCases(Bounds bounds) {
        this.bounds = bounds;
    }

    static List<Case> all(Bounds bounds) {
        NormalizationCases all = new NormalizationCases(bounds);
        for (int[] dims : ROWS) {
            all.add("layer norm", Kind.LAYER, false, dims);
            all.add("layer norm", Kind.LAYER, true, dims);
        }
        all.add("batch norm", Kind.BATCH, false, 4, 64, 64, 64);
        all.add("batch norm", Kind.BATCH, true, 4, 64, 64, 64);
        return all.cases;
    }

    private enum Kind {
        LAYER,
        BATCH
    }

    /** Five arrays go through memory, and copying is two. */
    private void add(String name, Kind kind, boolean backward, int... dims) {
        int size = dev.resplat.tensor.Shape.of(dims).size();
        double copies = backward ? 2.5 : 1;
        String what = backward ? " forward + backward " : " ";
        cases.add(
                new Case(
                        name + what + dev.resplat.tensor.Shape.of(dims),
                        "libtorch",
                        Case.ELEMENTS,
                        1e-9 * size,
                        kind == Kind.LAYER && backward ? 1.2 : Double.NaN,
                        1e-4,
                        new Bound("copies", () -> bounds.copy(size) / copies),
                        manager ->
                                new Sides(
                                        new Ours(kind, backward, dims),
                                        new Theirs(manager, kind, backward, dims))));
    }

    /** Channels that differ in mean, and not what the other arrays hold. */
    private static float[] values(int seed, int size) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (4 * random.nextDouble() - 1.5);
        }
        return values;
    }

    /** This engine. */
    private static final class Ours implements Side {
        private final Kind kind;
        private final boolean backward;
        private final Var x;
        private final Var gamma;
        private final Var beta;
        private final Var gradY;

        Ours(Kind kind, boolean backward, int... dims) {
            this.kind = kind;
            this.backward = backward;
            int c = dims[dims.length - 1];
            x = Var.parameter(tensor(1, dims));
            gamma = Var.parameter(tensor(2, c));
            beta = Var.parameter(tensor(3, c));
            gradY = Var.constant(tensor(4, dims));
        }

        private static Tensor tensor(int seed, int... dims) {
            dev.resplat.tensor.Shape shape = dev.resplat.tensor.Shape.of(dims);
            return Tensor.of(Devices.cpu(), shape, values(seed, shape.size()));
        }

        private Var forward() {
            return kind == Kind.LAYER
                    ? Normalization.layer(x, gamma, beta, EPSILON)
                    : Normalization.batch(x, gamma, beta, EPSILON).y();
        }

        private Gradients gradients() {
            return forward().mul(gradY).sum().backward();
        }

        @Override
        public void run() {
            try (Scope scope = Scope.open()) {
                if (backward) {
                    forward().sum().backward();
                } else {
                    forward();
                }
            }
        }

        @Override
        public float[] result() {
            try (Scope scope = Scope.open()) {
                if (!backward) {
                    return forward().value().toFloats();
                }
                Gradients g = gradients();
                return Side.joined(
                        g.of(x).toFloats(), g.of(gamma).toFloats(), g.of(beta).toFloats());
            }
        }
    }

    /** Libtorch, channels last as well: it takes channels first, in any order in memory. */
    private static final class Theirs implements Side {
        private final NDManager manager;
        private final Kind kind;
        private final boolean backward;
        private final NDArray x;
        private final NDArray gamma;
        private final NDArray beta;
        private final NDArray mean;
        private final NDArray variance;
        private final NDArray gradY;

        Theirs(NDManager manager, Kind kind, boolean backward, int... dims) {
            this.manager = manager;
            this.kind = kind;
            this.backward = backward;
            int c = dims[dims.length - 1];
            x = array(1, dims);
            gamma = array(2, c);
            beta = array(3, c);
            mean = manager.zeros(new Shape(c));
            variance = manager.ones(new Shape(c));
            gradY = array(4, dims);
            x.setRequiresGradient(backward);
            gamma.setRequiresGradient(backward);
            beta.setRequiresGradient(backward);
        }

        private NDArray array(int seed, int... dims) {
            long[] extents = new long[dims.length];
            int size = 1;
            for (int i = 0; i < dims.length; i++) {
                extents[i] = dims[i];
                size *= dims[i];
            }
            return manager.create(values(seed, size), new Shape(extents));
        }

        private NDArray forward() {
            if (kind == Kind.LAYER) {
                Shape row = gamma.getShape();
                return LayerNorm.layerNorm(x, row, gamma, beta, EPSILON).head();
            }
            NDArray y =
                    BatchNorm.batchNorm(
                                    x.transpose(0, 3, 1, 2),
                                    mean,
                                    variance,
                                    gamma,
                                    beta,
                                    1,
                                    0.1f,
                                    EPSILON,
                                    true)
                            .head();
            return y.transpose(0, 2, 3, 1);
        }

        private void gradients(boolean weighted) {
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray y = forward();
                collector.backward((weighted ? y.mul(gradY) : y).sum());
            }
        }

        @Override
        public void run() {
            try (NDManager step = manager.newSubManager()) {
                x.attach(step);
                if (backward) {
                    gradients(false);
                } else {
                    forward();
                }
                x.attach(manager);
            }
        }

        @Override
        public float[] result() {
            try (NDManager step = manager.newSubManager()) {
                x.attach(step);
                float[] result;
                if (backward) {
                    zero(x);
                    zero(gamma);
                    zero(beta);
                    gradients(true);
                    result = Side.joined(gradient(x), gradient(gamma), gradient(beta));
                } else {
                    result = forward().toFloatArray();
                }
                x.attach(manager);
                return result;
            }
        }

        private static void zero(NDArray parameter) {
            try (NDArray gradient = parameter.getGradient()) {
                gradient.subi(gradient);
            }
        }

        private static float[] gradient(NDArray parameter) {
            try (NDArray gradient = parameter.getGradient()) {
                return gradient.toFloatArray();
            }
        }
    }
}
