package dev.resplat.tensor;

/** Nearest neighbours among points in the plane or in space. */
public final class Neighbors {
    private Neighbors() {}

    /**
     * The nearest points of each query, nearest first.
     *
     * @param index int32 {@code [Q, k]}: which points
     * @param squaredDistances real {@code [Q, k]}: how far away
     */
    public record Nearest(Tensor index, Tensor squaredDistances) {}

    /**
     * The k points nearest to each query, exactly; of equally near ones that of lower index first.
     *
     * <p>Squared distances are computed in the precision of the device, and what is nearer is so by
     * them as rounded there: points whose distances differ by less may come in another order.
     *
     * @param points {@code [P, 2]} or {@code [P, 3]}, all finite
     * @param queries {@code [Q, 2]} or {@code [Q, 3]}, all finite; the points themselves may be
     *     given, and are then their own nearest neighbours
     * @param k from 0 to P
     */
    public static Nearest nearest(Tensor points, Tensor queries, int k) {
        Check.real("nearest", "points", points);
        Check.real("nearest", "queries", queries);
        Check.sameDevice("nearest", "points", points, "queries", queries);
        Shape p = points.shape();
        Shape q = queries.shape();
        if (p.rank() != 2 || p.dim(1) < 2 || p.dim(1) > 3) {
            throw new ShapeException("nearest: points must be [P, 2] or [P, 3], are " + p);
        }
        if (q.rank() != 2 || q.dim(1) != p.dim(1)) {
            throw new ShapeException(
                    "nearest: queries must be [Q, %d], are %s for points %s"
                            .formatted(p.dim(1), q, p));
        }
        if (k < 0 || k > p.dim(0)) {
            throw new ShapeException(
                    "nearest: k = %d of points %s: allowed are 0 to %d".formatted(k, p, p.dim(0)));
        }
        Shape result = Shape.of(q.dim(0), k);
        Tensor index = Tensor.empty(points.device(), ElementType.INT32, result);
        Tensor squaredDistances = Tensor.empty(points.device(), ElementType.REAL, result);
        points.device()
                .kernels(NeighborKernels.class)
                .nearest(
                        points.buffer(),
                        queries.buffer(),
                        index.buffer(),
                        squaredDistances.buffer(),
                        p.dim(0),
                        q.dim(0),
                        p.dim(1),
                        k);
        return new Nearest(index, squaredDistances);
    }

    /** What kernels throw when a coordinate is infinite or no number. */
    public static IllegalArgumentException notFinite(String argument, double value, int row) {
        return new IllegalArgumentException(
                "nearest: %s must be finite, row %d has %s".formatted(argument, row, value));
    }
}
