package dev.resplat.train.mesh.io;

import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** What is to be said about a file: each line once, however often its reason comes up. */
final class Notes {
    private final Path file;
    private final Consumer<String> taker;
    private final Set<String> said = new HashSet<>();

    Notes(Path file, Consumer<String> taker) {
        this.file = file;
        this.taker = taker;
    }

    /** Says a line, if it has not been said. */
    void once(String line) {
        if (said.add(line)) {
            taker.accept(file + ": " + line);
        }
    }

    /** What is said when the file cannot be used. */
    UserMistake mistake(String line) {
        return new UserMistake(file + ": " + line);
    }
}
