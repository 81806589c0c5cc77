package dev.resplat.train.run;

import dev.resplat.tensor.io.Draft;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Files that appear together, and what can go wrong with a disk, in words. */
final class Disk {
    private Disk() {}

    /** What can fail because of the disk. */
    private interface Task {
        void run() throws IOException;
    }

    /** Writes or replaces files: all of them, or, when one cannot be written, none. */
    static void write(Map<Path, RunDirectory.Content> files) {
        Map<Path, Draft> drafts = new LinkedHashMap<>();
        try {
            files.forEach((file, content) -> attempt(file, () -> draft(file, content, drafts)));
            drafts.forEach((file, draft) -> attempt(file, draft::move));
        } finally {
            drafts.values().forEach(Disk::delete);
        }
    }

    private static void draft(Path file, RunDirectory.Content content, Map<Path, Draft> drafts)
            throws IOException {
        Files.createDirectories(file.getParent());
        Draft draft = Draft.of(file);
        drafts.put(file, draft);
        content.writeTo(draft.path());
    }

    private static void attempt(Path file, Task task) {
        try {
            task.run();
        } catch (UncheckedIOException e) {
            throw unwritable(file, e.getCause());
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** What is left of a draft is no reason to fail. */
    private static void delete(Draft draft) {
        try {
            draft.close();
        } catch (IOException e) {
            // The reason why it could not be written will be the same.
        }
    }

    static UserMistake unwritable(Path file, IOException e) {
        return new UserMistake("cannot write %s: %s".formatted(file, reason(e)), e);
    }

    /** Fails unless files of so many bytes have a place in a directory. */
    static void requireSpace(Path path, long bytes) {
        try {
            FileStore store = Files.getFileStore(path);
            if (store.getTotalSpace() > 0 && store.getUsableSpace() < bytes) {
                throw new UserMistake(
                        String.format(
                                Locale.ROOT,
                                "not enough space for %s: up to %.1f MB are needed, %.1f MB are free;"
                                        + " choose another --out",
                                path,
                                bytes / 1e6,
                                store.getUsableSpace() / 1e6));
            }
        } catch (IOException e) {
            throw new UserMistake("cannot use %s: %s".formatted(path, reason(e)), e);
        }
    }

    /** Why something could not be done, without the names of classes if possible. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied for " + e.getMessage();
        }
        if (e instanceof FileAlreadyExistsException) {
            return e.getMessage() + " is a file";
        }
        if (e instanceof FileSystemLoopException) {
            return "symbolic links lead around to " + e.getMessage();
        }
        if (e instanceof NoSuchFileException) {
            return e.getMessage() + " does not exist and cannot be made";
        }
        if (e instanceof FileSystemException system) {
            return system.getReason() == null ? e.toString() : system.getReason();
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
