package dev.resplat.tensor.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file as a whole: who opens it sees the old content or the new, never a part, even if the
 * process or the machine stops half way.
 */
public final class AtomicFile {
    private static final int BUFFER_BYTES = 1 << 16;

    /** What goes into the file. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it; the stream is buffered and not to be closed. */
        void writeTo(OutputStream out) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Writes a {@link Draft}, waits until it is on the disk, and moves it over.
     *
     * @throws UncheckedIOException if that fails; {@code file} is then as it was
     */
    public static void write(Path file, Content content) {
        try (Draft draft = Draft.of(file)) {
            writeDurably(draft.path(), content);
            draft.move();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    private static void writeDurably(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            OutputStream out =
                    new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }
}
