package dev.resplat.tensor.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.BitSet;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A file under a name of its own, beside the one that it is to replace once it is complete.
 *
 * <p>Where that is a symbolic link, it is the file behind it that is replaced; permissions of a
 * file that is there stay. A draft is deleted when it is closed, and when the process is asked to
 * end; only a process that is killed leaves it, see {@link #removeAbandoned}.
 */
public final class Draft implements AutoCloseable {
    /** What Linux follows, too. */
    private static final int MAX_LINKS = 40;

    /** Short, as a name of the longest length must not become longer; no other process has it. */
    private static final String PREFIX = "." + UUID.randomUUID() + "-";

    private static final String ENDING = ".part";

    /** The names of drafts, of any process. */
    private static final Pattern NAME =
            Pattern.compile("\\.[0-9a-f]{8}(-[0-9a-f]+){5}" + Pattern.quote(ENDING));

    /** The numbers of open drafts: few, as Java keeps all names that it may have to delete. */
    private static final BitSet NUMBERS = new BitSet();

    private final Path file;
    private final Path target;
    private final int number;
    private final Path path;

    private Draft(Path file, Path target, int number) {
        this.file = file;
        this.target = target;
        this.number = number;
        path = target.resolveSibling(PREFIX + number + ENDING);
    }

    /**
     * A new draft, which is empty.
     *
     * @param file that it is to replace, or to become
     * @throws IOException if there can be none, or a directory or a device is there; it names the
     *     file
     */
    public static Draft of(Path file) throws IOException {
        Path target = target(file);
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new FileSystemException(file.toString(), null, "it is no regular file");
        }
        Draft draft = new Draft(file, target, takeNumber());
        try {
            if (target.getFileSystem() == FileSystems.getDefault()) {
                // After all hooks, in which results may still be written.
                draft.path.toFile().deleteOnExit();
            }
            // Files.createTempFile would make it unreadable for others.
            Files.createFile(draft.path);
            return draft;
        } catch (IOException e) {
            returnNumber(draft.number);
            throw draft.named(e);
        }
    }

    /**
     * Deletes the drafts in a folder that processes have left which were killed. Nobody may be
     * writing to the folder.
     *
     * @throws IOException if it cannot be listed, or a draft not be deleted
     */
    public static void removeAbandoned(Path folder) throws IOException {
        DirectoryStream.Filter<Path> drafts =
                file -> NAME.matcher(file.getFileName().toString()).matches();
        try (DirectoryStream<Path> abandoned = Files.newDirectoryStream(folder, drafts)) {
            for (Path draft : abandoned) {
                Files.deleteIfExists(draft);
            }
        }
    }

    /** The file that a name leads to, through symbolic links; it need not exist. */
    private static Path target(Path file) throws IOException {
        Path target = file;
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MAX_LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    private static synchronized int takeNumber() {
        int number = NUMBERS.nextClearBit(0);
        NUMBERS.set(number);
        return number;
    }

    private static synchronized void returnNumber(int number) {
        NUMBERS.clear(number);
    }

    /** Where it is to be written. */
    public Path path() {
        return path;
    }

    /**
     * Puts it in the place of the file.
     *
     * @throws IOException if that fails; it names the file
     */
    public void move() throws IOException {
        try {
            keepPermissions();
            try {
                Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw named(e);
        }
    }

    private void keepPermissions() {
        PosixFileAttributeView from =
                Files.getFileAttributeView(target, PosixFileAttributeView.class);
        if (from != null && Files.exists(target)) {
            try {
                Files.setPosixFilePermissions(path, from.readAttributes().permissions());
            } catch (IOException e) {
                // Where a disk knows of none, there is nothing to keep.
            }
        }
    }

    /** The same exception about the file: nobody has asked for a draft. */
    private IOException named(IOException e) {
        if (!(e instanceof FileSystemException system)) {
            return e;
        }
        String name = file.toString();
        IOException named;
        if (e instanceof AccessDeniedException) {
            named = new AccessDeniedException(name);
        } else if (e instanceof NoSuchFileException) {
            named = new NoSuchFileException(name);
        } else {
            named = new FileSystemException(name, null, system.getReason());
        }
        named.initCause(e);
        return named;
    }

    /** Deletes it if it was not moved. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        returnNumber(number);
    }
}
