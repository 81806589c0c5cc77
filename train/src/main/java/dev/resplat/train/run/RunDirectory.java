package dev.resplat.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.io.Draft;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.RunKind;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The directory of a run, locked while this is open.
 *
 * <p>It holds {@code config.yaml}, {@code metrics.jsonl} (a line per evaluation), {@code
 * metrics.json} (the result), {@code checkpoints/}, pictures and {@code report.html}. A file
 * appears complete or not at all: it is written under another name and then moved. A directory that
 * was made for a run which then wrote nothing, as its input could not be used, goes with it.
 */
public final class RunDirectory implements AutoCloseable {
    /** Where runs are that have no other place. */
    public static final Path RUNS = Path.of("runs");

    /** The configuration of a run; a directory with this file holds a run. */
    public static final String CONFIG = "config.yaml";

    /** The result of a run. */
    public static final String METRICS = "metrics.json";

    /** What tells the result. */
    private static final String REPORT = "report.html";

    /** A line per evaluation. */
    public static final String LOG = "metrics.jsonl";

    private static final String CHECKPOINTS = "checkpoints";

    private static final ObjectWriter JSON_LINES =
            JsonMapper.builder().build().writer().with(SerializationFeature.INDENT_OUTPUT);

    private final Path path;
    private final DirectoryLock lock;

    /** Whether there was no such directory before. */
    private final boolean made;

    private RunDirectory(Path path, boolean made) throws IOException {
        this.path = path;
        this.made = made;
        this.lock = DirectoryLock.of(path);
    }

    /** A file that can write itself to a path. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path file) throws IOException;
    }

    // ---- Opening ---------------------------------------------------------------------------

    /**
     * Opens a directory for a new run; it is made if need be. A training that ended before it had
     * anything to keep, as its data could not be used, is replaced.
     *
     * @throws UserMistake if it holds another run, or a file with the name of one that every run
     *     leaves
     */
    public static RunDirectory create(Path path) {
        requireFree(path, List.of(METRICS, LOG, CHECKPOINTS, REPORT));
        RunDirectory run = open(named(path));
        if (Files.exists(path.resolve(CONFIG)) && !run.hasOnlyBegun()) {
            run.close();
            throw new UserMistake(
                    "%s holds a run already: choose another --out, or continue it with --resume %s"
                            .formatted(path, path));
        }
        return run;
    }

    /** A training makes these before its first step, and then more. */
    private boolean hasOnlyBegun() {
        try (Stream<Path> files = Files.walk(path)) {
            return files.map(file -> path.relativize(file).toString())
                    .collect(Collectors.toSet())
                    .equals(Set.of("", DirectoryLock.FILE, CONFIG, CHECKPOINTS));
        } catch (IOException | UncheckedIOException e) {
            // What cannot be looked into is not replaced.
            return false;
        }
    }

    /**
     * Ensures that a run replaces nothing but what an earlier run has left. Where a run is, its
     * files are; where none is, such a file is of somebody else.
     *
     * @param path of the directory, which need not exist
     * @param names of files and folders that will be written
     * @throws UserMistake if the directory holds no run, but one of these; if it is a file, or the
     *     path no name of a directory
     */
    public static void requireFree(Path path, Collection<String> names) {
        named(path);
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new UserMistake(
                    "cannot use %s as a run directory: %s is a file".formatted(path, path));
        }
        if (Files.exists(path.resolve(CONFIG))) {
            return;
        }
        for (String name : names) {
            if (Files.exists(path.resolve(name))) {
                throw new UserMistake(
                        "--out: there is a file %s that no run has left; choose another directory"
                                .formatted(path.resolve(name)));
            }
        }
    }

    /**
     * Ensures that a directory has nothing in it, nor below it, of what results are made of.
     *
     * @param path of the directory, which need not exist
     * @param inputs files and folders
     * @throws UserMistake if it has
     */
    public static void requireOutside(Path path, Collection<Path> inputs) {
        if (!Files.exists(path)) {
            return;
        }
        try {
            Path folder = path.toRealPath();
            for (Path input : inputs) {
                if (input.toRealPath().startsWith(folder)) {
                    throw new UserMistake(
                            "--out: %s has what is read in it (%s); choose another directory"
                                    .formatted(path, input));
                }
            }
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /**
     * Opens a directory for results that replace earlier ones; it is made if need be. What can be
     * continued is not replaced: a training, an ablation or a comparison.
     */
    public static RunDirectory createOrReplace(Path path) {
        RunDirectory run = open(named(path));
        Optional<String> kept = continued(run);
        if (kept.isPresent()) {
            run.close();
            throw new UserMistake("%s holds %s: choose another --out".formatted(path, kept.get()));
        }
        return run;
    }

    private static Optional<String> continued(RunDirectory run) {
        if (Files.exists(run.file(CHECKPOINTS))) {
            return Optional.of("a training");
        }
        if (!Files.exists(run.file(CONFIG))) {
            return Optional.empty();
        }
        try {
            return RunKind.of(Config.ofRun(run.path())).map(RunKind::title);
        } catch (UserMistake e) {
            // Nothing goes on with what is damaged.
            return Optional.empty();
        }
    }

    private static Path named(Path path) {
        if (path.toString().isEmpty()) {
            throw new UserMistake("a run directory needs a name; --out is empty");
        }
        OutputFile.requireLocal(path);
        return path;
    }

    /** Opens the first of {@code parent/name-1}, {@code parent/name-2}, ... that does not exist. */
    public static RunDirectory createNumbered(Path parent, String name) {
        try {
            Files.createDirectories(parent);
            for (int n = 1; ; n++) {
                Path path = parent.resolve(name + "-" + n);
                try {
                    return new RunDirectory(Files.createDirectory(path), true);
                } catch (FileAlreadyExistsException e) {
                    continue;
                }
            }
        } catch (IOException e) {
            throw unusable(parent, e);
        }
    }

    /** Opens the directory of a run that is to continue. */
    public static RunDirectory reopen(Path path) {
        if (!Files.exists(path.resolve(CONFIG))) {
            throw new UserMistake(
                    "there is no run in %s (no %s): --resume takes the directory of an earlier run"
                            .formatted(path, CONFIG));
        }
        RunDirectory run = open(path);
        run.removeAbandoned();
        return run;
    }

    /** Half files that a run has left which was killed, here and in folders like checkpoints. */
    private void removeAbandoned() {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(path, Files::isDirectory)) {
            Draft.removeAbandoned(path);
            for (Path folder : folders) {
                if (!Files.exists(folder.resolve(CONFIG))) {
                    Draft.removeAbandoned(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They are in nobody's way.
        }
    }

    /** Opens the directory of a run that is there already, or makes a new one. */
    public static RunDirectory continued(Path path) {
        return Files.exists(path.resolve(CONFIG)) ? reopen(path) : create(path);
    }

    private static RunDirectory open(Path path) {
        try {
            boolean made = !Files.isDirectory(path);
            if (made) {
                Files.createDirectories(path);
            }
            return new RunDirectory(path, made);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static UserMistake unusable(Path path, IOException e) {
        return new UserMistake(
                "cannot use %s as a run directory: %s".formatted(path, Disk.reason(e)), e);
    }

    // ---- Reading and writing ---------------------------------------------------------------

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** The path of a file in here, which need not exist. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** Writes or replaces a file of bytes. */
    public void write(String name, byte[] content) {
        write(name, file -> Files.write(file, content));
    }

    /** Writes or replaces a text file. */
    public void write(String name, String content) {
        write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes or replaces a file, such as {@code checkpoints/last.safetensors}. */
    public void write(String name, Content content) {
        writeAll(Map.of(name, content));
    }

    /**
     * Writes or replaces files, in the order of the map: all of them, or, when one cannot be
     * written, none.
     *
     * @throws UserMistake when one cannot be written, as on a full disk
     */
    public void writeAll(Map<String, Content> contents) {
        Map<Path, Content> files = new LinkedHashMap<>();
        contents.forEach((name, content) -> files.put(file(name), content));
        Disk.write(files);
    }

    /**
     * Ensures that what is read is not a file or folder of this directory that results go to, under
     * whatever path it was named: results must never replace what they were made of.
     *
     * @param input a file or folder
     * @param names of the files and folders that will be written; the empty one is the directory
     * @throws UserMistake if it is
     */
    public void requireOther(Path input, String... names) {
        for (String name : names) {
            try {
                if (Files.exists(input)
                        && Files.exists(file(name))
                        && Files.isSameFile(input, file(name))) {
                    throw new UserMistake(
                            "%s is what is read, and results would be written over it: choose another --out"
                                    .formatted(input));
                }
            } catch (IOException e) {
                throw new UserMistake("cannot read %s: %s".formatted(input, Disk.reason(e)), e);
            }
        }
    }

    /**
     * Ensures that results replace nothing but those of an earlier run.
     *
     * @param names of files and folders beside metrics and report that will be written
     * @throws UserMistake if this directory holds no run, but one of these
     */
    public void requireFree(String... names) {
        List<String> all = new ArrayList<>(List.of(names));
        all.addAll(List.of(METRICS, REPORT));
        requireFree(path, all);
    }

    /**
     * Finds out whether files of so many bytes have a place, before the work that makes them.
     *
     * @throws UserMistake when the disk is too full
     */
    public void requireSpace(long bytes) {
        Disk.requireSpace(path, bytes);
    }

    /** {@code metrics.json} as {@link #writeAll} takes it. */
    public static Content metrics(Map<String, ?> metrics) {
        return file -> Files.writeString(file, JSON_LINES.writeValueAsString(metrics) + "\n");
    }

    /** Writes {@code metrics.json}. */
    public void writeMetrics(Map<String, ?> metrics) {
        write(METRICS, metrics(metrics));
    }

    /** Adds a line to {@code metrics.jsonl}. */
    public void log(Map<String, ?> metrics) {
        new RunLog(file(LOG)).add(metrics);
    }

    /**
     * The lines of {@code metrics.jsonl} up to a step; later ones, and what was cut off when a run
     * was killed, are removed from the file.
     */
    public List<JsonNode> rewindLog(long step) {
        return new RunLog(file(LOG)).rewind(step);
    }

    /** Lets other processes have the directory, if it is of any use. */
    @Override
    public void close() {
        if (made) {
            removeIfEmpty();
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** While it is still locked, so that nobody else has begun in it. */
    private void removeIfEmpty() {
        try (Stream<Path> files = Files.list(path)) {
            if (files.allMatch(file -> file.endsWith(DirectoryLock.FILE))) {
                Files.delete(file(DirectoryLock.FILE));
                Files.delete(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // It is in nobody's way.
        }
    }
}
