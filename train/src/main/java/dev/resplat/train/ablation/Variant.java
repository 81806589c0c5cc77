package dev.resplat.train.ablation;

import dev.resplat.train.config.Require;
import java.util.List;
import java.util.Optional;

/**
 * One way to train.
 *
 * @param name of small letters, digits and hyphens; also a part of the names of directories
 * @param asks what one learns from it, in a line
 * @param changes {@code key=value} of the training; none for the reference. {@code base=NAME}
 *     trains another configuration, of a model that may be another one, too
 */
public record Variant(String name, String asks, List<String> changes) {
    private static final String BASE = "base=";
    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";

    public Variant {
        Require.that(name.matches(NAME), "name", "of small letters, digits and hyphens", name);
        Require.that(asks.lines().count() == 1, "asks", "one line", "'" + asks + "'");
        changes = List.copyOf(changes);
    }

    /** Its own base, if it has one. */
    Optional<String> base() {
        return changes.stream()
                .filter(change -> change.startsWith(BASE))
                .map(change -> change.substring(BASE.length()))
                .reduce((first, last) -> last);
    }

    /** What it changes in its base. */
    List<String> changesOfBase() {
        return changes.stream().filter(change -> !change.startsWith(BASE)).toList();
    }
}
