package dev.resplat.train.reconstruct;

import dev.resplat.train.metrics.Quality;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A reconstruction in numbers, at one depth.
 *
 * @param quality of the render of its splats, in 256 levels
 * @param seconds from the beginning of the picture to this depth, without renders and metrics
 * @param moved share of the splats that each step has moved; 1 without selection, 0 before the
 *     first step
 * @param replaced splats that were removed, and as many added
 */
public record Figures(Quality quality, double seconds, double moved, double replaced) {
    /** The mean of each number. */
    public static Figures mean(List<Figures> all) {
        return new Figures(
                Quality.mean(all.stream().map(Figures::quality).toList()),
                mean(all, Figures::seconds),
                mean(all, Figures::moved),
                mean(all, Figures::replaced));
    }

    private static double mean(List<Figures> all, ToDoubleFunction<Figures> number) {
        return all.stream().mapToDouble(number).average().orElse(Double.NaN);
    }

    /**
     * A list for each number, with an element per depth; null where a metric is not defined.
     *
     * @param depths from 0 on
     */
    public static Map<String, Object> metrics(List<Figures> depths) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("psnr", list(depths, f -> f.quality.metrics().get("psnr")));
        metrics.put("ssim", list(depths, f -> f.quality.metrics().get("ssim")));
        metrics.put("seconds", list(depths, Figures::seconds));
        metrics.put("moved", list(depths, Figures::moved));
        metrics.put("replaced", list(depths, Figures::replaced));
        return metrics;
    }

    private static List<Object> list(List<Figures> depths, Function<Figures, Object> number) {
        List<Object> list = new ArrayList<>();
        depths.forEach(figures -> list.add(number.apply(figures)));
        return list;
    }

    /** How many splats steps have moved, as people read it. */
    public String movedText() {
        return String.format(
                Locale.ROOT,
                "%.0f %% of the splats per step, so %.0f %% of the work is saved",
                100 * moved,
                100 * (1 - moved));
    }
}
