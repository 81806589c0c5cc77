package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A scene of splats as a {@code .splat} file, the format of Kevin Kwok's viewer (github.com,
 * antimatter15/splat, 2023): no header, and 32 bytes for each splat.
 *
 * <p>These are, little-endian, three floats of the centre, three floats of the deviations
 * (themselves, not their logarithms), red, green, blue and the opacity as bytes of 255, and the
 * rotation w, x, y, z as bytes {@code 128 + 128 q}. There are no harmonics above degree 0.
 *
 * <p>What is written has a centre and deviations as they were; colours and opacities that are off
 * by at most 1/510, colours held within 0 to 1; and components of a rotation off by at most 1/256.
 */
final class DotSplat {
    /** The bytes of a splat. */
    static final int ROW_BYTES = 32;

    private static final int ROWS = 1 << 12;

    private DotSplat() {}

    /**
     * Reads a scene, in the order of the file.
     *
     * @param bytes of the file
     * @param notes takes a line about splats that were dropped
     * @throws FormatException when the file is not such a file: says what is wrong with it
     */
    static Splats3d read(InputStream in, long bytes, Path file, Consumer<String> notes)
            throws IOException {
        if (bytes == 0 || bytes % ROW_BYTES != 0) {
            throw new FormatException(
                    file,
                    "has %d bytes, but a .splat file has %d for each splat: cut off, or of another format"
                            .formatted(bytes, ROW_BYTES));
        }
        FileSplats.requireRoom(0, bytes / ROW_BYTES, 0, file);
        FileSplats splats = new FileSplats(0, (int) (bytes / ROW_BYTES));
        RowChunks.read(
                in,
                ROW_BYTES,
                ByteOrder.LITTLE_ENDIAN,
                splats.count(),
                file,
                (rows, first, count) -> {
                    for (int i = 0; i < count; i++) {
                        read(rows, i * ROW_BYTES, splats, first + i);
                    }
                });
        return splats.splats(file, notes);
    }

    private static void read(ByteBuffer rows, int at, FileSplats splats, int n) {
        for (int i = 0; i < 3; i++) {
            splats.means[3 * n + i] = rows.getFloat(at + 4 * i);
            splats.logScales[3 * n + i] = SplatBytes.logScale(rows.getFloat(at + 12 + 4 * i));
            splats.sh[3 * n + i] = SplatBytes.first(rows.get(at + 24 + i));
        }
        splats.opacityLogits[n] = SplatBytes.logit(rows.get(at + 27));
        for (int i = 0; i < 4; i++) {
            splats.quats[4 * n + i] = (Byte.toUnsignedInt(rows.get(at + 28 + i)) - 128) / 128f;
        }
    }

    /**
     * Whether bytes from the beginning of a file may be splats: such files say nothing of what they
     * are.
     *
     * @param named whether the name of the file says so; its first number may then be what looks
     *     like the mark of another format
     */
    static boolean mayBe(byte[] head, long fileBytes, boolean named) {
        int rows = head.length / ROW_BYTES;
        if (rows == 0 || fileBytes % ROW_BYTES != 0) {
            return false;
        }
        ByteBuffer floats = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < 6; i++) {
                float value = floats.getFloat(row * ROW_BYTES + 4 * i);
                boolean mark = named && row == 0 && i == 0;
                boolean likely = Math.abs(value) < 1e6 && (value == 0 || Math.abs(value) > 1e-20);
                if (!mark && (!likely || i >= 3 && value < 0)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Writes the colours and shapes of a scene, without harmonics above degree 0. */
    static void write(OutputStream out, Splats3d splats) throws IOException {
        ByteBuffer rows = ByteBuffer.allocate(ROWS * ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int n = 0; n < splats.count(); n++) {
            write(splats, n, rows);
            if (!rows.hasRemaining() || n + 1 == splats.count()) {
                out.write(rows.array(), 0, rows.position());
                rows.clear();
            }
        }
    }

    private static void write(Splats3d splats, int n, ByteBuffer row) {
        for (int i = 0; i < 3; i++) {
            row.putFloat(splats.means()[3 * n + i]);
        }
        for (int i = 0; i < 3; i++) {
            // What is too large for a float would be no splat any more.
            row.putFloat(
                    (float) Math.min(Float.MAX_VALUE, Math.exp(splats.logScales()[3 * n + i])));
        }
        int sh = 3 * Splats3d.terms(splats.degree()) * n;
        for (int i = 0; i < 3; i++) {
            row.put(SplatBytes.color(splats.sh()[sh + i]));
        }
        row.put(SplatBytes.opacity(splats.opacityLogits()[n]));
        int largest = SmallestThree.largest(splats.quats(), 4 * n);
        double scale = SmallestThree.scale(splats.quats(), 4 * n, largest);
        for (int i = 0; i < 4; i++) {
            // A rotation and its negative are the same: the largest component is the one at -1,
            // which bytes have, as they do not have 1.
            double component = -scale * splats.quats()[4 * n + i];
            row.put((byte) Math.max(0, Math.min(255, Math.round(128 + 128 * component))));
        }
    }
}
