package dev.resplat.train.ablation;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The {@link TrainingFigures} of all variants: medians over their seeds, and the worst of some. */
final class TrainingTable {
    static final String TITLE = "How the trainings went";

    /** The names of the columns of {@link #cells}. */
    static final List<String> HEAD =
            List.of(
                    "variant",
                    "parameters",
                    "samples/s",
                    "steps skipped",
                    "gradient norm",
                    "largest norm",
                    "spread of the loss",
                    "worst fall");

    /** What the columns mean. */
    static final List<String> NOTES =
            List.of(
                    "Medians over the seeds, but of skipped steps, largest norm and worst fall the largest. Samples/s count the time of evaluations, too.",
                    "Gradient norm: the median of its means between evaluations, before it is made smaller. Spread of the loss: how much its means between evaluations go up and down over the last quarter of the training. Worst fall: how far an evaluation fell below the best one before.");

    private final Runs runs;

    TrainingTable(Runs runs) {
        this.runs = runs;
    }

    /** A row for each variant. */
    List<List<String>> cells() {
        return runs.variants().stream().map(this::row).toList();
    }

    private List<String> row(Variant variant) {
        return List.of(
                variant.name(),
                Table.whole(median(variant, TrainingFigures::parameters)),
                number("%.1f", median(variant, TrainingFigures::samplesPerSecond)),
                Table.whole(most(variant, TrainingFigures::skipped)),
                number("%.3g", median(variant, TrainingFigures::normMedian)),
                number("%.3g", most(variant, TrainingFigures::normMost)),
                number("%.1f %%", 100 * median(variant, TrainingFigures::lossSpread)),
                number("%.2f", most(variant, TrainingFigures::worstFall)));
    }

    private double median(Variant variant, ToDoubleFunction<TrainingFigures> figure) {
        return runs.median(variant, run -> figure.applyAsDouble(run.figures()));
    }

    private double most(Variant variant, ToDoubleFunction<TrainingFigures> figure) {
        return runs.of(variant).values().stream()
                .mapToDouble(run -> figure.applyAsDouble(run.figures()))
                .max()
                .orElse(Double.NaN);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? Table.NONE : String.format(Locale.ROOT, format, value);
    }
}
