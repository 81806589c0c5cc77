package dev.resplat.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.resplat.bench.peers.Case.Bound;
import dev.resplat.bench.peers.Case.Sides;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.Pooling;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Pooling and resizing, with maps {@code [N, H, W, C]} here and {@code [N, C, H, W]} there, and
 * nearest neighbours, which libtorch finds among all distances.
 */
final class SamplingCases {
    private static final String BYTES = "GB/s";
    private static final long SEED = 13;

    /** Libtorch's number for bilinear interpolation. */
    private static final int BILINEAR = 1;

    private final List<Case> cases;
    private final Bounds bounds;

    private SamplingCases(List<Case> cases, Bounds bounds) {
        this.cases = cases;
        this.bounds = bounds;
    }

    static void addTo(List<Case> cases, Bounds bounds) {
        SamplingCases all = new SamplingCases(cases, bounds);
        for (int channels : new int[] {64, 3}) {
            all.pools(channels);
            all.resizes(channels);
        }
        all.nearest(2000, 16_384, 16);
    }

    private void pools(int channels) {
        Shape three = new Shape(3, 3);
        Shape two = new Shape(2, 2);
        Shape one = new Shape(1, 1);
        Window window = Window.of(3, 3).stride(2).padding(1);
        maps(
                "max pool 3x3 stride 2",
                channels,
                1.25,
                x -> Pooling.max(x, window),
                x -> x.getNDArrayInternal().maxPool(three, two, one, false));
        maps(
                "average pool 3x3 stride 2",
                channels,
                1.25,
                x -> Pooling.average(x, window, false, true),
                x -> x.getNDArrayInternal().avgPool(three, two, one, false, true));
    }

    private void resizes(int channels) {
        maps(
                "resize 2x",
                channels,
                5,
                x -> Sampling.resizeBilinear(x, 128, 128, false),
                x -> x.getNDArrayInternal().interpolation(new long[] {128, 128}, BILINEAR, false));
    }

    /**
     * @param moved elements read and written for each one of the input
     */
    private void maps(
            String name,
            int channels,
            double moved,
            UnaryOperator<Tensor> ours,
            UnaryOperator<NDArray> theirs) {
        int size = 4 * 64 * 64 * channels;
        cases.add(
                new Case(
                        "%s [4, 64, 64, %d]".formatted(name, channels),
                        "libtorch",
                        BYTES,
                        4e-9 * moved * size,
                        Double.NaN,
                        1e-5,
                        new Bound("copy", () -> 8 * bounds.copy(size)),
                        manager -> {
                            Tensor x =
                                    new RandomStream(SEED)
                                            .normal(
                                                    Devices.cpu(),
                                                    dev.resplat.tensor.Shape.of(
                                                            4, 64, 64, channels));
                            NDArray there =
                                    manager.create(
                                            Arranging.permute(x, 0, 3, 1, 2).toFloats(),
                                            new Shape(4, channels, 64, 64));
                            return new Sides(
                                    Side.ours(() -> ours.apply(x)),
                                    new ChannelsFirst(there, theirs));
                        }));
    }

    /** An operation on maps of libtorch, whose result is turned to channels last. */
    private record ChannelsFirst(NDArray x, UnaryOperator<NDArray> operation) implements Side {
        @Override
        public void run() {
            operation.apply(x).close();
        }

        @Override
        public float[] result() {
            try (NDArray y = operation.apply(x)) {
                return y.transpose(0, 2, 3, 1).toFloatArray();
            }
        }
    }

    private void nearest(int queries, int points, int k) {
        cases.add(
                new Case(
                        "%d nearest of %d points, %d queries".formatted(k, points, queries),
                        "libtorch",
                        "M queries/s",
                        1e-6 * queries,
                        Double.NaN,
                        1e-3,
                        new Bound("all distances", () -> 1e3 * bounds.flops() / (6.0 * points)),
                        manager -> nearest(manager, queries, points, k)));
    }

    private static Sides nearest(NDManager manager, int queries, int points, int k) {
        RandomStream random = new RandomStream(SEED);
        Tensor p = random.uniform(Devices.cpu(), dev.resplat.tensor.Shape.of(points, 3));
        Tensor q = random.uniform(Devices.cpu(), dev.resplat.tensor.Shape.of(queries, 3));
        NDArray p1 = manager.create(p.toFloats(), new Shape(points, 3));
        NDArray q1 = manager.create(q.toFloats(), new Shape(queries, 3));
        return new Sides(
                Side.ours(() -> Neighbors.nearest(p, q, k).squaredDistances()),
                Side.libtorch(() -> bruteForce(manager, p1, q1, k)));
    }

    /** The smallest of {@code |q|^2 + |p|^2 - 2 q p}, which cancels where points are near. */
    private static NDArray bruteForce(NDManager manager, NDArray p, NDArray q, int k) {
        try (NDManager inner = manager.newSubManager()) {
            NDArray a = q.duplicate();
            NDArray b = p.duplicate();
            a.attach(inner);
            b.attach(inner);
            NDArray squares = a.square().sum(new int[] {1}, true);
            NDArray distances = b.square().sum(new int[] {1}).add(squares);
            distances.subi(a.matMul(b.transpose()).mul(2));
            NDArray nearest = distances.topK(k, 1, false, true).get(0);
            nearest.attach(manager);
            return nearest;
        }
    }
}
