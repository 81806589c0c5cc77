package dev.resplat.train.run;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files that wait in a hidden folder of a run until all of its files can appear together, because
 * they are too many for the memory. A run that was killed leaves that folder; the next one in the
 * same directory removes it.
 */
public final class Staging implements AutoCloseable {
    private static final String FOLDER = ".parts";

    private final Path folder;
    private final Map<String, Path> files = new LinkedHashMap<>();

    /** Of a run, which is locked: nobody else uses the folder. */
    public Staging(RunDirectory run) {
        folder = run.file(FOLDER);
        delete();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Disk.unwritable(folder, e);
        }
    }

    /**
     * Writes a file that will have this name in the run.
     *
     * @throws dev.resplat.train.config.UserMistake when it cannot be written
     */
    public void add(String name, RunDirectory.Content content) {
        Path file = next(name);
        try {
            content.writeTo(file);
        } catch (UncheckedIOException e) {
            throw Disk.unwritable(file, e.getCause());
        } catch (IOException e) {
            throw Disk.unwritable(file, e);
        }
    }

    /** A file that will have this name in the run, to be written while others are added. */
    public OutputStream open(String name) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(next(name)));
    }

    private Path next(String name) {
        return files.computeIfAbsent(name, n -> folder.resolve(String.valueOf(files.size())));
    }

    /** The files as {@link RunDirectory#writeAll} takes them, which moves them. */
    public Map<String, RunDirectory.Content> contents() {
        Map<String, RunDirectory.Content> contents = new LinkedHashMap<>();
        files.forEach((name, file) -> contents.put(name, target -> replace(target, file)));
        return contents;
    }

    private static void replace(Path target, Path file) throws IOException {
        Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what is left. */
    @Override
    public void close() {
        delete();
    }

    private void delete() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw Disk.unwritable(folder, e);
        }
    }
}
