package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;

/**
 * Writes scenes as {@link Spz}: of version 3, which most programs read; of version 4 if there are
 * harmonics of degree 4, which 3 has not. Before compression these are 20 bytes for each splat, and
 * one for each coefficient of harmonics.
 *
 * <p>A centre is off by at most half a step: 1/4096, or 1/65536 of the size of the scene where that
 * is less. If the scene is so large that 24 bits of such steps do not hold it, steps are larger.
 * Deviations have steps of 6 % and are held within exp(-10) and exp(5.94); a component of a
 * rotation is off by at most 7e-4, an opacity by 1/510, a first coefficient by 0.013 (held within
 * +-3.33) and another by 1/256 (held within -1 and 127/128).
 */
final class SpzWriter {
    /** What other programs write. */
    private static final int FRACTIONAL_BITS = 12;

    /** Steps for the size of a scene, as a power of two, if there is room for more. */
    private static final int SIZE_BITS = 16;

    /** Bits of a number without its sign. */
    private static final int NUMBER_BITS = 23;

    private SpzWriter() {}

    /**
     * Ensures that a scene can be written.
     *
     * @throws IllegalArgumentException if it is too large for fixed-point numbers, or has more
     *     splats than there can be bytes of
     */
    static void require(Splats3d splats) {
        SpzHeader header = header(splats);
        if (splats.count() > header.most()) {
            throw new IllegalArgumentException(
                    "SPZ is written of at most %d splats with harmonics of degree %d, and there are %d: write .ply"
                            .formatted(header.most(), splats.degree(), splats.count()));
        }
    }

    private static SpzHeader header(Splats3d splats) {
        int version = splats.degree() > 3 ? 4 : 3;
        return new SpzHeader(version, splats.count(), splats.degree(), fractionalBits(splats), 0);
    }

    private static int fractionalBits(Splats3d splats) {
        float most = 0;
        for (float mean : splats.means()) {
            most = Math.max(most, Math.abs(mean));
        }
        // The size is less than 2 to the power of this.
        int size = most == 0 ? 0 : Math.getExponent(most) + 1;
        // Rounding may reach the next power of two.
        if (size >= NUMBER_BITS) {
            throw new IllegalArgumentException(
                    "SPZ has no centres beyond 4194304, and there is one at %s: write .ply"
                            .formatted(most));
        }
        int wanted = Math.max(FRACTIONAL_BITS, SIZE_BITS - size);
        return Math.max(0, Math.min(wanted, NUMBER_BITS - 1 - size));
    }

    /** Writes a scene, with all its harmonics. */
    static void write(OutputStream out, Splats3d splats) throws IOException {
        SpzHeader header = header(splats);
        byte[][] columns = SpzColumns.of(header, splats).columns();
        if (header.version() == 3) {
            GZIPOutputStream zipped = new GZIPOutputStream(out);
            zipped.write(bytes(header, Spz.HEADER_BYTES).array());
            for (byte[] column : columns) {
                zipped.write(column);
            }
            zipped.finish();
        } else {
            writeApart(out, header, columns);
        }
    }

    private static ByteBuffer bytes(SpzHeader header, int length) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Spz.MAGIC)
                .putInt(header.version())
                .putInt((int) header.count())
                .put((byte) header.degree())
                .put((byte) header.fractionalBits())
                .put((byte) header.flags());
    }

    /** Version 4: each column by itself, without those that are empty. */
    private static void writeApart(OutputStream out, SpzHeader header, byte[][] columns)
            throws IOException {
        int used = header.columns();
        ByteBuffer head = bytes(header, Spz.HEADER_4_BYTES + used * Spz.TABLE_ROW_BYTES);
        head.put((byte) used).putInt(Spz.HEADER_4_BYTES).position(Spz.HEADER_4_BYTES);
        byte[][] packed = new byte[used][];
        for (int i = 0; i < used; i++) {
            packed[i] = ZstdColumn.compressed(columns[i]);
            head.putLong(packed[i].length).putLong(columns[i].length);
        }
        out.write(head.array());
        for (byte[] column : packed) {
            out.write(column);
        }
    }
}
