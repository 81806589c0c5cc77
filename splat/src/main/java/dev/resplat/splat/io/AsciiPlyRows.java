package dev.resplat.splat.io;

import dev.resplat.tensor.io.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.StringTokenizer;

/** Rows of numbers as text, a line each. */
final class AsciiPlyRows extends PlyRows {
    private static final int MAX_LINE_BYTES = 1 << 24;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * Rows of a stream.
     *
     * @param in behind the header; buffered
     * @param file for messages
     */
    AsciiPlyRows(InputStream in, Object file) {
        super(file);
        this.in = in;
    }

    @Override
    void next(PlyHeader.Element element, double[] values) throws IOException {
        if (values.length == 0) {
            return;
        }
        StringTokenizer words = new StringTokenizer(line());
        int count = words.countTokens();
        for (int i = 0; i < values.length; i++) {
            PlyHeader.Property property = element.properties().get(i);
            double first = number(words, count);
            if (property.isList()) {
                for (long k = 0; k < (long) first; k++) {
                    number(words, count);
                }
            } else {
                values[i] = first;
            }
        }
        if (words.hasMoreTokens()) {
            throw new IllegalArgumentException(
                    "has %d numbers, more than it has properties".formatted(count));
        }
    }

    @Override
    InputStream rest() {
        return in;
    }

    private static double number(StringTokenizer words, int count) {
        if (!words.hasMoreTokens()) {
            throw new IllegalArgumentException(
                    "has %d numbers, fewer than it has properties".formatted(count));
        }
        String word = words.nextToken();
        try {
            return Double.parseDouble(word);
        } catch (NumberFormatException e) {
            // What printf of C makes of numbers that are none.
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "nan", "+nan", "-nan", "-nan(ind)" -> Double.NaN;
                case "inf", "+inf", "infinity" -> Double.POSITIVE_INFINITY;
                case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
                default ->
                        throw new IllegalArgumentException(
                                "has %s, which is no number".formatted(FormatException.quote(word)),
                                e);
            };
        }
    }

    /** The next line that is not empty. */
    private String line() throws IOException {
        while (true) {
            line.reset();
            int next = in.read();
            while (next >= 0 && next != '\n') {
                line.write(next);
                if (line.size() > MAX_LINE_BYTES) {
                    throw new IllegalArgumentException(
                            "has more than %d characters".formatted(MAX_LINE_BYTES));
                }
                next = in.read();
            }
            String text = line.toString(StandardCharsets.ISO_8859_1);
            if (!text.isBlank()) {
                return text;
            }
            if (next < 0) {
                throw new EOFException();
            }
        }
    }
}
