package dev.resplat.train.info;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.edit.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/** What a scene of splats is like: where it is, how opaque, how large and how coloured. */
public final class SceneFacts {
    private static final int BINS = 10;

    /** Floaters are far away; this share on both sides together is left out of the inner bounds. */
    private static final double OUTSIDE = 0.02;

    private final Splats3d splats;

    /** Along each axis: the least centre, the inner bounds, the middle and the most. */
    private final double[][] places = new double[3][];

    /** Rising. */
    private final double[] opacity;

    /** Rising. */
    private final double[] size;

    private final Bars opacities;
    private final Bars sizes;
    private final double meanOpacity;
    private final double medianSize;
    private final double[] meanColor = new double[3];
    private final double[] colorDeviation = new double[3];

    private SceneFacts(Splats3d splats) {
        this.splats = splats;
        for (int axis = 0; axis < 3; axis++) {
            int k = axis;
            double[] sorted = sorted(i -> splats.means()[3 * i + k]);
            places[axis] =
                    new double[] {
                        quantile(sorted, 0),
                        quantile(sorted, OUTSIDE / 2),
                        median(sorted),
                        quantile(sorted, 1 - OUTSIDE / 2),
                        quantile(sorted, 1)
                    };
        }
        opacity = sorted(i -> Selection.opacity(splats, i));
        opacities = Bars.of(opacity, Bars.evenly(0, 1, BINS));
        meanOpacity = Arrays.stream(opacity).sum() / splats.count();
        // The logarithm of a float may be that of no number; so large, all is the same.
        size = sorted(i -> Math.min(Float.MAX_VALUE, Selection.size(splats, i)));
        sizes = Bars.of(size, sizeEdges(size));
        medianSize = median(size);
        addColors();
    }

    /** Of a scene with a splat or more. */
    public static SceneFacts of(Splats3d splats) {
        if (splats.count() == 0) {
            throw new IllegalArgumentException("a scene without splats");
        }
        return new SceneFacts(splats);
    }

    private double[] sorted(IntToDoubleFunction value) {
        double[] values = new double[splats.count()];
        Arrays.setAll(values, value);
        Arrays.sort(values);
        return values;
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Ranges that grow by the same factor, from the inner smallest to the inner largest. */
    private static double[] sizeEdges(double[] sorted) {
        double low = Math.log(Math.max(quantile(sorted, OUTSIDE / 2), 1e-30));
        double high = Math.log(Math.max(quantile(sorted, 1 - OUTSIDE / 2), 1e-30));
        double[] edges = Bars.evenly(low, Math.max(high, low + 1e-3), BINS);
        Arrays.setAll(edges, i -> Math.exp(edges[i]));
        return edges;
    }

    /** Of the mean over all directions, which is the first term of the harmonics. */
    private void addColors() {
        int width = 3 * Splats3d.terms(splats.degree());
        double[] squares = new double[3];
        for (int i = 0; i < splats.count(); i++) {
            for (int c = 0; c < 3; c++) {
                double color = 0.5 + Harmonics.DC * splats.sh()[width * i + c];
                meanColor[c] += color / splats.count();
                squares[c] += color * color / splats.count();
            }
        }
        for (int c = 0; c < 3; c++) {
            double variance = squares[c] - meanColor[c] * meanColor[c];
            colorDeviation[c] = Math.sqrt(Math.max(0, variance));
        }
    }

    /** Lines for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            double[] p = places[axis];
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%-9s %s from %.4g to %.4g, 98 %% of the splats from %.4g to %.4g, median %.4g",
                            axis == 0 ? "bounds" : "",
                            "xyz".charAt(axis),
                            p[0],
                            p[4],
                            p[1],
                            p[3],
                            p[2]));
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "colours   red %.3g, green %.3g, blue %.3g; deviations %.3g, %.3g, %.3g",
                        meanColor[0],
                        meanColor[1],
                        meanColor[2],
                        colorDeviation[0],
                        colorDeviation[1],
                        colorDeviation[2]));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "opacity   mean %.3g, from %.3g to %.3g",
                        meanOpacity,
                        opacity[0],
                        opacity[opacity.length - 1]));
        opacities.lines().forEach(line -> lines.add("  " + line));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "size      largest standard deviation: median %.4g, from %.4g to %.4g; bars from the 1st to"
                                + " the 99th percentile, with what is beyond in the outermost",
                        medianSize,
                        size[0],
                        size[size.length - 1]));
        sizes.lines().forEach(line -> lines.add("  " + line));
        return lines;
    }

    /** The same as an object of JSON. */
    public Map<String, Object> listed() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("least", along(0));
        values.put("most", along(4));
        values.put("innerLeast", along(1));
        values.put("innerMost", along(3));
        values.put("median", along(2));
        values.put("meanColor", meanColor);
        values.put("colorDeviation", colorDeviation);
        values.put("meanOpacity", meanOpacity);
        values.put("leastOpacity", opacity[0]);
        values.put("mostOpacity", opacity[opacity.length - 1]);
        values.put("medianSize", medianSize);
        values.put("leastSize", size[0]);
        values.put("mostSize", size[size.length - 1]);
        values.put("opacities", opacities);
        values.put("sizes", sizes);
        return values;
    }

    private double[] along(int place) {
        return new double[] {places[0][place], places[1][place], places[2][place]};
    }
}
