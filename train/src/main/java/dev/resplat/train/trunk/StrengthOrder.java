package dev.resplat.train.trunk;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.data.Draws;
import dev.resplat.train.image.Image;
import dev.resplat.train.resplat.RenderFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How well distances of images tell how strong a {@link Degradation} is: the rank correlation
 * (Spearman 1904) of strength and distance over many images, each made worse in several strengths.
 * The images have different contents, so a distance that only says how much there is to be
 * destroyed is not enough; 1 is perfect, 0 is chance.
 */
final class StrengthOrder {
    /** Of each image and kind. */
    static final int STRENGTHS = 5;

    private final List<Image> images;
    private final DegradationConfig config;

    /** Images of one size. */
    StrengthOrder(List<Image> images, DegradationConfig config) {
        this.images = images;
        this.config = config;
    }

    /** Distances of images from the first of them, which is not among the results. */
    @FunctionalInterface
    interface Distances {
        double[] of(List<Image> images);
    }

    /** Mean absolute differences of colours. */
    static double[] colors(List<Image> images) {
        double[] distances = new double[images.size() - 1];
        float[] clean = images.get(0).colors();
        for (int i = 0; i < distances.length; i++) {
            distances[i] = difference(clean, 0, images.get(i + 1).colors(), 0, clean.length);
        }
        return distances;
    }

    /** Mean absolute differences of features at a fourth of the extents. */
    static Distances features(RenderFeatures features, Device device) {
        return images -> {
            int height = images.get(0).height();
            int width = images.get(0).width();
            try (Scope scope = Scope.open()) {
                Tensor pixels = tensor(images, device);
                float[] found = features.of(pixels, height / 4, width / 4).toFloats();
                int size = found.length / images.size();
                double[] distances = new double[images.size() - 1];
                for (int i = 0; i < distances.length; i++) {
                    distances[i] = difference(found, 0, found, (i + 1) * size, size);
                }
                return distances;
            }
        };
    }

    /** Images as a tensor, {@code [N, H, W, 3]}. */
    static Tensor tensor(List<Image> images, Device device) {
        int height = images.get(0).height();
        int width = images.get(0).width();
        float[] pixels = new float[images.size() * 3 * height * width];
        for (int i = 0; i < images.size(); i++) {
            float[] colors = images.get(i).colors();
            System.arraycopy(colors, 0, pixels, i * colors.length, colors.length);
        }
        return Tensor.of(device, Shape.of(images.size(), height, width, 3), pixels);
    }

    private static double difference(float[] a, int fromA, float[] b, int fromB, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.abs(a[fromA + i] - b[fromB + i]);
        }
        return sum / count;
    }

    /** The rank correlation of each kind, and under {@code order} their mean. */
    Map<String, Double> of(Distances distances) {
        Map<String, Double> correlations = new LinkedHashMap<>();
        double sum = 0;
        for (Degradation kind : Degradation.values()) {
            double[] strengths = new double[images.size() * STRENGTHS];
            double[] found = new double[strengths.length];
            for (int i = 0; i < images.size(); i++) {
                List<Image> all = new ArrayList<>(List.of(images.get(i)));
                for (int s = 0; s < STRENGTHS; s++) {
                    double strength = (s + 1.0) / STRENGTHS;
                    Draws draws = new Draws(kind.ordinal(), Draws.Purpose.HELD_OUT, i);
                    all.add(kind.of(images.get(i), strength, config, draws));
                    strengths[i * STRENGTHS + s] = strength;
                }
                System.arraycopy(distances.of(all), 0, found, i * STRENGTHS, STRENGTHS);
            }
            double correlation = rankCorrelation(strengths, found);
            correlations.put(kind.name().toLowerCase(Locale.ROOT), correlation);
            sum += correlation;
        }
        Map<String, Double> result = new LinkedHashMap<>();
        result.put("order", sum / correlations.size());
        result.putAll(correlations);
        return result;
    }

    /** The correlation of ranks; equal values share the mean of theirs. */
    static double rankCorrelation(double[] a, double[] b) {
        double[] ranksA = ranks(a);
        double[] ranksB = ranks(b);
        double mean = (a.length - 1) / 2.0;
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (ranksA[i] - mean) * (ranksB[i] - mean);
            aa += (ranksA[i] - mean) * (ranksA[i] - mean);
            bb += (ranksB[i] - mean) * (ranksB[i] - mean);
        }
        return aa == 0 || bb == 0 ? 0 : ab / Math.sqrt(aa * bb);
    }

    private static double[] ranks(double[] values) {
        Integer[] order = new Integer[values.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from;
            while (to + 1 < order.length && values[order[to + 1]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i <= to; i++) {
                ranks[order[i]] = (from + to) / 2.0;
            }
            from = to + 1;
        }
        return ranks;
    }
}
