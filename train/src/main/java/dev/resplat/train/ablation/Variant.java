package dev.resplat.train.ablation;

import dev.resplat.train.config.Require;
import java.util.List;

/**
 * One way to train.
 *
 * @param name of small letters, digits and hyphens; also a part of the names of directories
 * @param asks what one learns from it, in a line
 * @param changes {@code key=value} of the training; none for the reference
 */
public record Variant(String name, String asks, List<String> changes) {
    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";

    public Variant {
        Require.that(name.matches(NAME), "name", "of small letters, digits and hyphens", name);
        Require.that(asks.lines().count() == 1, "asks", "one line", "'" + asks + "'");
        changes = List.copyOf(changes);
    }
}
