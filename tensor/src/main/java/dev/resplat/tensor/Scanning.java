package dev.resplat.tensor;

/** Running totals along an axis. */
public final class Scanning {
    private Scanning() {}

    /** {@code y_j = sum_(m <= j) x_m} along an axis. */
    public static Tensor cumulativeSum(Tensor x, int axis) {
        int a = checked("cumulativeSum", x, axis);
        Tensor y = Tensor.like(x);
        Shape s = x.shape();
        kernels(x).cumulativeSum(x.buffer(), y.buffer(), s.before(a), s.dim(a), s.after(a));
        return y;
    }

    /** {@code y_j = sum_(m >= j) x_m} along an axis. */
    public static Tensor reverseCumulativeSum(Tensor x, int axis) {
        int a = checked("reverseCumulativeSum", x, axis);
        Tensor y = Tensor.like(x);
        Shape s = x.shape();
        kernels(x).reverseCumulativeSum(x.buffer(), y.buffer(), s.before(a), s.dim(a), s.after(a));
        return y;
    }

    /** {@code y_j = prod_(m <= j) x_m} along an axis. */
    public static Tensor cumulativeProduct(Tensor x, int axis) {
        int a = checked("cumulativeProduct", x, axis);
        Tensor y = Tensor.like(x);
        Shape s = x.shape();
        kernels(x).cumulativeProduct(x.buffer(), y.buffer(), s.before(a), s.dim(a), s.after(a));
        return y;
    }

    /** The gradient through {@link #cumulativeProduct}. */
    public static Tensor cumulativeProductGrad(Tensor x, int axis, Tensor gradY) {
        int a = checked("cumulativeProductGrad", x, axis);
        Check.like("cumulativeProductGrad", x, "gradY", gradY);
        Tensor gradX = Tensor.like(x);
        Shape s = x.shape();
        kernels(x)
                .cumulativeProductGrad(
                        x.buffer(),
                        gradY.buffer(),
                        gradX.buffer(),
                        s.before(a),
                        s.dim(a),
                        s.after(a));
        return gradX;
    }

    private static int checked(String op, Tensor x, int axis) {
        Check.real(op, "x", x);
        return Check.axis(op, x, axis);
    }

    private static ScanKernels kernels(Tensor x) {
        return x.device().kernels(ScanKernels.class);
    }
}
