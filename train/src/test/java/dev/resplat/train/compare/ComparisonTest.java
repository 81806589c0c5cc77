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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparisonTest {
    @TempDir private Path temporary;

    /** It ends within an optimisation, and that row is measured anew. */
    @Test
    void whatIsStoppedHasAReportAndGoesOn() throws Exception {
        CompareConfig config =
                Config.named("compare")
                        .with(
                                List.of(
                                        "scenes=1",
                                        "size=32",
                                        "views=[2]",
                                        "depth=0",
                                        "trainings=[]",
                                        "optimization.steps=[90]",
                                        "optimization.changes=[maxSplats=300,start.random=200]"))
                        .as(CompareConfig.class);
        Path out = temporary.resolve("out");
        Path before = out.resolve("rows/pixelsplat-2-views-d0.json");
        Path stopped = out.resolve("rows/optimization-2-views-90-steps.json");
        Progress.Display silent = new Progress.Display(new PrintWriter(new StringWriter()), false);
        Comparison comparison = new Comparison(config, silent);
        AtomicInteger asked = new AtomicInteger();
        try (RunDirectory run = RunDirectory.create(out)) {
            ComparisonResult part =
                    comparison.run(
                            Devices.cpu(),
                            run,
                            false,
                            () -> Files.exists(before) && asked.incrementAndGet() > 4,
                            "test");
            assertEquals(3, part.complete());
            assertEquals(5, part.of());
            assertTrue(part.markdown().contains("3 of 5 rows are complete"), part.markdown());
            assertTrue(Files.exists(out.resolve("report.html")));
            assertFalse(Files.exists(stopped));
            String kept = Files.readString(before);
            assertEquals(
                    5, comparison.run(Devices.cpu(), run, false, () -> false, "test").complete());
            assertTrue(Files.exists(stopped));
            assertEquals(kept, Files.readString(before));
        }
    }
}
