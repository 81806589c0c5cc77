package dev.resplat.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Progress.Display display(boolean terminal) {
        return new Progress.Display(new PrintWriter(bytes, true, StandardCharsets.UTF_8), terminal);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void inAFileThereIsALinePerTenth() {
        try (Progress progress = new Progress(display(false), 0, 1000)) {
            for (int step = 1; step <= 1000; step++) {
                progress.at(step, "psnr " + step);
            }
        }
        assertEquals(10, text().lines().count(), text());
        assertTrue(text().lines().allMatch(line -> line.matches("[ -~]{1,79}")), text());
        assertTrue(text().startsWith(" 10% |==                      | 100/1000"), text());
    }

    @Test
    void onATerminalTheLineIsTakenAwayInTheEnd() {
        try (Progress progress = new Progress(display(true), 0, 10)) {
            progress.at(5, "psnr 20 dB");
        }
        assertEquals(0, text().chars().filter(c -> c == '\n').count());
        assertTrue(text().contains(" 50% |"), text());
        assertTrue(text().endsWith("\r\033[K"), text());
    }

    @Test
    void aResumedRunStartsWhereItIs() {
        try (Progress progress = new Progress(display(false), 500, 1000)) {
            progress.at(501, "");
        }
        assertEquals("", text());
    }
}
