package dev.resplat.train.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.io.Splats2dFile;
import dev.resplat.tensor.Devices;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FitRunTest {
    @TempDir private Path temporary;

    private final StringWriter shown = new StringWriter();

    private FitResult fit(Image target, String length) {
        FitConfig config =
                Config.named("fit")
                        .with(List.of("splats=8", "steps=0", "seconds=0", length))
                        .as(FitConfig.class);
        Progress.Display display = new Progress.Display(new PrintWriter(shown), true);
        try (StopRequest stop = new StopRequest();
                RunDirectory run = RunDirectory.createOrReplace(temporary)) {
            return FitRun.run(target, config, Devices.cpu(), run, stop, display, "resplat fit");
        }
    }

    @Test
    void theBarShowsPsnrAndSplatsAsTheyAre() {
        // On a busy machine the first steps take a second, and splats are added by and by.
        FitResult result = fit(BuiltInPicture.paint(24, 16), "seconds=3");
        String text = shown.toString();
        assertTrue(text.matches("(?s).* \\d+\\.\\d\\d dB, 8 splats, step \\d+.*"), text);
        assertTrue(result.isComplete());
        assertTrue(result.seconds() >= 3 && result.seconds() < 60, "seconds");
    }

    @Test
    void aFitThatDivergesKeepsWhatItHad() throws Exception {
        float[] colors = new float[3 * 16 * 16];
        Arrays.fill(colors, 1e30f);
        String message =
                assertThrows(
                                DivergedException.class,
                                () -> fit(new Image(16, 16, colors), "steps=100"))
                        .getMessage();
        assertTrue(message.contains("no longer a finite number at step"), message);
        String metrics = Files.readString(temporary.resolve("metrics.json"));
        assertTrue(metrics.contains("\"diverged\" : true"), metrics);
        assertTrue(metrics.contains("\"complete\" : false"), metrics);
        // A quarter of the splats is what it began with.
        assertEquals(2, Splats2dFile.read(temporary.resolve("splats.npz")).count());
    }
}
