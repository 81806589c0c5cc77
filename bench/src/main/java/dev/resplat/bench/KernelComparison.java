package dev.resplat.bench;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.PeakKernels;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * One kernel, many forms: {@link KernelBenchmark} on every device there is, as a table in Markdown
 * and a bar chart.
 */
public final class KernelComparison {
    private static final int SIZES = 3;

    /** The reference looks at every splat in every pixel: at the largest size for ten minutes. */
    private static final int REFERENCE_SIZES = 2;

    /** Where the axis of the chart begins: for what was not measured. */
    private static final double LEAST = 1e-3;

    /** In the order in which they are read best. */
    private static final List<String> FORMS =
            List.of(
                    "reference",
                    "cpu:scalar",
                    "cpu",
                    "aparapi:threads",
                    "aparapi:opencl",
                    "opencl:0");

    private final Map<String, double[][]> rates = new LinkedHashMap<>();

    private KernelComparison() {}

    /**
     * Runs all of it.
     *
     * @param args the directory for {@code kernels.md} and {@code kernels.png}; default {@code
     *     docs}
     */
    public static void main(String[] args) throws RunnerException, IOException {
        Path out = Path.of(args.length > 0 ? args[0] : "docs");
        Files.createDirectories(out);
        KernelComparison comparison = new KernelComparison();
        for (String form : FORMS) {
            try {
                Devices.find(form);
                comparison.measure(form);
            } catch (IllegalArgumentException e) {
                System.err.println(form + " is left out: " + e.getMessage());
            }
        }
        Files.writeString(out.resolve("kernels.md"), comparison.table());
        comparison.draw(out.resolve("kernels.png"));
        System.out.println(comparison.table());
    }

    private void measure(String form) throws RunnerException {
        boolean isReference = form.equals("reference");
        List<String> sizes = new ArrayList<>();
        for (int size = 0; size < (isReference ? REFERENCE_SIZES : SIZES); size++) {
            sizes.add(String.valueOf(size));
        }
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .include(KernelBenchmark.class.getName() + ".run")
                                        .param("form", form)
                                        .param("size", sizes.toArray(String[]::new))
                                        .warmupIterations(isReference ? 1 : 3)
                                        .shouldFailOnError(false)
                                        .build())
                        .run();
        double[][] all = new double[KernelCase.values().length][SIZES];
        for (double[] row : all) {
            java.util.Arrays.fill(row, Double.NaN);
        }
        for (RunResult result : results) {
            KernelCase kernel = KernelCase.valueOf(result.getParams().getParam("kernel"));
            int size = Integer.parseInt(result.getParams().getParam("size"));
            all[kernel.ordinal()][size] = result.getPrimaryResult().getScore() * kernel.work(size);
        }
        rates.put(form, all);
    }

    // ---- Bounds ----------------------------------------------------------------------------

    /** Thousands of millions of operations per second, only multiplying and adding. */
    private static double gflops(Device device) {
        int n = 1 << 20;
        int rounds = 1024;
        return best(
                device,
                2e-9 * n * rounds,
                Tensor.zeros(device, Shape.of(n)),
                y -> device.kernels(PeakKernels.class).multiplyAdd(y.buffer(), n, rounds));
    }

    /** Thousands of millions of bytes per second, only reading two arrays and writing a third. */
    private static double gigabytes(Device device) {
        int n = 1 << 24;
        Tensor x = Tensor.zeros(device, Shape.of(n));
        return best(device, 12e-9 * n, x, y -> y.add(x));
    }

    private static double best(
            Device device, double work, Tensor y, java.util.function.Consumer<Tensor> run) {
        double best = 0;
        for (int i = 0; i < 10; i++) {
            long begin = System.nanoTime();
            try (Scope scope = Scope.open()) {
                run.accept(y);
                device.await();
            }
            best = Math.max(best, 1e9 * work / (System.nanoTime() - begin));
        }
        return best;
    }

    /** Hardware that is not the CPU has bounds of its own. */
    private static String bounds(Device device) {
        try (Scope scope = Scope.open()) {
            return String.format(
                    Locale.ROOT,
                    "%s: %.0f GFLOP/s of multiplying and adding, %.0f GB/s of memory",
                    device.name(),
                    gflops(device),
                    gigabytes(device));
        }
    }

    // ---- What comes out --------------------------------------------------------------------

    private String table() {
        StringBuilder text = new StringBuilder("| kernel | size | rate in |");
        rates.keySet().forEach(form -> text.append(' ').append(form).append(" |"));
        text.append("\n|---|---|---|").append("---:|".repeat(rates.size())).append('\n');
        for (KernelCase kernel : KernelCase.values()) {
            for (int size = 0; size < SIZES; size++) {
                text.append(
                        "| %s | %s | %s |"
                                .formatted(kernel.title(), kernel.describe(size), kernel.unit()));
                for (double[][] form : rates.values()) {
                    double rate = form[kernel.ordinal()][size];
                    text.append(
                            Double.isNaN(rate)
                                    ? " |"
                                    : String.format(Locale.ROOT, " %.3g |", rate));
                }
                text.append('\n');
            }
        }
        text.append("\nBounds, measured in the same run:\n\n");
        for (String form : List.of("cpu", "opencl:0")) {
            if (rates.containsKey(form)) {
                text.append("- ").append(bounds(Devices.find(form))).append('\n');
            }
        }
        return text.toString();
    }

    /** Times the rate of {@code cpu:scalar}, at the middle size. */
    private void draw(Path file) throws IOException {
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(1100)
                        .height(420)
                        .title("Rate relative to scalar Java on all cores, middle size")
                        .yAxisTitle("times scalar Java")
                        .build();
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisMin(LEAST);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setAvailableSpaceFill(0.9);
        List<String> kernels = new ArrayList<>();
        for (KernelCase kernel : KernelCase.values()) {
            kernels.add(kernel.title());
        }
        double[][] scalar = rates.get("cpu:scalar");
        rates.forEach(
                (form, all) -> {
                    List<Double> bars = new ArrayList<>();
                    for (int k = 0; k < kernels.size(); k++) {
                        double ratio = all[k][1] / scalar[k][1];
                        bars.add(Double.isNaN(ratio) ? LEAST : ratio);
                    }
                    chart.addSeries(form, kernels, bars);
                });
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }
}
