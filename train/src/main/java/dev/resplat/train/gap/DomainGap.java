package dev.resplat.train.gap;

import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.Prefetch;
import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How different two shares of pictures are, as numbers that, but for halves, are 0 for the same
 * pictures:
 *
 * <ul>
 *   <li>{@code gap_frechet_NAME}: the squared Fréchet distance of the features of a network;
 *   <li>{@code gap_color}, {@code gap_colorMean}, {@code gap_colorContrast}: distances of colours
 *       in Oklab, where black and white are 1 apart;
 *   <li>{@code gap_gradient}: that of the distributions of gradients, in octaves;
 *   <li>{@code gap_slope}: that of the exponents of power spectra;
 *   <li>{@code gap_psnr}: by how many decibels a model is better on the first share;
 *   <li>{@code gap_frechet_NAME_halves}, {@code gap_color_halves}, {@code gap_gradient_halves}: the
 *       same between both halves of the first share, which is what chance makes of so few pictures.
 *       What is not clearly larger is no difference.
 * </ul>
 *
 * <p>Those of colours and gradients depend on the pictures only and are computed once.
 */
public final class DomainGap {
    /** The least side of pictures, in pixels. */
    public static final int LEAST_SIDE = 16;

    /**
     * Pictures of each source in {@link #between}: 16 places in each are 768 rows of features, many
     * times as many as they have numbers; and few enough that making them takes seconds.
     */
    static final int PICTURES = 48;

    /** Their most pixels a side: what is seen in larger ones would only take longer. */
    private static final int MOST_SIDE = 192;

    /** Pictures that wait beside one for each thread. */
    private static final int AHEAD = 3;

    private final List<Image> first;
    private final List<Image> second;
    private final Map<String, Double> figures = new LinkedHashMap<>();

    /**
     * Compares.
     *
     * @param first pictures of at least 16 x 16 pixels, such as painted ones; two or more
     * @param second others, such as photographs; two or more
     * @param features of a network, if there is one
     */
    public DomainGap(List<Image> first, List<Image> second, Optional<Features> features) {
        this.first = checked(first);
        this.second = checked(second);
        features.ifPresent(network -> figures.putAll(compared(network)));
        Appearance a = Appearance.of(first);
        Appearance b = Appearance.of(second);
        Appearance even = Appearance.of(half(first, 0));
        Appearance odd = Appearance.of(half(first, 1));
        figures.put("gap_color", a.colorDistance(b));
        figures.put("gap_color_halves", even.colorDistance(odd));
        figures.put("gap_colorMean", a.meanColorDistance(b));
        figures.put("gap_colorContrast", a.contrastDistance(b));
        figures.put("gap_gradient", a.gradientDistance(b));
        figures.put("gap_gradient_halves", even.gradientDistance(odd));
        figures.put("gap_slope", a.slopeDistance(b));
    }

    /**
     * Compares what is learned from: the first pictures of two sources.
     *
     * @param size pixels of a side; of more than 192, pictures of 192 are compared
     * @param threads that make the pictures, which does not change them
     */
    public static DomainGap between(ImageSource first, ImageSource second, int size, int threads) {
        return new DomainGap(
                pictures(first, size, threads), pictures(second, size, threads), Optional.empty());
    }

    private static List<Image> pictures(ImageSource source, int size, int threads) {
        int side = Math.min(size, MOST_SIDE);
        List<Image> pictures = new ArrayList<>();
        try (Prefetch<Image> prefetch =
                new Prefetch<>(n -> source.training(n, side), 0, threads + AHEAD, threads)) {
            while (pictures.size() < PICTURES) {
                pictures.add(prefetch.next());
            }
        }
        return pictures;
    }

    /** The numbers of a network as it is now, which may be learning. */
    public Map<String, Double> compared(Features network) {
        List<double[][]> rows = first.stream().map(network::of).toList();
        List<double[][]> others = second.stream().map(network::of).toList();
        FeatureStatistics all = statistics(rows);
        FeatureStatistics even = statistics(half(rows, 0));
        String name = "gap_frechet_" + network.name();
        Map<String, Double> result = new LinkedHashMap<>();
        result.put(name, all.frechet(statistics(others)));
        result.put(name + "_halves", even.frechet(statistics(half(rows, 1))));
        return result;
    }

    private static FeatureStatistics statistics(List<double[][]> pictures) {
        return FeatureStatistics.of(pictures.stream().flatMap(Arrays::stream).toList());
    }

    private static <T> List<T> half(List<T> all, int from) {
        List<T> half = new ArrayList<>();
        for (int i = from; i < all.size(); i += 2) {
            half.add(all.get(i));
        }
        return half;
    }

    private static List<Image> checked(List<Image> pictures) {
        if (pictures.size() < 2) {
            throw new IllegalArgumentException(
                    "a share needs two pictures, has " + pictures.size());
        }
        for (Image picture : pictures) {
            if (Math.min(picture.width(), picture.height()) < LEAST_SIDE) {
                throw new IllegalArgumentException(
                        "pictures must be at least %d x %d pixels, one is %d x %d"
                                .formatted(
                                        LEAST_SIDE, LEAST_SIDE, picture.width(), picture.height()));
            }
        }
        return List.copyOf(pictures);
    }

    /** The numbers by the names of their columns, without that of a model. */
    public Map<String, Double> figures() {
        return new LinkedHashMap<>(figures);
    }

    /**
     * The numbers with that of a model.
     *
     * @param psnr of what the model makes of a picture, in decibels
     */
    public Map<String, Double> figures(ToDoubleFunction<Image> psnr) {
        Map<String, Double> all = figures();
        all.put("gap_psnr", mean(first, psnr) - mean(second, psnr));
        return all;
    }

    private static double mean(List<Image> pictures, ToDoubleFunction<Image> psnr) {
        return pictures.stream().mapToDouble(psnr).average().orElseThrow();
    }
}
