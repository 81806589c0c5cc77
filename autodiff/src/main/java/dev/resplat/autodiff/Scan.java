package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.Scanning;

/** Running totals along one axis. */
public final class Scan {
    private Scan() {}

    /** {@code y_j = sum_(m <= j) x_m}; gradient {@code sum_(j >= m) g_j}. */
    public static Var cumulativeSum(Var x, int axis) {
        return Var.of(
                "cumulativeSum",
                Scanning.cumulativeSum(x.value(), axis),
                wrt(x, g -> Scanning.reverseCumulativeSum(g, axis)));
    }

    /**
     * {@code y_j = prod_(m <= j) x_m}; gradient {@code sum_(j >= m) g_j prod_(l <= j, l != m) x_l},
     * right also where x is zero.
     */
    public static Var cumulativeProduct(Var x, int axis) {
        return Var.of(
                "cumulativeProduct",
                Scanning.cumulativeProduct(x.value(), axis),
                wrt(x, g -> Scanning.cumulativeProductGrad(x.value(), axis, g)));
    }
}
