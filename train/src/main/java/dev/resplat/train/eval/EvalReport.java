package dev.resplat.train.eval;

import dev.resplat.train.config.Config;
import dev.resplat.train.reconstruct.Figures;
import dev.resplat.train.run.Chart;
import dev.resplat.train.run.Curve.Scale;
import dev.resplat.train.run.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * An evaluation as people read it: a table for the terminal, and a page.
 *
 * @param result what was found
 */
public record EvalReport(EvalResult result) {
    /** What was evaluated, and for each number of splats a table with a row per depth. */
    public String text() {
        StringBuilder text = new StringBuilder();
        facts().forEach((name, value) -> text.append("%-9s %s%n".formatted(name, value)));
        String lpips = result.lpips().map(name -> "%14s".formatted(name)).orElse("");
        for (int splats : result.config().splats()) {
            text.append("%n%d splats%n".formatted(splats));
            text.append("depth  PSNR (dB)    SSIM%s  seconds   moved  replaced%n".formatted(lpips));
            List<Figures> means = result.means(splats);
            for (int d = 0; d < means.size(); d++) {
                text.append(row(d, means.get(d)));
            }
        }
        if (!result.fitText().isEmpty()) {
            text.append(System.lineSeparator());
        }
        result.fitText().forEach((name, value) -> text.append("%s %s%n".formatted(name, value)));
        return text.toString();
    }

    private Map<String, String> facts() {
        EvalConfig config = result.config();
        String size =
                config.size() > 0
                        ? ", central squares of %d x %d pixels"
                                .formatted(config.size(), config.size())
                        : "";
        String skipped = result.skipped() > 0 ? ", skipped " + result.skipped() : "";
        Map<String, String> facts = new LinkedHashMap<>();
        String step = result.weights().facts().get("step");
        facts.put("model", config.model() + (step == null ? "" : ", best after step " + step));
        facts.put(
                "images", "%d of %s%s%s".formatted(result.count(), result.source(), skipped, size));
        return facts;
    }

    private String row(int depth, Figures figures) {
        return String.format(
                Locale.ROOT,
                "%5d  %9.2f  %6s%s  %7.3f  %5.0f %%  %8.1f%n",
                depth,
                figures.quality().psnr(),
                number(figures.quality().ssim()),
                result.lpips().isPresent()
                        ? "%14s".formatted(number(figures.quality().lpips()))
                        : "",
                figures.seconds(),
                100 * figures.moved(),
                figures.replaced());
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "-";
    }

    // ---- The page --------------------------------------------------------------------------

    String html(String command) {
        Figures mean = result.mean();
        Report report =
                new Report("Photographs, made into splats at once")
                        .fact("PSNR", mean.quality().psnrText())
                        .fact("SSIM", number(mean.quality().ssim()));
        result.lpips().ifPresent(name -> report.fact(name, number(mean.quality().lpips())));
        EvalConfig config = result.config();
        report.fact("splats", config.splats().get(0).toString())
                .fact("depth", config.depth() + " steps of refinement")
                .fact("time", String.format(Locale.ROOT, "%.3f s", mean.seconds()))
                .fact("moved", mean.movedText())
                .fact("replaced", String.format(Locale.ROOT, "%.1f splats", mean.replaced()));
        facts().forEach(report::fact);
        result.fitText().forEach(report::fact);
        report.fact("device", result.device().name() + ": " + result.device().description())
                .fact("command", command);
        result.shown().forEach(report::picture);
        report.chart(overDepth("PSNR (dB) over depth", f -> f.quality().psnr()))
                .chart(overDepth("seconds over depth", Figures::seconds));
        if (config.splats().size() > 1) {
            report.chart(overSplats());
        }
        return report.config(Config.toYaml(config)).html();
    }

    private Chart overDepth(String name, ToDoubleFunction<Figures> value) {
        List<Chart.Line> lines = new ArrayList<>();
        for (int splats : result.config().splats()) {
            List<Figures> means = result.means(splats);
            lines.add(
                    new Chart.Line(
                            String.valueOf(splats),
                            IntStream.range(0, means.size()).asDoubleStream().toArray(),
                            means.stream().mapToDouble(value).toArray()));
        }
        return new Chart(
                name + ", by the number of splats", Scale.LINEAR, Scale.LINEAR, true, lines);
    }

    private Chart overSplats() {
        int[] splats = result.config().splats().stream().mapToInt(n -> n).sorted().toArray();
        List<List<Figures>> means = IntStream.of(splats).mapToObj(result::means).toList();
        List<Chart.Line> lines = new ArrayList<>();
        for (int d = 0; d <= result.config().depth(); d++) {
            int depth = d;
            lines.add(
                    new Chart.Line(
                            "depth " + depth,
                            IntStream.of(splats).asDoubleStream().toArray(),
                            means.stream()
                                    .mapToDouble(m -> m.get(depth).quality().psnr())
                                    .toArray()));
        }
        return new Chart(
                "PSNR (dB) over the number of splats",
                Scale.LOGARITHMIC,
                Scale.LINEAR,
                true,
                lines);
    }
}
