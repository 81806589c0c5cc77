package dev.resplat.train.run;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * How far a run is, on stderr: one line that is drawn again and again on a terminal, a new line for
 * every tenth of the way elsewhere.
 */
public final class Progress implements AutoCloseable {
    private static final int WIDTH = 24;
    private static final long REDRAW_NANOS = 100_000_000;
    private static final String CLEAR = "\r\033[K";

    private final Display display;
    private final long first;
    private final long total;
    private final long start = System.nanoTime();
    private long drawn = start - REDRAW_NANOS;
    private long tenths;

    /**
     * Where progress is shown.
     *
     * @param out usually stderr
     * @param terminal whether lines can be drawn again
     */
    public record Display(PrintWriter out, boolean terminal) {
        /** A line of its own. */
        public void say(String text) {
            out.println(text);
            out.flush();
        }
    }

    /** Progress from step {@code first} to {@code total}. */
    public Progress(Display display, long first, long total) {
        this.display = display;
        this.first = first;
        this.total = total;
        this.tenths = 10 * first / total;
    }

    /** Whether a person watches: both ends of the console are a terminal that can be drawn on. */
    public static boolean onTerminal() {
        return System.console() != null && !"dumb".equals(System.getenv("TERM"));
    }

    /** Shows that {@code step} steps are done. */
    public void at(long step, String message) {
        long now = System.nanoTime();
        if (display.terminal) {
            if (now - drawn >= REDRAW_NANOS) {
                drawn = now;
                display.out.print(CLEAR + line(step, now, message));
                display.out.flush();
            }
        } else if (10 * step / total > tenths) {
            tenths = 10 * step / total;
            display.say(line(step, now, message));
        }
    }

    private String line(long step, long now, String message) {
        int filled = (int) (WIDTH * step / total);
        double seconds = (now - start) / 1e9;
        String left = step > first ? eta(seconds / (step - first) * (total - step)) : "";
        return String.format(
                Locale.ROOT,
                "%3d%% |%s%s| %d/%d%s%s",
                100 * step / total,
                "=".repeat(filled),
                " ".repeat(WIDTH - filled),
                step,
                total,
                left,
                message.isEmpty() ? "" : "  " + message);
    }

    private static String eta(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) {
            return "  %d s left".formatted(s);
        }
        return s < 3600
                ? "  %d:%02d min left".formatted(s / 60, s % 60)
                : "  %d:%02d h left".formatted(s / 3600, s / 60 % 60);
    }

    /** Takes the line off the terminal. */
    @Override
    public void close() {
        if (display.terminal) {
            display.out.print(CLEAR);
            display.out.flush();
        }
    }
}
