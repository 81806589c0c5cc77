package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What an SPZ file says of itself.
 *
 * @param version 2 to 4
 * @param count of splats
 * @param degree of the harmonics
 * @param fractionalBits of the fixed-point numbers of centres
 * @param flags 1 if the scene was trained antialiased, 2 if there are extensions
 */
record SpzHeader(int version, long count, int degree, int fractionalBits, int flags) {
    /** The columns, in the order of the file. */
    static final List<String> NAMES =
            List.of("centres", "opacities", "colours", "scales", "rotations", "harmonics");

    private static final int MAX_FRACTION = 24;

    /** Largest arrays that Java can make. */
    private static final int MAX_COLUMN_BYTES = Integer.MAX_VALUE - 8;

    /**
     * Reads a header.
     *
     * @param bytes 16 or more
     * @throws FormatException if it is none, or of more splats than there is memory for
     */
    static SpzHeader of(ByteBuffer bytes, Object file) {
        int version = bytes.getInt(4);
        if (bytes.getInt(0) != Spz.MAGIC) {
            throw new FormatException(file, "does not begin with \"NGSP\": no SPZ file");
        }
        if (version < 2 || version > 4) {
            throw new FormatException(
                    file, "is SPZ of version %d: 2 to 4 are read".formatted(version));
        }
        SpzHeader header =
                new SpzHeader(
                        version,
                        Integer.toUnsignedLong(bytes.getInt(8)),
                        Byte.toUnsignedInt(bytes.get(12)),
                        Byte.toUnsignedInt(bytes.get(13)),
                        Byte.toUnsignedInt(bytes.get(14)));
        if (header.degree > Splats3d.MAX_DEGREE || header.fractionalBits > MAX_FRACTION) {
            throw new FormatException(
                    file,
                    "has harmonics of degree %d and %d fractional bits: at most %d and %d"
                            .formatted(
                                    header.degree,
                                    header.fractionalBits,
                                    Splats3d.MAX_DEGREE,
                                    MAX_FRACTION));
        }
        if (header.count > header.most()) {
            throw new FormatException(
                    file,
                    "%d splats with harmonics of degree %d are too many: at most %d are read"
                            .formatted(header.count, header.degree, header.most()));
        }
        FileSplats.requireRoom(header.degree, header.count, header.bytesOfSplat(), file);
        return header;
    }

    /** So many splats have columns that can be arrays. */
    int most() {
        int widest = 1;
        for (int i = 0; i < NAMES.size(); i++) {
            widest = Math.max(widest, width(i));
        }
        return MAX_COLUMN_BYTES / widest;
    }

    /** How many columns have any bytes. */
    int columns() {
        return count == 0 ? 0 : degree == 0 ? NAMES.size() - 1 : NAMES.size();
    }

    /** Bytes of a splat in a column. */
    int width(int column) {
        return switch (column) {
            case 0 -> 9;
            case 1 -> 1;
            case 4 -> version < 3 ? 3 : 4;
            case 5 -> 3 * (Splats3d.terms(degree) - 1);
            default -> 3;
        };
    }

    /** Bytes of a column of at most {@link #most} splats. */
    int columnBytes(int column) {
        return (int) count * width(column);
    }

    /** Bytes of a splat in all columns. */
    int bytesOfSplat() {
        int bytes = 0;
        for (int i = 0; i < NAMES.size(); i++) {
            bytes += width(i);
        }
        return bytes;
    }
}
