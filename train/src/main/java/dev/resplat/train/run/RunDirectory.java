package dev.resplat.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The directory of a run, locked while this is open.
 *
 * <p>It holds {@code config.yaml}, {@code metrics.jsonl} (a line per evaluation), {@code
 * metrics.json} (the result), {@code checkpoints/}, pictures and {@code report.html}. A file
 * appears complete or not at all: it is written under another name and then moved.
 */
public final class RunDirectory implements AutoCloseable {
    /** The configuration of a run; a directory with this file holds a run. */
    public static final String CONFIG = "config.yaml";

    private static final String METRICS = "metrics.jsonl";
    private static final String LOCK = ".lock";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private RunDirectory(Path path) throws IOException {
        this.path = path;
        this.channel =
                FileChannel.open(
                        path.resolve(LOCK),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        this.lock = lock(path, channel);
    }

    /** A file that can write itself to a path. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path file) throws IOException;
    }

    // ---- Opening ---------------------------------------------------------------------------

    /** Opens a directory for a new run; it is made if need be. */
    public static RunDirectory create(Path path) {
        if (path.toString().isEmpty()) {
            throw new UserMistake("a run directory needs a name; --out is empty");
        }
        RunDirectory run = open(path);
        if (Files.exists(path.resolve(CONFIG))) {
            run.close();
            throw new UserMistake(
                    "%s holds a run already: choose another --out, or continue it with --resume %s"
                            .formatted(path, path));
        }
        return run;
    }

    /** Opens the first of {@code parent/name-1}, {@code parent/name-2}, ... that does not exist. */
    public static RunDirectory createNumbered(Path parent, String name) {
        try {
            Files.createDirectories(parent);
            for (int n = 1; ; n++) {
                Path path = parent.resolve(name + "-" + n);
                try {
                    return open(Files.createDirectory(path));
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
        return open(path);
    }

    private static RunDirectory open(Path path) {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
            }
            return new RunDirectory(path);
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static UserMistake unusable(Path path, IOException e) {
        String reason = e.toString();
        if (e instanceof AccessDeniedException) {
            reason = "permission denied for " + e.getMessage();
        } else if (e instanceof FileAlreadyExistsException) {
            reason = e.getMessage() + " is a file";
        }
        return new UserMistake("cannot use %s as a run directory: %s".formatted(path, reason), e);
    }

    /** The system drops the lock when the process ends, however it ends; the file stays. */
    private static FileLock lock(Path path, FileChannel channel) throws IOException {
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this process: the same as held by another.
        }
        if (lock == null) {
            String owner = owner(channel);
            channel.close();
            throw new UserMistake(
                    "%s is in use by %s: wait for it or choose another --out"
                            .formatted(path, owner));
        }
        channel.truncate(0);
        channel.write(utf8(String.valueOf(ProcessHandle.current().pid())), 0);
        return lock;
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        int length = channel.read(pid, 0);
        return length <= 0
                ? "another process"
                : "process " + new String(pid.array(), 0, length, StandardCharsets.US_ASCII);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
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
        Path file = path.resolve(name);
        Path draft = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Files.createDirectories(file.getParent());
            try {
                content.writeTo(draft);
                Files.move(
                        draft,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    /** Writes {@code metrics.json}. */
    public void writeMetrics(Map<String, ?> metrics) {
        try {
            String text =
                    JSON.writer()
                            .with(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(metrics);
            write("metrics.json", text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a line to {@code metrics.jsonl}. */
    public void log(Map<String, ?> metrics) {
        try {
            Files.writeString(
                    file(METRICS),
                    JSON.writeValueAsString(metrics) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file(METRICS) + ": " + e, e);
        }
    }

    /**
     * The lines of {@code metrics.jsonl} up to a step; later ones, and what was cut off when a run
     * was killed, are removed from the file.
     */
    public List<JsonNode> rewindLog(long step) {
        List<JsonNode> kept = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try {
            if (Files.exists(file(METRICS))) {
                byte[] log = Files.readAllBytes(file(METRICS));
                for (String line : new String(log, StandardCharsets.UTF_8).lines().toList()) {
                    JsonNode node = parse(line);
                    if (node.path("step").asLong(Long.MAX_VALUE) <= step) {
                        kept.add(node);
                        text.append(line).append('\n');
                    }
                }
                write(METRICS, text.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file(METRICS) + ": " + e, e);
        }
        return kept;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            return JSON.nullNode();
        }
    }

    /** Lets other processes have the directory. */
    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
