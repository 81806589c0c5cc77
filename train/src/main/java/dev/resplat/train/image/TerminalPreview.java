package dev.resplat.train.image;

import java.nio.charset.Charset;

/** Pictures side by side in a terminal: half blocks in 24-bit colours, two pixels per character. */
public final class TerminalPreview {
    /** What is free on any terminal. */
    public static final int COLUMNS = 79;

    private static final char UPPER_HALF = '\u2580';
    private static final int MOST_ROWS = 48;
    private static final String RESET = "\033[0m";

    private TerminalPreview() {}

    /** Whether the characters needed can be written to stdout, and colours are not unwanted. */
    public static boolean isPossible() {
        if (System.getenv("NO_COLOR") != null) {
            return false;
        }
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
        return name != null
                && Charset.isSupported(name)
                && Charset.forName(name).newEncoder().canEncode(UPPER_HALF);
    }

    /** Text that shows pictures of equal size, next to each other, in at most so many columns. */
    public static String of(int columns, Image... pictures) {
        Image first = pictures[0];
        float rowsPerColumn = first.height() / (2f * first.width());
        int widest = (columns + 1) / pictures.length - 1;
        int width = Math.max(1, Math.min(widest, Math.round(MOST_ROWS / rowsPerColumn)));
        int rows = Math.min(MOST_ROWS, Math.max(1, Math.round(width * rowsPerColumn)));
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < pictures.length; i++) {
                text.append(i == 0 ? "" : " ");
                for (int x = 0; x < width; x++) {
                    int top = average(pictures[i], x, width, 2 * row, 2 * rows);
                    int bottom = average(pictures[i], x, width, 2 * row + 1, 2 * rows);
                    text.append(color(38, top)).append(color(48, bottom)).append(UPPER_HALF);
                }
                text.append(RESET);
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String color(int layer, int rgb) {
        return "\033[%d;2;%d;%d;%dm".formatted(layer, rgb >> 16, rgb >> 8 & 255, rgb & 255);
    }

    /** The mean colour of cell (x, y) of a grid of {@code width} by {@code height} cells. */
    private static int average(Image picture, int x, int width, int y, int height) {
        int left = x * picture.width() / width;
        int right = Math.max(left + 1, (x + 1) * picture.width() / width);
        int top = y * picture.height() / height;
        int bottom = Math.max(top + 1, (y + 1) * picture.height() / height);
        int[] sum = new int[3];
        for (int v = top; v < bottom; v++) {
            for (int u = left; u < right; u++) {
                int rgb = picture.rgb(u, v);
                sum[0] += rgb >> 16;
                sum[1] += rgb >> 8 & 255;
                sum[2] += rgb & 255;
            }
        }
        int count = (right - left) * (bottom - top);
        return sum[0] / count << 16 | sum[1] / count << 8 | sum[2] / count;
    }
}
