package dev.resplat.tensor;

import dev.resplat.tensor.SortKernels.Order;

/** Elements in order along the innermost axis; see {@link SortKernels} for NaN and ties. */
public final class Sorting {
    private Sorting() {}

    /**
     * Elements in order and where they were.
     *
     * @param values real
     * @param index int32, of the same shape
     */
    public record Sorted(Tensor values, Tensor index) {}

    /** All elements in order. */
    public static Sorted sort(Tensor x, Order order) {
        Check.real("sort", "x", x);
        Check.axis("sort", x, -1);
        Sorted result = empty(x, x.shape());
        kernels(x)
                .sort(
                        order,
                        x.buffer(),
                        result.values.buffer(),
                        result.index.buffer(),
                        x.shape().before(-1),
                        x.shape().dim(-1));
        return result;
    }

    /** The first k in order. */
    public static Sorted topK(Tensor x, Order order, int k) {
        Check.real("topK", "x", x);
        Check.axis("topK", x, -1);
        int n = x.shape().dim(-1);
        if (k < 0 || k > n) {
            throw new ShapeException(
                    "topK: k = %d of x %s: allowed are 0 to %d".formatted(k, x.shape(), n));
        }
        Sorted result = empty(x, x.shape().with(-1, k));
        kernels(x)
                .topK(
                        order,
                        x.buffer(),
                        result.values.buffer(),
                        result.index.buffer(),
                        x.shape().before(-1),
                        n,
                        k);
        return result;
    }

    private static Sorted empty(Tensor x, Shape shape) {
        return new Sorted(
                Tensor.empty(x.device(), ElementType.REAL, shape),
                Tensor.empty(x.device(), ElementType.INT32, shape));
    }

    private static SortKernels kernels(Tensor x) {
        return x.device().kernels(SortKernels.class);
    }
}
