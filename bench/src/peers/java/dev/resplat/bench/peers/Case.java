package dev.resplat.bench.peers;

import ai.djl.ndarray.NDManager;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * A computation that both sides do.
 *
 * @param name with sizes
 * @param peer whom it is compared with
 * @param unit of rates
 * @param work of one run, in that unit times seconds
 * @param target for the ratio of our rate to the peer's, or NaN where there is none
 * @param tolerance for the difference of the results, relative to the largest
 * @param bound what the machine can do at most
 * @param sides makes both; called in an open scope, which it leaves tensors in
 */
record Case(
        String name,
        String peer,
        String unit,
        double work,
        double target,
        double tolerance,
        Bound bound,
        Function<NDManager, Sides> sides) {

    static final String FLOPS = "GFLOP/s";
    static final String ELEMENTS = "G elements/s";

    /**
     * A limit to the rate.
     *
     * @param name of the probe
     * @param rate measures it, in the unit of the case
     */
    record Bound(String name, DoubleSupplier rate) {}

    /** Who is compared. */
    record Sides(Side ours, Side theirs) {
        /** Throws when the two results differ. */
        void check(double tolerance) {
            float[] a = ours.result();
            float[] e = theirs.result();
            if (a.length != e.length) {
                throw new IllegalStateException(a.length + " results against " + e.length);
            }
            double magnitude = 0;
            for (float value : e) {
                magnitude = Math.max(magnitude, Math.abs(value));
            }
            for (int i = 0; i < a.length; i++) {
                if (!(Math.abs(a[i] - e[i]) <= tolerance * magnitude)) {
                    throw new IllegalStateException(
                            "element %d is %g here and %g there".formatted(i, a[i], e[i]));
                }
            }
        }
    }
}
