package dev.resplat.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Progress.Display display(boolean terminal) {
        return new Progress.Display(new PrintWriter(bytes, true, StandardCharsets.UTF_8), terminal);
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void run(boolean terminal, int first, int last, int total) {
        try (Progress progress = new Progress(display(terminal), first, total)) {
            for (int step = first + 1; step <= last; step++) {
                progress.at(step, "psnr " + step);
            }
        }
    }

    @Test
    void inAFileThereIsALinePerTenth() {
        run(false, 0, 1000, 1000);
        assertEquals(10, text().lines().count(), text());
        assertTrue(text().lines().allMatch(line -> line.matches("[ -~]{1,79}")), text());
        assertTrue(text().matches("(?s)10% \\[=.* 100/1000 .*psnr 100\\R20%.*"), text());
        assertTrue(text().stripTrailing().endsWith("psnr 1000"), text());
    }

    @Test
    void onATerminalTheLineIsTakenAwayInTheEnd() {
        run(true, 0, 5, 10);
        assertEquals(0, text().chars().filter(c -> c == '\n').count(), text());
        assertTrue(text().matches("(?s).*\r *50% \\[=.* 5/10 .*psnr 5.*"), text());
        assertTrue(text().endsWith("\r" + " ".repeat(79) + "\r"), text());
        assertTrue(text().lines().allMatch(line -> line.length() <= 79), text());
    }

    @Test
    void aNoteHasALineOfItsOwn() {
        try (Progress progress = new Progress(display(true), 0, 10)) {
            progress.at(5, "psnr 5");
            progress.say("a note");
        }
        assertTrue(text().contains("\r" + " ".repeat(79) + "\ra note" + System.lineSeparator()));
    }

    @Test
    void aResumedRunStartsWhereItIs() {
        run(false, 500, 501, 1000);
        assertEquals("", text());
        run(false, 500, 600, 1000);
        assertTrue(text().startsWith("60% ["), text());
    }

    @Test
    void anEarlyEndLeavesNoHalfLine() {
        run(false, 0, 250, 1000);
        assertEquals(2, text().lines().count(), text());
    }

    @Test
    void digitsDoNotDependOnTheLanguageOfTheUser() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            run(false, 0, 10, 10);
        } finally {
            Locale.setDefault(before);
        }
        assertTrue(text().contains("0:00:00"), text());
        assertTrue(text().chars().allMatch(c -> c < 128), text());
    }
}
