package dev.resplat.train.run;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a run is, on stderr: one line that is drawn again and again on a terminal, a new line for
 * every tenth of the way elsewhere.
 *
 * <p>The library makes the lines. It is told their width, because to find out that of the terminal
 * it would start other programs.
 */
public final class Progress implements AutoCloseable {
    /** Control characters but those of lines and tables. */
    private static final Pattern COMMANDS = Pattern.compile("[\\p{Cc}&&[^\\n\\r\\t]]");

    private static final int WIDTH = 79;
    private static final int REDRAW_MILLIS = 100;
    private static final int NEVER_MILLIS = Integer.MAX_VALUE;

    private final Display display;
    private final ProgressBar bar;
    private final long total;
    private final Thread user = Thread.currentThread();
    private long tenths;

    /**
     * Where progress is shown.
     *
     * @param out usually stderr
     * @param terminal whether lines can be drawn again
     */
    public record Display(PrintWriter out, boolean terminal) {
        /** A line of its own. Names in it are of files, and must not command a terminal. */
        public void say(String text) {
            out.println(COMMANDS.matcher(text).replaceAll("?"));
            out.flush();
        }
    }

    /** Progress from step {@code first} to {@code total}; for the thread that makes it. */
    public Progress(Display display, long first, long total) {
        this.display = display;
        this.total = total;
        this.tenths = 10 * first / total;
        this.bar =
                new ProgressBarBuilder()
                        .setStyle(ProgressBarStyle.ASCII)
                        .setInitialMax(total)
                        .startsFrom(first, Duration.ZERO)
                        .setUpdateIntervalMillis(display.terminal ? REDRAW_MILLIS : NEVER_MILLIS)
                        .continuousUpdate()
                        .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH))
                        .build();
    }

    /** Whether a person watches: the console is a terminal that can be drawn on. */
    public static boolean onTerminal() {
        return System.console() != null
                && !"dumb".equals(System.getenv("TERM"))
                && IntStream.of(1, 2).noneMatch(Progress::isRedirected);
    }

    /** Java does not tell where stderr goes, and not always where stdout goes; Linux does. */
    private static boolean isRedirected(int descriptor) {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
            return !target.startsWith("/dev");
        } catch (IOException e) {
            return false;
        }
    }

    /** Shows that {@code step} steps are done. */
    public void at(long step, String message) {
        bar.stepTo(step);
        bar.setExtraMessage(message);
        if (!display.terminal && 10 * step / total > tenths) {
            tenths = 10 * step / total;
            bar.refresh();
        }
    }

    /** Shows a text on a line of its own; that of the progress is drawn below. */
    public void say(String text) {
        wipe();
        display.say(text);
    }

    /** Called by a thread of the library, too; all its lines have the same width. */
    private void draw(String line) {
        if (display.terminal) {
            display.out.print("\r" + withPlainDigits(line));
            display.out.flush();
        } else if (Thread.currentThread() == user) {
            display.say(withPlainDigits(line).strip());
        }
    }

    /** The library writes times in the digits of the user's language. */
    private static String withPlainDigits(String line) {
        StringBuilder plain = new StringBuilder(line);
        for (int i = 0; i < line.length(); i++) {
            if (Character.isDigit(line.charAt(i))) {
                plain.setCharAt(i, Character.forDigit(Character.digit(line.charAt(i), 10), 10));
            }
        }
        return plain.toString();
    }

    /** Takes the line off the terminal; the library would leave that of a very short run. */
    @Override
    public void close() {
        bar.close();
        wipe();
    }

    private void wipe() {
        if (display.terminal) {
            display.out.print("\r" + " ".repeat(WIDTH) + "\r");
            display.out.flush();
        }
    }
}
