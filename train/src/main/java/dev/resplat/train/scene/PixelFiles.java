package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Decoded views in a folder of small files, for the next time, or for other processes. A file has a
 * text that says what it was made of, then the pixels and a checksum; one that is damaged, or made
 * of something else, is as if it was not there. Files appear at once, under their names, so that
 * several processes may use the folder; what they write under one name is the same.
 */
final class PixelFiles {
    /** Changes whenever the bytes, or what decoding makes of a photograph, do. */
    private static final int VERSION = 0x52535631;

    private static final int ALPHA = 1;
    private static final int MASK = 2;
    private static final int DEPTH = 4;

    /** Drafts that are older belong to processes that were killed. */
    private static final Duration STALE = Duration.ofHours(1);

    private final Path folder;
    private final Path drafts;
    private final Consumer<String> notes;
    private final AtomicBoolean full = new AtomicBoolean();

    /**
     * Files in a folder, which is made.
     *
     * @param notes takes a line if nothing can be written any more
     * @throws UserMistake if it cannot be made or written to
     */
    PixelFiles(Path folder, Consumer<String> notes) {
        this.folder = folder;
        this.notes = notes;
        drafts = folder.resolve("drafts");
        try {
            Files.createDirectories(drafts);
            if (!Files.isWritable(drafts)) {
                throw new UserMistake(
                        "cannot write to %s: permission denied; choose another folder for decoded views"
                                .formatted(drafts));
            }
            removeStale();
        } catch (IOException e) {
            throw new UserMistake(
                    "cannot keep decoded views in %s: %s; choose another folder"
                            .formatted(folder, e),
                    e);
        }
    }

    private void removeStale() throws IOException {
        Instant old = Instant.now().minus(STALE);
        List<Path> all;
        try (Stream<Path> listed = Files.list(drafts)) {
            all = listed.toList();
        }
        for (Path draft : all) {
            try {
                if (Files.getLastModifiedTime(draft).toInstant().isBefore(old)) {
                    Files.deleteIfExists(draft);
                }
            } catch (NoSuchFileException e) {
                // Another process has finished it, or removed it.
            }
        }
    }

    private Path file(String key) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.getBytes(StandardCharsets.UTF_8));
            String name = HexFormat.of().formatHex(hash, 0, 16);
            return folder.resolve(name.substring(0, 2)).resolve(name.substring(2));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * A view of a size.
     *
     * @param key what it was made of
     * @param pixels how many it has
     * @return null if there is none, or it is damaged
     */
    StoredPixels read(String key, int pixels) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file(key));
        } catch (IOException e) {
            return null;
        }
        byte[] head = head(key);
        int body = bytes.length - head.length - 1 - Long.BYTES;
        if (body < 0 || !Arrays.equals(head, Arrays.copyOf(bytes, head.length))) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).position(head.length);
        int flags = buffer.get();
        if (body != (long) pixels * bytesPerPixel(flags)
                || checksum(bytes, bytes.length - Long.BYTES)
                        != buffer.getLong(bytes.length - Long.BYTES)) {
            return null;
        }
        byte[] colors = next(buffer, 3 * pixels);
        byte[] alpha = (flags & ALPHA) == 0 ? null : next(buffer, pixels);
        byte[] mask = (flags & MASK) == 0 ? null : next(buffer, pixels);
        float[] depth = null;
        if ((flags & DEPTH) != 0) {
            depth = new float[pixels];
            buffer.asFloatBuffer().get(depth);
        }
        return new StoredPixels(colors, alpha, mask, depth);
    }

    private static int bytesPerPixel(int flags) {
        return 3
                + ((flags & ALPHA) == 0 ? 0 : 1)
                + ((flags & MASK) == 0 ? 0 : 1)
                + ((flags & DEPTH) == 0 ? 0 : 4);
    }

    private static byte[] next(ByteBuffer buffer, int count) {
        byte[] result = new byte[count];
        buffer.get(result);
        return result;
    }

    private static byte[] head(String key) {
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length)
                .putInt(VERSION)
                .putInt(text.length)
                .put(text)
                .array();
    }

    private static long checksum(byte[] bytes, int count) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, count);
        return sum.getValue();
    }

    /** Keeps a view; when the disk is full this is said once, and nothing more is kept. */
    void write(String key, StoredPixels pixels) {
        if (full.get()) {
            return;
        }
        Path draft = null;
        try {
            Path file = file(key);
            Files.createDirectories(file.getParent());
            draft = Files.createTempFile(drafts, "view", ".part");
            Files.write(draft, bytes(key, pixels));
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            remove(draft);
            if (full.compareAndSet(false, true)) {
                notes.accept("%s: no more decoded views are kept there: %s".formatted(folder, e));
            }
        }
    }

    private static void remove(Path draft) {
        try {
            if (draft != null) {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            // It is removed as stale some time.
        }
    }

    private static byte[] bytes(String key, StoredPixels pixels) {
        byte[] head = head(key);
        int flags =
                (pixels.alpha() == null ? 0 : ALPHA)
                        | (pixels.mask() == null ? 0 : MASK)
                        | (pixels.depth() == null ? 0 : DEPTH);
        int body = (int) pixels.bytes();
        ByteBuffer buffer = ByteBuffer.allocate(head.length + 1 + body + Long.BYTES);
        buffer.put(head).put((byte) flags).put(pixels.colors());
        if (pixels.alpha() != null) {
            buffer.put(pixels.alpha());
        }
        if (pixels.mask() != null) {
            buffer.put(pixels.mask());
        }
        if (pixels.depth() != null) {
            buffer.asFloatBuffer().put(pixels.depth());
        }
        int end = head.length + 1 + body;
        return buffer.putLong(end, checksum(buffer.array(), end)).array();
    }
}
