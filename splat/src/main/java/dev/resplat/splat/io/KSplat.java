package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads scenes from {@code .ksplat} files, version 0.1 (Kellogg 2023, github.com,
 * mkkellogg/GaussianSplats3D), of the compression levels 0 to 2.
 *
 * <p>A header of 4096 bytes and 1024 for each section come first, and then the {@link
 * KSplatSection}s. All numbers are little-endian.
 */
final class KSplat {
    static final int HEADER_BYTES = 4096;
    static final int SECTION_HEADER_BYTES = 1024;

    /** Where harmonics of one byte begin and end if the header does not say it: at +-1.5. */
    private static final float MOST_HARMONIC = 1.5f;

    private static final int MAX_LEVEL = 2;

    private KSplat() {}

    /**
     * Whether a file begins as one does: with its version, a number of sections that it has room
     * for, and a level that there is.
     */
    static boolean isOne(ByteBuffer head, long bytes) {
        return bytes >= HEADER_BYTES
                && head.limit() >= 24
                && head.getShort(0) == 1 << 8
                && head.getShort(2) == 0
                && sections(head) <= (bytes - HEADER_BYTES) / SECTION_HEADER_BYTES
                && Short.toUnsignedInt(head.getShort(20)) <= MAX_LEVEL;
    }

    private static long sections(ByteBuffer head) {
        return Integer.toUnsignedLong(head.getInt(4));
    }

    /**
     * Reads a scene, in the order of the file.
     *
     * @param bytes of the file
     * @param notes takes a line about splats that were dropped
     * @throws FormatException when the file is not such a file: says what is wrong with it
     */
    static Splats3d read(InputStream in, long bytes, Path file, Consumer<String> notes)
            throws IOException {
        ByteBuffer head = bytes(in, HEADER_BYTES, file);
        if (!isOne(head, bytes)) {
            throw new FormatException(
                    file,
                    "is .ksplat %d.%d with %d sections, compressed with level %d: read are 0.1, sections that the file has room for, and levels 0 to 2"
                            .formatted(
                                    head.get(0),
                                    head.get(1),
                                    sections(head),
                                    Short.toUnsignedInt(head.getShort(20))));
        }
        float low = head.getFloat(36);
        float high = head.getFloat(40);
        int level = Short.toUnsignedInt(head.getShort(20));
        List<KSplatSection> sections = new ArrayList<>();
        long left = bytes - HEADER_BYTES - sections(head) * SECTION_HEADER_BYTES;
        long count = 0;
        int degree = 0;
        for (long i = 0; i < sections(head); i++) {
            ByteBuffer header = bytes(in, SECTION_HEADER_BYTES, file);
            KSplatSection section =
                    new KSplatSection(
                            header,
                            level,
                            low == 0 ? -MOST_HARMONIC : low,
                            high == 0 ? MOST_HARMONIC : high,
                            file + ", section " + i);
            left -= section.requireSize(left);
            count += section.count();
            degree = Math.max(degree, section.degree());
            sections.add(section);
        }
        long said = Integer.toUnsignedLong(head.getInt(16));
        if (count != said) {
            throw new FormatException(
                    file, "says that it has %d splats, but its sections %d".formatted(said, count));
        }
        FileSplats.requireRoom(degree, count, 0, file);
        FileSplats splats = new FileSplats(degree, (int) count);
        int first = 0;
        for (KSplatSection section : sections) {
            section.read(in, splats, first, degree);
            first += (int) section.count();
        }
        return splats.splats(file, notes);
    }

    /** Bytes that must come next. */
    static ByteBuffer bytes(InputStream in, int count, Object file) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new FormatException(
                    file,
                    "ends in byte %d of %d of a table: cut off".formatted(bytes.length, count));
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
