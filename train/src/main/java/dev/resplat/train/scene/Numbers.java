package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Numbers of text files, with messages that name the file and the line. */
final class Numbers {
    private Numbers() {}

    /** The lines of a file; bytes that are no ASCII do not matter. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** The first lines of a file that may be anything; none if they are not text. */
    static List<String> firstLines(Path file, int count) {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return in.lines().limit(count).filter(line -> line.length() < 10_000).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    /**
     * Some words of a line as numbers.
     *
     * @param line counted from 1
     * @throws UserMistake if there are too few, or one is not a finite number
     */
    static double[] parse(String[] words, int first, int count, Path file, int line) {
        if (words.length < first + count) {
            throw new UserMistake(
                    "%s:%d: has %d fields, must have %d or more"
                            .formatted(file, line, words.length, first + count));
        }
        double[] result = new double[count];
        for (int i = 0; i < count; i++) {
            result[i] = parse(words[first + i], file, line);
        }
        return result;
    }

    /** A word as a finite number. */
    static double parse(String word, Path file, int line) {
        try {
            double value = Double.parseDouble(word);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new UserMistake(
                "%s:%d: %s is not a finite number".formatted(file, line, shown(word)));
    }

    /** Whether a word is a number. */
    static boolean isNumber(String word) {
        try {
            Double.parseDouble(word);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String shown(String word) {
        return '"' + (word.length() <= 40 ? word : word.substring(0, 40) + "...") + '"';
    }

    /**
     * A calibration of numbers from a file.
     *
     * @throws UserMistake if sizes or focal lengths are not positive, or sizes too large
     */
    static Calibration calibration(
            String where,
            double width,
            double height,
            double fx,
            double fy,
            double cx,
            double cy,
            Lens lens) {
        if (!(width >= 1 && height >= 1 && width < 1e6 && height < 1e6)) {
            throw new UserMistake(
                    String.format(
                            Locale.ROOT,
                            "%s: the size of the image is %.0f x %.0f: both must be from 1 to 999999",
                            where,
                            width,
                            height));
        }
        if (!(fx > 0 && fy > 0)) {
            throw new UserMistake(
                    "%s: focal lengths are %s and %s: must be more than 0"
                            .formatted(where, fx, fy));
        }
        return new Calibration(
                (int) Math.round(width), (int) Math.round(height), fx, fy, cx, cy, lens);
    }
}
