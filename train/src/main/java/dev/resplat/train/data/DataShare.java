package dev.resplat.train.data;

import dev.resplat.train.config.UserMistake;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of the things to learn from.
 *
 * @param where a folder; {@code synthetic:SEED} for views of scenes that the program makes; or
 *     {@code painted} for the pictures that it paints
 * @param weight more than 0, in terms of the others'
 */
public record DataShare(String where, double weight) {
    private static final Pattern SYNTHETIC = Pattern.compile("synthetic:(.*)");
    private static final String PAINTED = "painted";

    /**
     * What is written as {@code WHERE} or {@code WHERE=WEIGHT}; without a weight it is 1. A folder
     * that is there is meant as a whole, also with an equals sign in its name.
     *
     * @throws UserMistake if the weight is none
     */
    static DataShare of(String text) {
        int equals = text.lastIndexOf('=');
        if (equals < 0 || isFolder(text)) {
            return new DataShare(text, 1);
        }
        String where = text.substring(0, equals);
        double weight;
        try {
            weight = Double.parseDouble(text.substring(equals + 1));
        } catch (NumberFormatException e) {
            weight = Double.NaN;
        }
        if (where.isEmpty() || !(weight > 0 && Double.isFinite(weight))) {
            throw new UserMistake(
                    "--data %s: after the equals sign comes the weight, a number more than 0, as in synthetic:7=0.7"
                            .formatted(text));
        }
        return new DataShare(where, weight);
    }

    /** Whether there is a folder of this name. */
    static boolean isFolder(String text) {
        try {
            return Files.isDirectory(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /**
     * The seed of the scenes that the program makes, if these were chosen.
     *
     * @throws UserMistake if there is something else than a number
     */
    public Optional<Long> synthetic() {
        Matcher matcher = SYNTHETIC.matcher(where);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(matcher.group(1)));
        } catch (NumberFormatException e) {
            throw new UserMistake(
                    "--data %s: after synthetic: comes the seed, a whole number, as in synthetic:7"
                            .formatted(where),
                    e);
        }
    }

    /** Whether it is the pictures that the program paints. */
    public boolean isPainted() {
        return where.equals(PAINTED);
    }

    /**
     * The folder, if one was chosen.
     *
     * @throws UserMistake if it can be none
     */
    public Optional<Path> folder() {
        if (isPainted() || synthetic().isPresent()) {
            return Optional.empty();
        }
        if (where.equals("synthetic") && !isFolder(where)) {
            throw new UserMistake(
                    "--data synthetic: the seed of the scenes is missing, as in synthetic:7");
        }
        if (where.isEmpty()) {
            throw new UserMistake(
                    "--data: nothing is named: give a folder of photographs, painted, or synthetic:SEED");
        }
        try {
            return Optional.of(Path.of(where));
        } catch (InvalidPathException e) {
            throw new UserMistake("--data %s: no path: %s".formatted(where, e.getReason()), e);
        }
    }
}
