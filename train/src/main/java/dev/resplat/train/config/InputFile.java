package dev.resplat.train.config;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the user names as input. */
public final class InputFile {
    private InputFile() {}

    /**
     * Checks that there is such a file and that it may be read. Pipes and devices are none: what is
     * read is read several times, and not without knowing its size.
     *
     * @param kind what is expected, such as {@code an image}
     * @throws UserMistake if not
     */
    public static void require(Path file, String kind) {
        if (file.toString().isEmpty()) {
            throw new UserMistake("a name of a file is empty: give " + kind);
        }
        if (Files.isDirectory(file)) {
            throw new UserMistake("%s is a directory: give %s".formatted(file, kind));
        }
        if (!Files.exists(file)) {
            throw new UserMistake("there is no file %s: give %s".formatted(file, kind));
        }
        if (!Files.isRegularFile(file)) {
            throw new UserMistake(
                    "%s is no regular file, but a pipe or a device: save what comes from it to a file first"
                            .formatted(file));
        }
        if (!Files.isReadable(file)) {
            throw new UserMistake("cannot read %s: permission denied".formatted(file));
        }
    }
}
