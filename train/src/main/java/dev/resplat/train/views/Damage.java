package dev.resplat.train.views;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Counts what cannot be read, and says each file once: of thousands of files some are damaged, and
 * training goes on without them. Safe for use by several threads.
 */
public final class Damage {
    /** Beyond, files are only counted: who has so many has read enough. */
    private static final int MOST_SAID = 50;

    private final Consumer<String> notes;
    private final Set<String> known = new HashSet<>();
    private long met;

    /**
     * Counts from zero.
     *
     * @param notes takes a line for each file, one at a time
     */
    public Damage(Consumer<String> notes) {
        this.notes = notes;
    }

    /** A view was wanted and could not be had; the first time, its message is said. */
    public void met(DamagedViewException damage) {
        met(damage.getMessage(), damage.getMessage());
    }

    /**
     * Something was wanted and could not be had.
     *
     * @param what a file or scene: what it is counted by
     * @param message is said the first time: what is wrong with it
     */
    public synchronized void met(String what, String message) {
        met++;
        if (!known.add(what) || known.size() > MOST_SAID + 1) {
            return;
        }
        notes.accept(
                known.size() <= MOST_SAID
                        ? "skipped: " + message
                        : "more than %d files are damaged: further ones are only counted"
                                .formatted(MOST_SAID));
    }

    /** How many different files or scenes could not be had. */
    public synchronized int files() {
        return known.size();
    }

    /** How often something could not be had, the same file counted each time. */
    public synchronized long times() {
        return met;
    }
}
