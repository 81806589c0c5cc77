package dev.resplat.train.run;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Files that the user names as output; folders on the way to them are made. */
public final class OutputFile {
    private OutputFile() {}

    /**
     * Checks what can be checked before anything takes long.
     *
     * @throws UserMistake if a directory is there
     */
    public static void require(Path file) {
        if (file.toString().isEmpty() || Files.isDirectory(file)) {
            throw new UserMistake(
                    "'%s' is a directory: give the name of a file to write".formatted(file));
        }
    }

    /**
     * Writes a file by something that replaces it as a whole, or leaves it.
     *
     * @throws UserMistake if it cannot be written
     */
    public static void write(Path file, Consumer<Path> writer) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            writer.accept(file);
        } catch (UncheckedIOException e) {
            throw Disk.unwritable(file, e.getCause());
        } catch (IOException e) {
            throw Disk.unwritable(file, e);
        }
    }

    /**
     * Writes or replaces files: all of them, or, when one cannot be written, none.
     *
     * @throws UserMistake if one cannot be written
     */
    public static void writeAll(Map<Path, RunDirectory.Content> files) {
        Map<Path, RunDirectory.Content> absolute = new LinkedHashMap<>();
        files.forEach((file, content) -> absolute.put(file.toAbsolutePath(), content));
        Disk.write(absolute);
    }
}
