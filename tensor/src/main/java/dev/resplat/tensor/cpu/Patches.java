package dev.resplat.tensor.cpu;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The rows of the matrix that makes a convolution a matrix product, one for every output pixel: the
 * source at each tap, channel by channel, zeros where a tap lies outside. They are copied piece by
 * piece, when they are needed, straight from the map: the matrix never exists as a whole.
 *
 * @param phase which outputs
 * @param source the map
 * @param channels of the source
 * @param depth channels of one group
 */
record Patches(Phase phase, float[] source, int channels, int depth) {
    /** Pixels located at once, at most. */
    static final int PIXELS = MicroKernels.DEPTH;

    /** Where some output pixels are: what {@link #locate} writes. */
    static final class Places {
        private final int[] maps = new int[PIXELS];
        private final int[] rows = new int[PIXELS];
        private final int[] columns = new int[PIXELS];

        /** Numbers of the pixels in the target. */
        final int[] targets = new int[PIXELS];
    }

    /** Length of a row. */
    int size() {
        return phase.taps() * depth;
    }

    /** Finds pixels {@code first} to {@code first + count} of the phase, exclusive. */
    void locate(int first, int count, Places places) {
        Phase.Axis y = phase.y();
        Phase.Axis x = phase.x();
        int j = first % x.count();
        int i = first / x.count() % y.count();
        int n = first / x.count() / y.count();
        for (int slot = 0; slot < count; slot++) {
            places.maps[slot] = n * phase.sourceHeight();
            places.rows[slot] = i * y.stride();
            places.columns[slot] = j * x.stride();
            int row = n * phase.targetHeight() + y.first() + i * y.step();
            places.targets[slot] = row * phase.targetWidth() + x.first() + j * x.step();
            if (++j == x.count()) {
                j = 0;
                if (++i == y.count()) {
                    i = 0;
                    n++;
                }
            }
        }
    }

    /**
     * Copies elements {@code p} to {@code p + count} of the rows of the first {@code pixels}
     * places, for channels from {@code channel} on, to rows {@code stride} apart.
     */
    void copy(
            Places places,
            int pixels,
            int channel,
            int p,
            int count,
            float[] to,
            int out,
            int stride) {
        boolean runs = depth == channels && phase.x().isDense();
        for (int slot = 0; slot < pixels; slot++) {
            if (runs) {
                copyRuns(places, slot, p, count, to, out + slot * stride);
            } else {
                copyTaps(places, slot, channel, p, count, to, out + slot * stride);
            }
        }
    }

    /** What the taps of a kernel row see is one run of the map, cut off at its borders. */
    private void copyRuns(Places places, int slot, int p, int count, float[] to, int out) {
        int[] rowOffsets = phase.y().offsets();
        int width = phase.sourceWidth() * channels;
        int run = phase.x().offsets().length * channels;
        int left = (places.columns[slot] + phase.x().offsets()[0]) * channels;
        int u = p / run;
        int skip = p - u * run;
        int done = 0;
        while (done < count) {
            int n = Math.min(run - skip, count - done);
            int row = places.rows[slot] + rowOffsets[u];
            int from = left + skip;
            if (row < 0 || row >= phase.sourceHeight()) {
                Arrays.fill(to, out + done, out + done + n, 0f);
            } else if (from >= 0 && from + n <= width) {
                copy(source, (places.maps[slot] + row) * width + from, to, out + done, n);
            } else {
                int before = Math.min(n, Math.max(0, -from));
                int inside = Math.max(0, Math.min(n, width - from) - before);
                int at = out + done;
                Arrays.fill(to, at, at + before, 0f);
                int first = (places.maps[slot] + row) * width + from + before;
                copy(source, first, to, at + before, inside);
                Arrays.fill(to, at + before + inside, at + n, 0f);
            }
            done += n;
            skip = 0;
            u++;
        }
    }

    private void copyTaps(
            Places places, int slot, int channel, int p, int count, float[] to, int out) {
        int[] rowOffsets = phase.y().offsets();
        int[] columnOffsets = phase.x().offsets();
        int tap = p / depth;
        int u = tap / columnOffsets.length;
        int v = tap - u * columnOffsets.length;
        int skip = p - tap * depth;
        int done = 0;
        while (done < count) {
            int n = Math.min(depth - skip, count - done);
            int row = places.rows[slot] + rowOffsets[u];
            int column = places.columns[slot] + columnOffsets[v];
            if (row < 0
                    || row >= phase.sourceHeight()
                    || column < 0
                    || column >= phase.sourceWidth()) {
                Arrays.fill(to, out + done, out + done + n, 0f);
            } else {
                int pixel = (places.maps[slot] + row) * phase.sourceWidth() + column;
                copy(source, pixel * channels + channel + skip, to, out + done, n);
            }
            done += n;
            skip = 0;
            if (++v == columnOffsets.length) {
                v = 0;
                u++;
            }
        }
    }

    /** Copies n floats; the last vector starts early. */
    private static void copy(float[] from, int at, float[] to, int out, int n) {
        if (n < MicroKernels.L) {
            for (int i = 0; i < n; i++) {
                to[out + i] = from[at + i];
            }
            return;
        }
        int last = n - MicroKernels.L;
        for (int i = 0; i < last; i += MicroKernels.L) {
            FloatVector.fromArray(MicroKernels.S, from, at + i).intoArray(to, out + i);
        }
        FloatVector.fromArray(MicroKernels.S, from, at + last).intoArray(to, out + last);
    }
}
