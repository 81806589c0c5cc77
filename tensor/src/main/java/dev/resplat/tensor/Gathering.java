package dev.resplat.tensor;

/** Fetching elements by int32 indices, and adding them up where indices say. */
public final class Gathering {
    private Gathering() {}

    /** The indices of n rows in their order, int32: 0, 1, 2 and so on. */
    public static Tensor indices(Device device, int n) {
        Tensor y = Tensor.empty(device, ElementType.INT32, Shape.of(n));
        kernels(y).indices(y.buffer(), n);
        return y;
    }

    /**
     * Rows in the order of an index: {@code y[j] = x[index[j]]}.
     *
     * @param x {@code [n, ...]}, of any type
     * @param index int32 {@code [k]}
     * @return {@code [k, ...]}
     */
    public static Tensor gatherRows(Tensor x, Tensor index) {
        Check.index("gatherRows", x, index, 1);
        int n = x.shape().dim(0);
        int k = index.shape().dim(0);
        Tensor y = Tensor.empty(x.device(), x.type(), x.shape().with(0, k));
        kernels(x).gatherRows(x.buffer(), index.buffer(), y.buffer(), n, k, x.shape().after(0));
        return y;
    }

    /**
     * Rows added to rows of zeros: {@code y[index[j]] += x[j]}, in the order of j.
     *
     * @param x {@code [k, ...]}
     * @param index int32 {@code [k]}
     * @return {@code [n, ...]}
     */
    public static Tensor scatterAddRows(Tensor x, Tensor index, int n) {
        Check.real("scatterAddRows", "x", x);
        Check.index("scatterAddRows", x, index, 1);
        int k = x.shape().dim(0);
        Check.sameShape("scatterAddRows", "index", index, Shape.of(k));
        Tensor y = Tensor.empty(x.device(), x.type(), x.shape().with(0, n));
        kernels(x).scatterAddRows(x.buffer(), index.buffer(), y.buffer(), n, k, x.shape().after(0));
        return y;
    }

    /**
     * Elements along an axis: {@code y[.., j, ..] = x[.., index[.., j, ..], ..]}.
     *
     * @param x of any type
     * @param index int32, with the extents of x but for the axis
     * @return of the shape of the index
     */
    public static Tensor gather(Tensor x, int axis, Tensor index) {
        Check.index("gather", x, index, x.shape().rank());
        int a = Check.axis("gather", x, axis);
        Shape s = x.shape();
        int k = index.shape().dim(a);
        Check.sameShape("gather", "index", index, s.with(a, k));
        Tensor y = Tensor.empty(x.device(), x.type(), index.shape());
        kernels(x)
                .gather(
                        x.buffer(),
                        index.buffer(),
                        y.buffer(),
                        s.before(a),
                        s.dim(a),
                        k,
                        s.after(a));
        return y;
    }

    /**
     * Elements added to zeros along an axis: {@code y[.., index[.., j, ..], ..] += x[.., j, ..]},
     * in the order of j.
     *
     * @param index int32, of the shape of x
     * @return with extent n along the axis
     */
    public static Tensor scatterAdd(Tensor x, int axis, Tensor index, int n) {
        Check.real("scatterAdd", "x", x);
        Check.index("scatterAdd", x, index, x.shape().rank());
        int a = Check.axis("scatterAdd", x, axis);
        Shape s = x.shape();
        Check.sameShape("scatterAdd", "index", index, s);
        Tensor y = Tensor.empty(x.device(), x.type(), s.with(a, n));
        kernels(x)
                .scatterAdd(
                        x.buffer(),
                        index.buffer(),
                        y.buffer(),
                        s.before(a),
                        n,
                        s.dim(a),
                        s.after(a));
        return y;
    }

    private static IndexKernels kernels(Tensor x) {
        return x.device().kernels(IndexKernels.class);
    }
}
