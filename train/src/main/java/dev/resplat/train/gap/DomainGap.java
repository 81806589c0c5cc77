package dev.resplat.train.gap;

import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How different two shares of pictures are, as numbers that, but for the second, are 0 for the same
 * pictures:
 *
 * <ul>
 *   <li>{@code gap_frechet_NAME}: the squared Fréchet distance of the features of a network;
 *   <li>{@code gap_frechet_NAME_halves}: the same between both halves of the first share, which is
 *       what chance makes of so few pictures;
 *   <li>{@code gap_color}, {@code gap_colorMean}, {@code gap_colorContrast}: distances of colours
 *       in Oklab, where black and white are 1 apart;
 *   <li>{@code gap_gradient}: that of the distributions of gradients, in octaves;
 *   <li>{@code gap_slope}: that of the exponents of power spectra;
 *   <li>{@code gap_psnr}: by how many decibels a model is better on the first share.
 * </ul>
 *
 * <p>All but the last depend on the pictures only and are computed once.
 */
public final class DomainGap {
    /** The least side of pictures, in pixels. */
    public static final int LEAST_SIDE = 16;

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
        features.ifPresent(this::compare);
        Appearance a = Appearance.of(first);
        Appearance b = Appearance.of(second);
        figures.put("gap_color", a.colorDistance(b));
        figures.put("gap_colorMean", a.meanColorDistance(b));
        figures.put("gap_colorContrast", a.contrastDistance(b));
        figures.put("gap_gradient", a.gradientDistance(b));
        figures.put("gap_slope", a.slopeDistance(b));
    }

    private void compare(Features network) {
        String name = "gap_frechet_" + network.name();
        FeatureStatistics all = FeatureStatistics.of(rows(network, first, 0, 1));
        figures.put(name, all.frechet(FeatureStatistics.of(rows(network, second, 0, 1))));
        FeatureStatistics even = FeatureStatistics.of(rows(network, first, 0, 2));
        figures.put(
                name + "_halves", even.frechet(FeatureStatistics.of(rows(network, first, 1, 2))));
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

    private static List<double[]> rows(Features network, List<Image> pictures, int from, int by) {
        List<double[]> rows = new ArrayList<>();
        for (int i = from; i < pictures.size(); i += by) {
            rows.addAll(List.of(network.of(pictures.get(i))));
        }
        return rows;
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
