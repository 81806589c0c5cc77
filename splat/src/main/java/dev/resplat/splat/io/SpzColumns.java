package dev.resplat.splat.io;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * The numbers of an SPZ file, between its bytes and a scene: in each column those of all splats.
 *
 * <p>Centres are three fixed-point numbers of 24 bits; opacities are bytes of 255; colours bytes
 * {@code 255 (0.15 c + 0.5)} of the first coefficient c; scales bytes {@code 16 (log s + 10)};
 * rotations three bytes {@code 127.5 (q + 1)} of x, y, z with w not negative (version 2), or four
 * bytes with the {@link SmallestThree} of x, y, z, w as signs and nine bits (later); harmonics
 * bytes {@code 128 (c + 1)}, the three channels of a term together.
 */
final class SpzColumns {
    /** What a first coefficient is multiplied with. */
    static final double COLOR = 0.15;

    /** Where logarithms of deviations begin, and how many steps there are for one. */
    static final double LEAST_LOG_SCALE = -10;

    static final double LOG_SCALE_STEPS = 16;

    private static final int MAGNITUDE = (1 << 9) - 1;

    private final SpzHeader header;
    private final byte[][] columns;

    /** Columns of a file, as {@link SpzHeader#NAMES}. */
    SpzColumns(SpzHeader header, byte[][] columns) {
        this.header = header;
        this.columns = columns;
    }

    /** Their bytes. */
    byte[][] columns() {
        return columns;
    }

    /** A scene of the columns, its axes turned. */
    Splats3d splats(Object file, Consumer<String> notes) {
        int count = (int) header.count();
        FileSplats splats = new FileSplats(header.degree(), count);
        float[] signs = turnSigns(header.degree());
        ByteBuffer rotations = ByteBuffer.wrap(columns[4]).order(ByteOrder.LITTLE_ENDIAN);
        float step = (float) Math.scalb(1.0, -header.fractionalBits());
        for (int n = 0; n < count; n++) {
            for (int i = 0; i < 3; i++) {
                int k = 3 * n + i;
                float sign = i == 0 ? step : -step;
                // The sum makes 0 of -0.
                splats.means[k] = fixed(columns[0], 3 * k) * sign + 0f;
                splats.logScales[k] =
                        (float) (Byte.toUnsignedInt(columns[3][k]) / LOG_SCALE_STEPS)
                                + (float) LEAST_LOG_SCALE;
            }
            splats.opacityLogits[n] = SplatBytes.logit(columns[1][n]);
            rotation(rotations, splats.quats, n);
            harmonics(splats.sh, n, signs);
        }
        return splats.splats(file, notes);
    }

    /** The signs that terms of harmonics get when y and z change theirs: {@code [K]}. */
    static float[] turnSigns(int degree) {
        double[] before = new double[Splats3d.terms(degree)];
        double[] after = new double[before.length];
        // At a direction where no term is 0, the quotient of both is the sign.
        Harmonics.terms(degree, 0.36, 0.48, 0.8, before);
        Harmonics.terms(degree, 0.36, -0.48, -0.8, after);
        float[] signs = new float[before.length];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = (float) Math.signum(after[i] * before[i]);
        }
        return signs;
    }

    /** A signed number of 24 bits. */
    private static int fixed(byte[] bytes, int at) {
        return Byte.toUnsignedInt(bytes[at])
                | Byte.toUnsignedInt(bytes[at + 1]) << 8
                | bytes[at + 2] << 16;
    }

    private void rotation(ByteBuffer rotations, float[] quats, int n) {
        int at = 4 * n;
        if (header.version() < 3) {
            for (int i = 0; i < 3; i++) {
                quats[at + 1 + i] = Byte.toUnsignedInt(rotations.get(3 * n + i)) / 127.5f - 1;
            }
            SmallestThree.restore(quats, at, 0);
        } else {
            int packed = rotations.getInt(at);
            int largest = packed >>> 30;
            for (int i = 3; i >= 0; i--) {
                if (i != largest) {
                    double size = SmallestThree.MOST * (packed & MAGNITUDE) / MAGNITUDE;
                    boolean negative = (packed >>> 9 & 1) != 0;
                    // x, y, z, w there; w, x, y, z here.
                    quats[at + (i + 1) % 4] = (float) (negative ? -size : size);
                    packed >>>= 10;
                }
            }
            SmallestThree.restore(quats, at, (largest + 1) % 4);
        }
        // y and z change their signs.
        quats[at + 2] = -quats[at + 2];
        quats[at + 3] = -quats[at + 3];
    }

    private void harmonics(float[] sh, int n, float[] signs) {
        int terms = signs.length;
        for (int channel = 0; channel < 3; channel++) {
            double part = Byte.toUnsignedInt(columns[2][3 * n + channel]) / 255.0 - 0.5;
            sh[3 * terms * n + channel] = (float) (part / COLOR);
        }
        int from = 3 * (terms - 1) * n;
        for (int term = 1; term < terms; term++) {
            for (int channel = 0; channel < 3; channel++) {
                int code = Byte.toUnsignedInt(columns[5][from + 3 * (term - 1) + channel]);
                sh[3 * (terms * n + term) + channel] = signs[term] * (code - 128) / 128f;
            }
        }
    }

    // ---- The other way ---------------------------------------------------------------------

    /** The columns of a scene. */
    static SpzColumns of(SpzHeader header, Splats3d splats) {
        byte[][] columns = new byte[SpzHeader.NAMES.size()][];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = new byte[header.columnBytes(i)];
        }
        SpzColumns result = new SpzColumns(header, columns);
        float[] signs = turnSigns(header.degree());
        ByteBuffer rotations = ByteBuffer.wrap(columns[4]).order(ByteOrder.LITTLE_ENDIAN);
        double steps = Math.scalb(1.0, header.fractionalBits());
        for (int n = 0; n < splats.count(); n++) {
            for (int i = 0; i < 3; i++) {
                int k = 3 * n + i;
                long fixed = Math.round(splats.means()[k] * (i == 0 ? steps : -steps));
                for (int b = 0; b < 3; b++) {
                    columns[0][3 * k + b] = (byte) (fixed >> 8 * b);
                }
                double log = (splats.logScales()[k] - LEAST_LOG_SCALE) * LOG_SCALE_STEPS;
                columns[3][k] = (byte) (int) Math.max(0, Math.min(255, Math.rint(log)));
            }
            columns[1][n] = SplatBytes.opacity(splats.opacityLogits()[n]);
            rotations.putInt(4 * n, packed(splats.quats(), 4 * n));
            result.pack(splats, n, signs);
        }
        return result;
    }

    private static int packed(float[] quats, int at) {
        int largest = SmallestThree.largest(quats, at);
        // y and z change their signs; the largest is then not negative.
        double turned = largest >= 2 ? -1 : 1;
        double scale = turned * SmallestThree.scale(quats, at, largest) / SmallestThree.MOST;
        int packed = (largest + 3) % 4;
        for (int i = 0; i < 4; i++) {
            int here = (i + 1) % 4;
            if (here != largest) {
                double value = quats[at + here] * scale * (here >= 2 ? -1 : 1);
                int size = SplatBytes.code(Math.abs(value), MAGNITUDE);
                packed = packed << 10 | (value < 0 ? 1 << 9 : 0) | size;
            }
        }
        return packed;
    }

    private void pack(Splats3d splats, int n, float[] signs) {
        int from = 3 * Splats3d.terms(splats.degree()) * n;
        for (int channel = 0; channel < 3; channel++) {
            columns[2][3 * n + channel] =
                    SplatBytes.unit(splats.sh()[from + channel] * COLOR + 0.5);
        }
        int at = 3 * (signs.length - 1) * n;
        for (int k = 3; k < 3 * signs.length; k++) {
            double code = 128 + 128 * signs[k / 3] * splats.sh()[from + k];
            columns[5][at + k - 3] = (byte) (int) Math.max(0, Math.min(255, Math.rint(code)));
        }
    }
}
