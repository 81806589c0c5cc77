package dev.resplat.train.run;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Files that the user names as output; folders on the way to them are made. */
public final class OutputFile {
    /** A path has lost one of two slashes; a single letter would be a drive. */
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/");

    private OutputFile() {}

    /**
     * Checks what can be checked before anything takes long.
     *
     * @throws UserMistake if a directory or a device is there, or it is no name of a file
     */
    public static void require(Path file) {
        if (file.toString().isEmpty() || Files.isDirectory(file)) {
            throw new UserMistake(
                    "'%s' is a directory: give the name of a file to write".formatted(file));
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new UserMistake(
                    "%s is no regular file, but a pipe or a device: give the name of a file to write"
                            .formatted(file));
        }
        requireLocal(file);
    }

    /**
     * Checks that it is not an address on the Internet, which would become folders here.
     *
     * @throws UserMistake if it is
     */
    public static void requireLocal(Path path) {
        if (ADDRESS.matcher(path.toString()).lookingAt()) {
            throw new UserMistake(
                    "%s is an address, and results are written to files: give the name of one"
                            .formatted(path));
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
        files.keySet().forEach(OutputFile::require);
        Map<Path, RunDirectory.Content> absolute = new LinkedHashMap<>();
        files.forEach((file, content) -> absolute.put(file.toAbsolutePath(), content));
        Disk.write(absolute);
    }
}
