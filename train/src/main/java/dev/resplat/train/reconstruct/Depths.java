package dev.resplat.train.reconstruct;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Looks at one picture, from depth 0 on, as lists of numbers. */
final class Depths {
    private Depths() {}

    /** A list for each quantity, with a number per depth; null where there is none. */
    static Map<String, Object> metrics(List<Look> looks) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("psnr", list(looks, look -> look.quality().metrics().get("psnr")));
        metrics.put("ssim", list(looks, look -> look.quality().metrics().get("ssim")));
        metrics.put("seconds", list(looks, Look::seconds));
        metrics.put("moved", list(looks, Look::moved));
        metrics.put("replaced", list(looks, Look::replaced));
        return metrics;
    }

    private static List<Object> list(List<Look> looks, Function<Look, Object> quantity) {
        // Not toList of a collector, and not List.of: there may be nulls.
        return looks.stream().map(quantity).toList();
    }

    /** How many splats steps have moved, as people read it. */
    static String movedText(Look look) {
        return String.format(
                Locale.ROOT,
                "%.0f %% of the splats per step, so %.0f %% of the work is saved",
                100 * look.moved(),
                100 * (1 - look.moved()));
    }
}
