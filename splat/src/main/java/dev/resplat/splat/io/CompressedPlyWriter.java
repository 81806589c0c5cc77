package dev.resplat.splat.io;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes scenes as {@link CompressedPly}: 16 bytes for each splat, 72 for each 256, and one for
 * each coefficient of harmonics.
 *
 * <p>Splats are put into {@link MortonOrder} first, so that the limits of a chunk are near each
 * other. A centre, and the logarithm of a deviation, is then off by at most 1/4094 of the distance
 * between the limits (1/2046 along y); a component of a rotation by 7e-4; a colour by 1/510 of the
 * distance between its limits; an opacity by 1/510; a coefficient of harmonics by 1/64, and those
 * beyond +-4 are held there.
 */
final class CompressedPlyWriter {
    private static final int X_MOST = (1 << 11) - 1;
    private static final int Y_MOST = (1 << 10) - 1;
    private static final int ROWS = 1 << 12;
    private static final int LIMITS = CompressedPly.LIMITS.size();

    /** Programs that read these files know no degree above. */
    static final int MAX_DEGREE = 3;

    private final Splats3d splats;
    private final int[] order;
    private final int chunks;
    private final int degree;
    private final int width;

    private CompressedPlyWriter(Splats3d splats) {
        this.splats = splats;
        order = MortonOrder.of(splats.means(), CompressedPly.CHUNK);
        chunks = (order.length + CompressedPly.CHUNK - 1) / CompressedPly.CHUNK;
        degree = Math.min(MAX_DEGREE, splats.degree());
        width = 3 * Splats3d.terms(splats.degree());
    }

    /** Writes a scene, with its harmonics up to degree 3. */
    static void write(OutputStream out, Splats3d splats) throws IOException {
        CompressedPlyWriter writer = new CompressedPlyWriter(splats);
        out.write(writer.header().getBytes(StandardCharsets.US_ASCII));
        float[] limits = writer.limits();
        ByteBuffer bytes = room(Float.BYTES * limits.length);
        bytes.asFloatBuffer().put(limits);
        out.write(bytes.array());
        writer.writePacked(out, limits);
        if (writer.degree > 0) {
            writer.writeHarmonics(out);
        }
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private String header() {
        StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
        header.append("element chunk ").append(chunks).append('\n');
        CompressedPly.LIMITS.forEach(
                name -> header.append("property float ").append(name).append('\n'));
        header.append("element vertex ").append(order.length).append('\n');
        CompressedPly.PACKED.forEach(
                name -> header.append("property uint ").append(name).append('\n'));
        if (degree > 0) {
            header.append("element sh ").append(order.length).append('\n');
            for (int i = 0; i < 3 * (Splats3d.terms(degree) - 1); i++) {
                header.append("property uchar ").append(SplatColumns.REST).append(i).append('\n');
            }
        }
        return header.append("end_header\n").toString();
    }

    /** The limits of all chunks, {@code [chunks, 18]}. */
    private float[] limits() {
        float[] limits = new float[chunks * LIMITS];
        for (int i = 0; i < order.length; i++) {
            int at = i / CompressedPly.CHUNK * LIMITS;
            boolean first = i % CompressedPly.CHUNK == 0;
            for (int k = 0; k < 9; k++) {
                int low = at + k / 3 * 6 + k % 3;
                float value = value(order[i], k);
                limits[low] = first ? value : Math.min(limits[low], value);
                limits[low + 3] = first ? value : Math.max(limits[low + 3], value);
            }
        }
        return limits;
    }

    /** A number of a splat that has limits: of its centre, its deviations, its colour. */
    private float value(int splat, int k) {
        return switch (k / 3) {
            case 0 -> splats.means()[3 * splat + k];
            case 1 -> splats.logScales()[3 * splat + k - 3];
            default -> (float) (splats.sh()[width * splat + k - 6] * Harmonics.DC + 0.5);
        };
    }

    private void writePacked(OutputStream out, float[] limits) throws IOException {
        ByteBuffer rows = room(ROWS * 4 * Integer.BYTES);
        for (int i = 0; i < order.length; i++) {
            int low = i / CompressedPly.CHUNK * LIMITS;
            rows.putInt(vector(order[i], 0, limits, low));
            rows.putInt(rotation(order[i]));
            rows.putInt(vector(order[i], 3, limits, low + 6));
            rows.putInt(color(order[i], limits, low + 12));
            if (!rows.hasRemaining() || i + 1 == order.length) {
                out.write(rows.array(), 0, rows.position());
                rows.clear();
            }
        }
    }

    private int vector(int splat, int k, float[] limits, int low) {
        int x = code(value(splat, k), limits, low, X_MOST);
        int y = code(value(splat, k + 1), limits, low + 1, Y_MOST);
        int z = code(value(splat, k + 2), limits, low + 2, X_MOST);
        return x << 21 | y << 11 | z;
    }

    private static int code(float value, float[] limits, int low, int most) {
        double range = (double) limits[low + 3] - limits[low];
        return range > 0 ? SplatBytes.code((value - limits[low]) / range, most) : 0;
    }

    private int rotation(int splat) {
        float[] quats = splats.quats();
        int at = 4 * splat;
        int largest = SmallestThree.largest(quats, at);
        double scale = SmallestThree.scale(quats, at, largest) / SmallestThree.MOST;
        int packed = largest;
        for (int i = 0; i < 4; i++) {
            if (i != largest) {
                packed = packed << 10 | SplatBytes.code((quats[at + i] * scale + 1) / 2, Y_MOST);
            }
        }
        return packed;
    }

    private int color(int splat, float[] limits, int low) {
        int packed = 0;
        for (int channel = 0; channel < 3; channel++) {
            packed = packed << 8 | code(value(splat, 6 + channel), limits, low + channel, 255);
        }
        return packed << 8 | Byte.toUnsignedInt(SplatBytes.opacity(splats.opacityLogits()[splat]));
    }

    private void writeHarmonics(OutputStream out) throws IOException {
        int rest = Splats3d.terms(degree) - 1;
        byte[] row = new byte[3 * rest];
        for (int splat : order) {
            for (int k = 0; k < row.length; k++) {
                float value = splats.sh()[width * splat + 3 * (k % rest + 1) + k / rest];
                double part = value / (2 * CompressedPly.MOST_HARMONIC) + 0.5;
                row[k] = (byte) (int) Math.max(0, Math.min(255, part * 256));
            }
            out.write(row);
        }
    }
}
