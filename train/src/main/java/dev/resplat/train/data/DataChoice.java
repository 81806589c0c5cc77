package dev.resplat.train.data;

import dev.resplat.train.config.UserMistake;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What to learn from, and how many threads make it ready; what is learned does not depend on these.
 *
 * @param where a folder, or {@code synthetic:SEED} for views of scenes that the program makes;
 *     empty if the model has something of its own
 * @param threads at least 1
 */
public record DataChoice(Optional<String> where, int threads) {
    private static final Pattern SYNTHETIC = Pattern.compile("synthetic:(.*)");

    /**
     * With as many threads as seems right: a part of what the machine has, and two or more, as what
     * takes long then holds up less.
     */
    public static DataChoice of(Optional<String> where) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new DataChoice(where, Math.min(Math.max(2, processors / 4), 4));
    }

    /**
     * The seed of the scenes that the program makes, if these were chosen.
     *
     * @throws UserMistake if there is something else than a number
     */
    public Optional<Long> synthetic() {
        Matcher matcher = SYNTHETIC.matcher(where.orElse(""));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(matcher.group(1)));
        } catch (NumberFormatException e) {
            throw new UserMistake(
                    "--data %s: after synthetic: comes the seed, a whole number, as in synthetic:7"
                            .formatted(where.get()),
                    e);
        }
    }

    /** The folder, if one was chosen. */
    public Optional<Path> folder() {
        if (where.isEmpty() || synthetic().isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(where.get()));
        } catch (InvalidPathException e) {
            throw new UserMistake("--data %s: no path: %s".formatted(where.get(), e.getReason()));
        }
    }
}
