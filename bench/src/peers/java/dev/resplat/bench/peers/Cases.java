package dev.resplat.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.resplat.bench.MlpTraining;
import dev.resplat.bench.peers.Case.Bound;
import dev.resplat.bench.peers.Case.Sides;
import dev.resplat.nn.Activation;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_MT_FDRM;

/** What is compared, and the rate it should reach. */
final class Cases {
    private static final String LIBTORCH = "libtorch";
    private static final long SEED = 11;
    private static final int COLUMNS = 256;
    private static final int SMALL = 256;
    private static final int MEDIUM = 4096;
    private static final int LARGE = 65536;
    private static final int BATCH = 4096;
    private static final int CHECKED_STEPS = 3;

    private final List<Case> cases = new ArrayList<>();
    private final Bounds bounds;

    private Cases(Bounds bounds) {
        this.bounds = bounds;
    }

    static List<Case> all(Bounds bounds) {
        Cases all = new Cases(bounds);
        all.matmul(1, 960, 960, 960, 0.9);
        all.matmul(64, 128, 128, 64, 1.2);
        all.matmul(1, 4096, 256, 256, Double.NaN);
        all.ejml(960);
        for (int rows : new int[] {SMALL, MEDIUM, LARGE}) {
            all.map("softmax", rows, 1e-6, Tensor::softmax, x -> x.softmax(1));
            all.map("exp", rows, 1e-6, x -> x.map(UnaryOp.EXP), NDArray::exp);
            all.map("GELU", rows, 1e-6, x -> x.map(UnaryOp.GELU), ai.djl.nn.Activation::gelu);
            all.sum(rows);
        }
        ConvolutionCases.addTo(all.cases, bounds);
        SamplingCases.addTo(all.cases, bounds);
        for (Activation activation : new Activation[] {Activation.GELU, Activation.RELU}) {
            all.training(activation, true);
            all.training(activation, false);
        }
        all.cases.addAll(AttentionCases.all(bounds));
        all.cases.addAll(NormalizationCases.all(bounds));
        return all.cases;
    }

    private void matmul(int batch, int m, int n, int k, double target) {
        cases.add(
                new Case(
                        "matmul %s[%d, %d] x [%d, %d]"
                                .formatted(batch > 1 ? batch + " x " : "", m, k, k, n),
                        LIBTORCH,
                        Case.FLOPS,
                        2e-9 * batch * m * n * k,
                        target,
                        1e-5,
                        new Bound("multiply-add", bounds::flops),
                        manager -> {
                            Input a = new Input(manager, dims(batch, m, k));
                            Input b = new Input(manager, dims(batch, k, n));
                            return new Sides(
                                    Side.ours(() -> a.ours.matmul(b.ours)),
                                    Side.libtorch(() -> a.theirs.matMul(b.theirs)));
                        }));
    }

    private static int[] dims(int batch, int rows, int columns) {
        return batch > 1 ? new int[] {batch, rows, columns} : new int[] {rows, columns};
    }

    private void ejml(int n) {
        cases.add(
                new Case(
                        "matmul [%d, %d] x [%d, %d]".formatted(n, n, n, n),
                        "EJML",
                        Case.FLOPS,
                        2e-9 * n * n * n,
                        Double.NaN,
                        1e-5,
                        new Bound("multiply-add", bounds::flops),
                        manager -> {
                            Input a = new Input(manager, n, n);
                            Input b = new Input(manager, n, n);
                            return new Sides(
                                    Side.ours(() -> a.ours.matmul(b.ours)),
                                    new EjmlProduct(a.values, b.values, n));
                        }));
    }

    /** EJML's product on all cores. */
    private static final class EjmlProduct implements Side {
        private final FMatrixRMaj a;
        private final FMatrixRMaj b;
        private final FMatrixRMaj c;

        EjmlProduct(float[] a, float[] b, int n) {
            this.a = FMatrixRMaj.wrap(n, n, a);
            this.b = FMatrixRMaj.wrap(n, n, b);
            this.c = new FMatrixRMaj(n, n);
        }

        @Override
        public void run() {
            CommonOps_MT_FDRM.mult(a, b, c);
        }

        @Override
        public float[] result() {
            run();
            return c.data.clone();
        }
    }

    private void map(
            String name,
            int rows,
            double tolerance,
            UnaryOperator<Tensor> ours,
            UnaryOperator<NDArray> theirs) {
        rowwise(
                name,
                rows,
                tolerance,
                new Bound("copy", () -> bounds.copy(rows * COLUMNS)),
                x -> Side.ours(() -> ours.apply(x.ours)),
                x -> Side.libtorch(() -> theirs.apply(x.theirs)));
    }

    private void sum(int rows) {
        rowwise(
                "sum",
                rows,
                1e-4,
                new Bound("read", () -> bounds.read(rows * COLUMNS)),
                x -> Side.ours(() -> x.ours.sum()),
                x -> Side.libtorch(() -> x.theirs.sum()));
    }

    private void rowwise(
            String name,
            int rows,
            double tolerance,
            Bound bound,
            Function<Input, Side> ours,
            Function<Input, Side> theirs) {
        cases.add(
                new Case(
                        "%s [%d, %d]".formatted(name, rows, COLUMNS),
                        LIBTORCH,
                        Case.ELEMENTS,
                        1e-9 * rows * COLUMNS,
                        1.2,
                        tolerance,
                        bound,
                        manager -> {
                            Input x = new Input(manager, rows, COLUMNS);
                            return new Sides(ours.apply(x), theirs.apply(x));
                        }));
    }

    private void training(Activation activation, boolean update) {
        cases.add(
                new Case(
                        "%s, %s, %d x [%d, %d]"
                                .formatted(
                                        update ? "AdamW step" : "forward + backward",
                                        activation,
                                        MlpTraining.LAYERS,
                                        MlpTraining.WIDTH,
                                        MlpTraining.WIDTH),
                        LIBTORCH,
                        Case.FLOPS,
                        1e-9 * MlpTraining.flops(BATCH),
                        update ? 1.2 : Double.NaN,
                        1e-4,
                        new Bound("multiply-add", bounds::flops),
                        manager -> training(manager, activation, update)));
    }

    private static Sides training(NDManager manager, Activation activation, boolean update) {
        MlpTraining ours = new MlpTraining(Devices.cpu(), activation, BATCH);
        LibtorchTraining theirs =
                new LibtorchTraining(manager, ours, activation == Activation.GELU);
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

    /** The same random numbers, uniform in [-2, 2.1), for both sides; their sum is not near 0. */
    private static final class Input {
        final float[] values;
        final Tensor ours;
        final NDArray theirs;

        Input(NDManager manager, int... dims) {
            dev.resplat.tensor.Shape shape = dev.resplat.tensor.Shape.of(dims);
            SplittableRandom random = new SplittableRandom(SEED);
            values = new float[shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (4.1 * random.nextDouble() - 2);
            }
            ours = Tensor.of(Devices.cpu(), shape, values);
            long[] extents = new long[dims.length];
            for (int i = 0; i < dims.length; i++) {
                extents[i] = dims[i];
            }
            theirs = manager.create(values, new Shape(extents));
        }
    }
}
