package dev.resplat.train.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Devices;
import dev.resplat.train.config.Config;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparisonTest {
    @TempDir private Path temporary;

    private final Progress.Display silent =
            new Progress.Display(new PrintWriter(new StringWriter()), false);

    private static CompareConfig config(String... more) {
        return Config.named("compare")
                .with(
                        List.of(
                                "scenes=1",
                                "size=32",
                                "views=[2]",
                                "depth=0",
                                "warmUpSeconds=0",
                                "trainings=[{name: pixelsplat, title: pixelSplat, family: all,"
                                        + " views: [2], base: pixelsplat-mini, changes: []}]",
                                "optimization.steps=[90]",
                                "optimization.changes=[maxSplats=300,start.random=200]"))
                .with(List.of(more))
                .as(CompareConfig.class);
    }

    private static ComparisonResult run(
            Comparison comparison, RunDirectory run, BooleanSupplier stop) {
        return comparison.run(Devices.cpu(), run, false, stop, "test");
    }

    /** It ends within an optimisation, and that row is measured anew. */
    @Test
    void whatIsStoppedHasAReportAndGoesOn() throws Exception {
        Path out = temporary.resolve("out");
        Path before = out.resolve("rows/pixelsplat-2-views-d0.json");
        Path stopped = out.resolve("rows/optimization-2-views-90-steps.json");
        assertEquals(Optional.empty(), Comparison.deviceOf(out));
        Comparison comparison = new Comparison(config(), out, silent);
        AtomicInteger asked = new AtomicInteger();
        try (RunDirectory run = RunDirectory.create(out)) {
            ComparisonResult part =
                    run(comparison, run, () -> Files.exists(before) && asked.incrementAndGet() > 4);
            assertEquals(3, part.complete());
            assertEquals(5, part.of());
            assertTrue(part.markdown().contains("3 of 5 rows are complete"), part.markdown());
            assertTrue(Files.exists(out.resolve("report.html")));
            assertFalse(Files.exists(stopped));
            assertEquals(Optional.of("cpu"), Comparison.deviceOf(out));
            String kept = Files.readString(before);
            assertEquals(5, run(comparison, run, () -> false).complete());
            assertTrue(Files.exists(stopped));
            assertEquals(kept, Files.readString(before));

            // What is complete is reported also by one that is stopped at once.
            assertEquals(5, run(comparison, run, () -> true).complete());
            assertEquals(kept, Files.readString(before));

            // Figures of other weights, values or views are not those of now.
            String learned = Files.readString(stopped);
            assertTrue(learned.contains("maxSplats: 300"), learned);
            for (String basis : List.of("weights ", "\"views\" : \"")) {
                int at = kept.lastIndexOf(basis) + basis.length();
                char other = kept.charAt(at) == '0' ? '1' : '0';
                Files.writeString(before, kept.substring(0, at) + other + kept.substring(at + 1));
                assertEquals(4, run(comparison, run, () -> true).complete(), basis);
            }
            Files.writeString(before, kept);
            Comparison other =
                    new Comparison(
                            config("optimization.changes=[maxSplats=290,start.random=200]"),
                            out,
                            silent);
            assertEquals(4, run(other, run, () -> true).complete());
        }
    }

    /** Rates that are far too large; the other rows are there all the same. */
    @Test
    void anOptimisationThatDivergesIsMissing() throws Exception {
        Path out = temporary.resolve("out");
        Comparison comparison =
                new Comparison(
                        config("optimization.changes=[start.random=200,rates.logScales=1e30]"),
                        out,
                        silent);
        try (RunDirectory run = RunDirectory.create(out)) {
            ComparisonResult result = run(comparison, run, () -> false);
            assertEquals(4, result.complete());
            assertEquals(4, result.of());
            assertTrue(
                    result.markdown()
                            .lines()
                            .anyMatch(
                                    line ->
                                            line.startsWith("| Optimisation, 2 views, 90 steps | -")
                                                    && line.contains(": diverged")),
                    result.markdown());
        }
    }
}
