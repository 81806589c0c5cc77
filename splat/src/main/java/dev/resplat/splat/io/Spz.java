package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads scenes from {@code .spz} files, versions 2, 3 and 4 (Niantic 2024, github.com,
 * nianticlabs/spz).
 *
 * <p>Versions 2 and 3 are one stream compressed with gzip: a header of 16 bytes, and then the
 * columns of {@link SpzColumns} one after the other. Version 4 has a header of 32 bytes,
 * extensions, which are skipped, a table of the sizes of the columns, and each column compressed
 * with Zstandard by itself.
 *
 * <p>Axes of these files are right, up, back; those of a scene here are right, down, forward, as in
 * PLY: y and z change their signs.
 */
final class Spz {
    /** "NGSP". */
    static final int MAGIC = 0x5053474e;

    /** That of a gzip stream (RFC 1952). */
    static final int GZIP_MAGIC = 0x8b1f;

    static final int HEADER_BYTES = 16;
    static final int HEADER_4_BYTES = 32;
    static final int TABLE_ROW_BYTES = 2 * Long.BYTES;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int HAS_EXTENSIONS = 2;

    /** Deflate makes no more than 1032 bytes of one (zlib Technical Details). */
    private static final long MAX_EXPANSION = 1032;

    private Spz() {}

    /**
     * Reads a scene, in the order of the file.
     *
     * @param in with marks
     * @param size of the file in bytes
     * @param notes takes a line about splats that were dropped, and about what was not read
     * @throws FormatException when the file is not such a file: says what is wrong with it
     */
    static Splats3d read(InputStream in, long size, Path file, Consumer<String> notes)
            throws IOException {
        in.mark(HEADER_BYTES);
        ByteBuffer head = bytes(in, HEADER_BYTES, "header", file);
        in.reset();
        if (Short.toUnsignedInt(head.getShort(0)) == GZIP_MAGIC) {
            try (InputStream unzipped = new GZIPInputStream(in, BUFFER_BYTES)) {
                return stream(unzipped, size * MAX_EXPANSION, file, notes);
            } catch (EOFException | ZipException e) {
                throw new FormatException(
                        file,
                        "not an intact gzip stream: cut off or damaged (" + e.getMessage() + ")",
                        e);
            }
        }
        return head.getInt(0) == MAGIC && head.getInt(4) == 4
                ? columns(in, size, file, notes)
                : stream(in, size, file, notes);
    }

    /** Bytes that must come next; no more memory is taken than there are bytes. */
    private static ByteBuffer bytes(InputStream in, int count, String what, Object file)
            throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new FormatException(
                    file,
                    "ends in byte %d of %d of the %s: cut off"
                            .formatted(bytes.length, count, what));
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Versions 2 and 3: all in one stream, of at most so many bytes. */
    private static Splats3d stream(InputStream in, long most, Object file, Consumer<String> notes)
            throws IOException {
        SpzHeader header = SpzHeader.of(bytes(in, HEADER_BYTES, "header", file), file);
        if (header.version() > 3) {
            throw new FormatException(
                    file, "is SPZ of version %d in gzip: 2 or 3".formatted(header.version()));
        }
        long expected = header.count() * header.bytesOfSplat() + HEADER_BYTES;
        if (expected > most) {
            throw new FormatException(
                    file,
                    "%d splats are %d bytes, which cannot be in this file: cut off, or the number is wrong"
                            .formatted(header.count(), expected));
        }
        byte[][] columns = new byte[SpzHeader.NAMES.size()][];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = bytes(in, header.columnBytes(i), SpzHeader.NAMES.get(i), file).array();
        }
        if (in.read() >= 0) {
            notes.accept(file + ": ignored bytes after the last splat");
        }
        return new SpzColumns(header, columns).splats(file, notes);
    }

    /** Version 4: each column by itself. */
    private static Splats3d columns(InputStream in, long size, Object file, Consumer<String> notes)
            throws IOException {
        ByteBuffer head = bytes(in, HEADER_4_BYTES, "header", file);
        SpzHeader header = SpzHeader.of(head, file);
        int streams = Byte.toUnsignedInt(head.get(15));
        long table = Integer.toUnsignedLong(head.getInt(16));
        if (streams != header.columns() || table < HEADER_4_BYTES || table > size) {
            throw new FormatException(
                    file,
                    "has %d streams and a table at byte %d: %d streams are those of %d splats with harmonics of degree %d"
                            .formatted(
                                    streams,
                                    table,
                                    header.columns(),
                                    header.count(),
                                    header.degree()));
        }
        if ((header.flags() & HAS_EXTENSIONS) != 0) {
            notes.accept(file + ": extensions of SPZ are not read");
        }
        bytes(in, (int) Math.min(Integer.MAX_VALUE, table - HEADER_4_BYTES), "extensions", file);
        ByteBuffer sizes = bytes(in, streams * TABLE_ROW_BYTES, "table", file);
        byte[][] columns = new byte[SpzHeader.NAMES.size()][];
        for (int i = 0; i < columns.length; i++) {
            String source = file + ", " + SpzHeader.NAMES.get(i);
            columns[i] =
                    header.columnBytes(i) == 0
                            ? new byte[0]
                            : ZstdColumn.read(
                                    in,
                                    sizes.getLong(),
                                    sizes.getLong(),
                                    header.columnBytes(i),
                                    size,
                                    source);
        }
        return new SpzColumns(header, columns).splats(file, notes);
    }
}
