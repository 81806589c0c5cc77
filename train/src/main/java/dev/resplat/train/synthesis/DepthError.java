package dev.resplat.train.synthesis;

import java.util.Arrays;

/**
 * How wrong depths are, in logarithms, so that 0.1 is about a tenth: what a whole scene is too near
 * or too far, and what is left without that.
 *
 * @param scale the median of {@code log(rendered / true)}: above 0 where things are too far
 * @param shape the median distance of these logarithms from that
 */
record DepthError(double scale, double shape) {
    /**
     * Of a view.
     *
     * @param rendered {@code [H, W]}
     * @param truth of the same size, 0 where unknown
     * @return NaN where nothing is known
     */
    static DepthError of(float[] rendered, float[] truth) {
        double[] logs = new double[truth.length];
        int n = 0;
        for (int i = 0; i < truth.length; i++) {
            if (truth[i] > 0 && rendered[i] > 0) {
                logs[n++] = Math.log(rendered[i] / (double) truth[i]);
            }
        }
        if (n == 0) {
            return new DepthError(Double.NaN, Double.NaN);
        }
        double[] known = Arrays.copyOf(logs, n);
        double scale = median(known);
        for (int i = 0; i < n; i++) {
            known[i] = Math.abs(known[i] - scale);
        }
        return new DepthError(scale, median(known));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
