package dev.resplat.train.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Comparisons with optimisation, summed up.
 *
 * @param all one per photograph
 */
record FitMeans(List<FitComparison.Result> all) {
    private boolean asked() {
        return all.stream().anyMatch(FitComparison.Result::asked);
    }

    private List<FitComparison.Result> reached() {
        return all.stream().filter(r -> r.reached().isPresent()).toList();
    }

    /** Of those that came as far. */
    private OptionalDouble steps() {
        return reached().stream().mapToInt(r -> r.reached().orElseThrow().steps()).average();
    }

    private OptionalDouble seconds() {
        return reached().stream().mapToDouble(r -> r.reached().orElseThrow().seconds()).average();
    }

    /** How many times longer optimisation took, where it came as far: a ratio of sums. */
    private OptionalDouble ratio() {
        double refinement = reached().stream().mapToDouble(FitComparison.Result::refinement).sum();
        return refinement > 0 && seconds().isPresent()
                ? OptionalDouble.of(seconds().getAsDouble() * reached().size() / refinement)
                : OptionalDouble.empty();
    }

    /** The PSNR of complete fits by blend. */
    private Map<String, Double> fits() {
        Map<String, Double> means = new LinkedHashMap<>();
        for (String blend : all.get(0).fits().keySet()) {
            means.put(
                    blend,
                    all.stream().mapToDouble(r -> r.fits().get(blend)).average().orElseThrow());
        }
        return means;
    }

    /** As {@code metrics.json} has it; means are over the photographs where it came as far. */
    Map<String, Object> metrics() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        if (asked()) {
            metrics.put("steps", orNull(steps()));
            metrics.put("seconds", orNull(seconds()));
            metrics.put("timesRefinement", orNull(ratio()));
            metrics.put("reached", reached().size());
            metrics.put("mostSteps", FitComparison.MOST_STEPS);
        }
        if (!fits().isEmpty()) {
            metrics.put("psnr", fits());
        }
        return metrics;
    }

    private static Object orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** The same as people read it, in one line or two. */
    Map<String, String> text() {
        Map<String, String> text = new LinkedHashMap<>();
        if (asked()) {
            text.put(
                    "optimisation",
                    steps().isEmpty()
                            ? "does not come as far in %d steps".formatted(FitComparison.MOST_STEPS)
                            : String.format(
                                    Locale.ROOT,
                                    "comes as far after %.1f steps and %.2f s, %.1f times as long"
                                            + " (%d of %d photographs; at most %d steps)",
                                    steps().getAsDouble(),
                                    seconds().getAsDouble(),
                                    ratio().orElse(Double.NaN),
                                    reached().size(),
                                    all.size(),
                                    FitComparison.MOST_STEPS));
        }
        fits().forEach(
                        (blend, psnr) ->
                                text.put(
                                        blend + " fit",
                                        String.format(Locale.ROOT, "%.2f dB", psnr)));
        return text;
    }

    /** Of one photograph. */
    static Map<String, Object> metrics(FitComparison.Result result) {
        Map<String, Object> metrics = new LinkedHashMap<>();
        if (result.asked()) {
            metrics.put("steps", result.reached().map(FitComparison.Reached::steps).orElse(null));
            metrics.put(
                    "seconds", result.reached().map(FitComparison.Reached::seconds).orElse(null));
            metrics.put("refinementSeconds", result.refinement());
        }
        if (!result.fits().isEmpty()) {
            metrics.put("psnr", result.fits());
        }
        return metrics;
    }
}
