package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.SmallFloat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A part of a {@link KSplat} file: sizes of buckets that are not full, middles of buckets, and rows
 * of splats.
 *
 * <p>A row has the centre, the deviations, the rotation w, x, y, z, four bytes of red, green, blue
 * and the opacity, and harmonics: degree by degree, of each first those of red. At level 0 all but
 * the colour are floats. At level 1 they are halves, and centres are steps from the middle of their
 * bucket; at level 2 harmonics are bytes.
 */
final class KSplatSection {
    private static final int BUCKET_BYTES = 3 * Float.BYTES;
    private static final int COLOR_BYTES = 4;

    /** Of sizes and middles of buckets, of which there is one for some hundred splats. */
    private static final int MAX_TABLES = 1 << 30;

    /** Programs that write these files know degree 2 at most; their rule goes on. */
    private static final int MAX_DEGREE = 3;

    private final Object file;
    private final int level;
    private final float low;
    private final float high;
    private final long count;
    private final long rows;
    private final long bucketSize;
    private final long buckets;
    private final long full;
    private final long partial;
    private final int degree;
    private final long range;
    private final float step;

    /**
     * Reads the header of a section.
     *
     * @param level of compression, 0 to 2
     * @param low where harmonics of bytes begin
     * @param high where they end
     * @param file for messages
     * @throws FormatException if it says what cannot be
     */
    KSplatSection(ByteBuffer header, int level, float low, float high, Object file) {
        this.file = file;
        this.level = level;
        this.low = low;
        this.high = high;
        count = Integer.toUnsignedLong(header.getInt(0));
        rows = Integer.toUnsignedLong(header.getInt(4));
        bucketSize = Integer.toUnsignedLong(header.getInt(8));
        buckets = Integer.toUnsignedLong(header.getInt(12));
        full = Integer.toUnsignedLong(header.getInt(32));
        partial = Integer.toUnsignedLong(header.getInt(36));
        degree = Short.toUnsignedInt(header.getShort(40));
        long said = Integer.toUnsignedLong(header.getInt(24));
        range = said == 0 ? Short.MAX_VALUE : said;
        step = header.getFloat(16) / 2 / range;
        int bucketBytes = Short.toUnsignedInt(header.getShort(20));
        if (degree > MAX_DEGREE || count > rows || buckets > 0 && bucketBytes != BUCKET_BYTES) {
            throw new FormatException(
                    file,
                    "has harmonics of degree %d, %d of %d splats and buckets of %d bytes: at most degree 3, no more splats than there is room for, and 12 bytes"
                            .formatted(degree, count, rows, bucketBytes));
        }
    }

    long count() {
        return count;
    }

    int degree() {
        return degree;
    }

    /**
     * Ensures that the rest of the file has room for this section.
     *
     * @param left bytes of it
     * @return bytes of this section
     */
    long requireSize(long left) {
        // Each product is less than 2^42.
        long tables = 4 * partial + BUCKET_BYTES * buckets;
        long bytes = tables + rows * rowBytes();
        if (bytes > left || tables > MAX_TABLES) {
            throw new FormatException(
                    file,
                    "has %d bytes, but there are only %d left: cut off, or a number is wrong"
                            .formatted(bytes, left));
        }
        return bytes;
    }

    private int numberBytes() {
        return level == 0 ? Float.BYTES : Short.BYTES;
    }

    private int harmonicBytes() {
        return level == 2 ? 1 : numberBytes();
    }

    private int rowBytes() {
        int harmonics = 3 * (Splats3d.terms(degree) - 1);
        return 10 * numberBytes() + COLOR_BYTES + harmonics * harmonicBytes();
    }

    /**
     * Reads the splats.
     *
     * @param splats room for all, with a degree that is not below that of the section
     * @param first of this section among all
     * @param roomDegree of the room
     */
    void read(InputStream in, FileSplats splats, int first, int roomDegree) throws IOException {
        ByteBuffer sizes = KSplat.bytes(in, (int) (4 * partial), file);
        ByteBuffer middles = KSplat.bytes(in, (int) (BUCKET_BYTES * buckets), file);
        int[] bucketOf = level == 0 ? null : bucketOf(sizes);
        int rowBytes = rowBytes();
        RowChunks.read(
                in,
                rowBytes,
                ByteOrder.LITTLE_ENDIAN,
                (int) count,
                file,
                (chunk, from, here) -> {
                    for (int i = 0; i < here; i++) {
                        int n = first + from + i;
                        int row = i * rowBytes;
                        for (int axis = 0; axis < 3; axis++) {
                            float middle =
                                    bucketOf == null
                                            ? 0
                                            : middles.getFloat(
                                                    BUCKET_BYTES * bucketOf[from + i] + 4 * axis);
                            splats.means[3 * n + axis] = center(chunk, row, axis, middle);
                        }
                        shape(chunk, row, splats, n);
                        harmonics(chunk, row, splats.sh, 3 * Splats3d.terms(roomDegree) * n);
                    }
                });
        in.skipNBytes((rows - count) * rowBytes);
    }

    /** In which bucket each splat is: full ones come first. */
    private int[] bucketOf(ByteBuffer sizes) {
        int[] bucketOf = new int[(int) count];
        int part = 0;
        long end = -1;
        for (int i = 0; i < count; i++) {
            long bucket = bucketSize == 0 ? full : i / bucketSize;
            if (bucket >= full) {
                end = end < 0 ? full * bucketSize : end;
                while (part < partial && i >= end) {
                    end += Integer.toUnsignedLong(sizes.getInt(4 * part));
                    part++;
                }
                bucket = i < end ? full + part - 1 : buckets;
            }
            if (bucket >= buckets) {
                throw new FormatException(
                        file, "splat %d of %d is in no bucket".formatted(i, count));
            }
            bucketOf[i] = (int) bucket;
        }
        return bucketOf;
    }

    private float center(ByteBuffer chunk, int row, int axis, float middle) {
        if (level == 0) {
            return chunk.getFloat(row + 4 * axis);
        }
        int steps = Short.toUnsignedInt(chunk.getShort(row + 2 * axis));
        return (steps - range) * step + middle;
    }

    /** A number of a row, by how many come before it. */
    private float number(ByteBuffer chunk, int row, int index) {
        return level == 0
                ? chunk.getFloat(row + 4 * index)
                : SmallFloat.F16.decode(chunk.getShort(row + 2 * index));
    }

    private void shape(ByteBuffer chunk, int row, FileSplats splats, int n) {
        for (int i = 0; i < 3; i++) {
            splats.logScales[3 * n + i] = SplatBytes.logScale(number(chunk, row, 3 + i));
        }
        for (int i = 0; i < 4; i++) {
            splats.quats[4 * n + i] = number(chunk, row, 6 + i);
        }
        int color = row + 10 * numberBytes();
        int at = splats.sh.length / splats.count() * n;
        for (int channel = 0; channel < 3; channel++) {
            splats.sh[at + channel] = SplatBytes.first(chunk.get(color + channel));
        }
        splats.opacityLogits[n] = SplatBytes.logit(chunk.get(color + 3));
    }

    private void harmonics(ByteBuffer chunk, int row, float[] sh, int at) {
        int from = row + 10 * numberBytes() + COLOR_BYTES;
        for (int l = 1; l <= degree; l++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int term = l * l; term < (l + 1) * (l + 1); term++) {
                    sh[at + 3 * term + channel] =
                            switch (level) {
                                case 0 -> chunk.getFloat(from);
                                case 1 -> SmallFloat.F16.decode(chunk.getShort(from));
                                default -> low + (high - low) * (chunk.get(from) & 0xff) / 255;
                            };
                    from += harmonicBytes();
                }
            }
        }
    }
}
