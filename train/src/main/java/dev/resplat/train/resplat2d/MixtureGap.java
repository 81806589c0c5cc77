package dev.resplat.train.resplat2d;

import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.MixedImages;
import dev.resplat.train.gap.DomainGap;
import dev.resplat.train.gap.Features;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How different the first two shares of a mixture are for the network that learns from it: {@link
 * DomainGap} of pictures that it learns from, with its own features, and by how much it is better
 * on held-out pictures of the first.
 *
 * <p>What it takes is bounded: some pictures that are made once, one look of the encoder at each
 * for an evaluation, and nothing for the PSNR of held-out pictures, which evaluations have anyway.
 */
final class MixtureGap {
    private final DomainGap gap;
    private final String name;
    private Map<String, Double> figures;

    private MixtureGap(DomainGap gap, String name) {
        this.gap = gap;
        this.name = name;
        figures = gap.figures();
    }

    /**
     * Makes pictures of both shares; nothing if there are no two.
     *
     * @param size pixels of a side that is learned from
     * @param threads that make pictures
     */
    static Optional<MixtureGap> of(ImageSource source, int size, int threads) {
        if (!(source instanceof MixedImages mixed) || mixed.sources().size() < 2) {
            return Optional.empty();
        }
        ImageSource first = mixed.sources().get(0);
        ImageSource second = mixed.sources().get(1);
        return Optional.of(
                new MixtureGap(
                        DomainGap.between(first, second, size, threads),
                        "%s, and %s".formatted(first.name(), second.name())));
    }

    /**
     * Computes the numbers of a network as it is now.
     *
     * @param heldOut what an evaluation looked at
     * @param psnr of each, in decibels
     */
    void look(Resplat2d network, List<MixedImages.HeldOut> heldOut, double[] psnr) {
        Map<String, Double> now = new LinkedHashMap<>(gap.figures());
        now.putAll(gap.compared(Features.of("resplat2d", network::features)));
        now.put("gap_psnr", mean(0, heldOut, psnr) - mean(1, heldOut, psnr));
        figures = now;
    }

    private static double mean(int source, List<MixedImages.HeldOut> heldOut, double[] psnr) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < psnr.length; i++) {
            if (heldOut.get(i).source() == source) {
                sum += psnr[i];
                count++;
            }
        }
        return sum / count;
    }

    /** The numbers when it was looked at last, by the names of their columns. */
    Map<String, Double> figures() {
        return figures;
    }

    /** Between what it is. */
    String name() {
        return name;
    }

    /** The numbers in a line. */
    String line() {
        return figures.entrySet().stream()
                .map(e -> String.format(Locale.ROOT, "%s %.4g", e.getKey(), e.getValue()))
                .collect(Collectors.joining(", "));
    }
}
