package dev.resplat.train;

import dev.resplat.train.config.UserMistake;
import picocli.CommandLine.Model.CommandSpec;

/** Options that were given, for commands where not all go together. */
final class GivenOptions {
    private GivenOptions() {}

    /**
     * Ensures that options were not given that are for something else.
     *
     * @param what they are for, such as {@code "is for models of pictures"}
     * @throws UserMistake naming the first that was
     */
    static void requireNone(CommandSpec spec, String what, String... names) {
        for (String name : names) {
            if (spec.commandLine().getParseResult().hasMatchedOption(name)) {
                throw new UserMistake("%s: %s".formatted(name, what));
            }
        }
    }
}
