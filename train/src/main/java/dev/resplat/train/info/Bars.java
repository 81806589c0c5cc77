package dev.resplat.train.info;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How often values lie in ranges that touch each other.
 *
 * @param edges {@code [bins + 1]}, rising: where ranges begin and end; the last belongs to its
 *     range, and what is beyond the outermost is in these
 * @param counts {@code [bins]}
 */
record Bars(double[] edges, long[] counts) {
    private static final int WIDTH = 40;

    /** Of values in ranges of these edges. */
    static Bars of(double[] values, double[] edges) {
        long[] counts = new long[edges.length - 1];
        for (double value : values) {
            int bin = 0;
            while (bin < counts.length - 1 && value >= edges[bin + 1]) {
                bin++;
            }
            counts[bin]++;
        }
        return new Bars(edges, counts);
    }

    /** Edges at equal distances. */
    static double[] evenly(double from, double to, int bins) {
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            edges[i] = from + (to - from) * i / bins;
        }
        return edges;
    }

    /** A line for each range: where it begins and ends, a bar, and its share. */
    List<String> lines() {
        long all = 0;
        long most = 1;
        for (long count : counts) {
            all += count;
            most = Math.max(most, count);
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            int length = (int) Math.ceil((double) WIDTH * counts[i] / most);
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%9.3g to %-9.3g %-" + WIDTH + "s %5.1f %%",
                            edges[i],
                            edges[i + 1],
                            "#".repeat(length),
                            all == 0 ? 0 : 100.0 * counts[i] / all));
        }
        return lines;
    }
}
