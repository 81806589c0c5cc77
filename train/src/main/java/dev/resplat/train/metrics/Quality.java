package dev.resplat.train.metrics;

import dev.resplat.train.image.Image;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * How alike a render and its target are.
 *
 * @param psnr in decibels; infinite when both are equal
 * @param ssim empty for pictures that are smaller than SSIM's window
 * @param lpips empty where no weights were given
 */
public record Quality(double psnr, OptionalDouble ssim, OptionalDouble lpips) {
    /** PSNR and SSIM. */
    public static Quality of(Image render, Image target) {
        return of(render, target, Optional.empty());
    }

    /** PSNR, SSIM and, with its weights, LPIPS. */
    public static Quality of(Image render, Image target, Optional<Perceptual> perceptual) {
        return new Quality(
                Psnr.of(render, target),
                Ssim.fits(target)
                        ? OptionalDouble.of(Ssim.of(render, target))
                        : OptionalDouble.empty(),
                perceptual.isPresent()
                        ? OptionalDouble.of(perceptual.get().of(render, target))
                        : OptionalDouble.empty());
    }

    /**
     * PSNR and SSIM of the pixels that a mask keeps. What the others show does not matter.
     *
     * @param mask {@code [height, width]}: 0 where a pixel is to be ignored; null keeps all
     * @throws IllegalArgumentException when no pixel is kept
     */
    public static Quality masked(Image render, Image target, float[] mask) {
        if (mask == null) {
            return of(render, target);
        }
        float[] colors = render.colors().clone();
        int kept = 0;
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] == 0) {
                System.arraycopy(target.colors(), 3 * i, colors, 3 * i, 3);
            } else {
                kept++;
            }
        }
        if (kept == 0) {
            throw new IllegalArgumentException("the mask keeps no pixel");
        }
        Image same = new Image(render.width(), render.height(), colors);
        double psnr = Psnr.of(same, target) + 10 * Math.log10((double) kept / mask.length);
        OptionalDouble ssim =
                Ssim.fits(target) ? Ssim.of(same, target, mask) : OptionalDouble.empty();
        return new Quality(psnr, ssim, OptionalDouble.empty());
    }

    /** The mean of each; empty where one has none, or there are none. */
    public static Quality mean(List<Quality> all) {
        return new Quality(
                all.stream().mapToDouble(Quality::psnr).average().orElse(Double.NaN),
                mean(all, Quality::ssim),
                mean(all, Quality::lpips));
    }

    private static OptionalDouble mean(
            List<Quality> all, Function<Quality, OptionalDouble> metric) {
        return all.stream().allMatch(quality -> metric.apply(quality).isPresent())
                ? all.stream().mapToDouble(q -> metric.apply(q).getAsDouble()).average()
                : OptionalDouble.empty();
    }

    /** As {@code metrics.json} has it: null where there is no number, or none that is finite. */
    public Map<String, Object> metrics() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("psnr", Double.isFinite(psnr) ? psnr : null);
        metrics.put("ssim", ssim.isPresent() ? ssim.getAsDouble() : null);
        return metrics;
    }

    /** PSNR as people read it. */
    public String psnrText() {
        return String.format(Locale.ROOT, "%.2f dB", psnr);
    }

    /** SSIM as people read it. */
    public String ssimText() {
        return ssim.isPresent()
                ? String.format(Locale.ROOT, "%.4f", ssim.getAsDouble())
                : "not defined for a picture of fewer than %d pixels a side".formatted(Ssim.WINDOW);
    }
}
