package dev.resplat.train.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the user names as input. */
public final class InputFile {
    private InputFile() {}

    /**
     * Checks that there is such a file and that it may be read.
     *
     * @param kind what is expected, such as {@code an image}
     * @throws UserMistake if not
     */
    public static void require(Path file, String kind) {
        if (Files.isDirectory(file)) {
            throw new UserMistake("%s is a directory: give %s".formatted(file, kind));
        }
        if (!Files.exists(file)) {
            throw new UserMistake("there is no file %s: give %s".formatted(file, kind));
        }
        if (!Files.isReadable(file)) {
            throw new UserMistake("cannot read %s: permission denied".formatted(file));
        }
    }
}
