package dev.resplat.splat.io;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.SmallFloat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes .ksplat files for tests: two sections, the second with room for one splat more than it has;
 * in each a full bucket and others that are not.
 */
final class KSplatFile {
    private static final int BUCKET = 40;
    private static final float BLOCK = 4;
    private static final int RANGE = 32767;

    private KSplatFile() {}

    static byte[] of(Splats3d splats, int level) {
        int n = splats.count();
        ByteBuffer out =
                ByteBuffer.allocate(4096 + 2 * 1024 + 4000 + n * 300)
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.put(1, (byte) 1).putInt(4, 2).putInt(8, 2).putInt(12, n).putInt(16, n);
        out.putShort(20, (short) level).putFloat(36, -1.25f).putFloat(40, 1.25f);
        out.position(4096 + 2 * 1024);
        int half = n / 2;
        section(out, 4096, splats, 0, half, 0, level);
        section(out, 4096 + 1024, splats, half, n, 1, level);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void section(
            ByteBuffer out, int header, Splats3d splats, int from, int to, int spare, int level) {
        int count = to - from;
        int full = count / BUCKET > 0 ? 1 : 0;
        int rest = count - full * BUCKET;
        int[] sizes = rest == 0 ? new int[0] : new int[] {0, rest / 2, rest - rest / 2};
        int buckets = full + sizes.length;
        out.putInt(header, count).putInt(header + 4, count + spare);
        out.putInt(header + 8, BUCKET).putInt(header + 12, buckets);
        out.putFloat(header + 16, BLOCK).putShort(header + 20, (short) 12);
        out.putInt(header + 24, RANGE).putInt(header + 32, full).putInt(header + 36, sizes.length);
        out.putShort(header + 40, (short) splats.degree());
        for (int size : sizes) {
            out.putInt(size);
        }
        for (int b = 0; b < buckets; b++) {
            for (int k = 0; k < 3; k++) {
                out.putFloat(middle(b, k));
            }
        }
        for (int i = 0; i < count; i++) {
            int in = i - full * BUCKET;
            int bucket = in < 0 ? 0 : full + (in < sizes[1] ? 1 : 2);
            splat(out, splats, from + i, bucket, level);
        }
        int row = (level == 0 ? 44 : 24) + (level == 0 ? 4 : level == 1 ? 2 : 1) * rest(splats);
        out.position(out.position() + spare * row);
    }

    private static int rest(Splats3d splats) {
        return 3 * (Splats3d.terms(splats.degree()) - 1);
    }

    private static float middle(int bucket, int axis) {
        return 0.25f * bucket - 0.125f * axis;
    }

    private static void splat(ByteBuffer out, Splats3d s, int n, int bucket, int level) {
        for (int k = 0; k < 3; k++) {
            float x = s.means()[3 * n + k];
            if (level == 0) {
                out.putFloat(x);
            } else {
                double steps = (x - middle(bucket, k)) / (BLOCK / 2) * RANGE;
                out.putShort((short) Math.round(steps + RANGE));
            }
        }
        for (int k = 0; k < 3; k++) {
            number(out, Math.exp(s.logScales()[3 * n + k]), level);
        }
        for (int k = 0; k < 4; k++) {
            number(out, s.quats()[4 * n + k], level);
        }
        int sh = 3 * Splats3d.terms(s.degree()) * n;
        for (int k = 0; k < 3; k++) {
            double color = 255 * (s.sh()[sh + k] * Harmonics.DC + 0.5);
            out.put((byte) Math.max(0, Math.min(255, Math.round(color))));
        }
        out.put((byte) Math.round(255 / (1 + Math.exp(-s.opacityLogits()[n]))));
        int[][] bands = {{1, 4}, {4, 9}, {9, 16}};
        for (int l = 0; l < s.degree(); l++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int term = bands[l][0]; term < bands[l][1]; term++) {
                    double value = s.sh()[sh + 3 * term + channel];
                    if (level == 2) {
                        out.put((byte) Math.round((value + 1.25) / 2.5 * 255));
                    } else {
                        number(out, value, level);
                    }
                }
            }
        }
    }

    private static void number(ByteBuffer out, double value, int level) {
        if (level == 0) {
            out.putFloat((float) value);
        } else {
            out.putShort(SmallFloat.F16.encode(value));
        }
    }
}
