package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.SimilarityKernels;
import java.util.Arrays;

/**
 * The window is a product of two: rows are smoothed along x once and kept until the window has
 * passed, of which eleven make a row of means. The gradient smooths R, Q and P the same way. Bands
 * of rows are shared among the threads; what is summed is summed band after band.
 */
final class CpuSimilarity implements SimilarityKernels {
    /** Rows of a task; those of a window come on top. */
    private static final int BAND = 32;

    private static final int MEANS = 5;
    private static final int PARTS = 3;

    private final Workers workers;
    private final WindowLoops loops;
    private final float[] weights = new float[WINDOW];
    private final ThreadLocal<Scratch> parts = Scratch.perThread();
    private final ThreadLocal<Band> bands = ThreadLocal.withInitial(Band::new);

    CpuSimilarity(Workers workers, WindowLoops loops) {
        this.workers = workers;
        this.loops = loops;
        double[] exact = SimilarityKernels.weights();
        for (int k = 0; k < WINDOW; k++) {
            weights[k] = (float) exact[k];
        }
    }

    /** Extents of a picture. */
    private record Size(int height, int width, int channels) {
        /** Numbers in a row of pixels. */
        int row() {
            return width * channels;
        }

        /** Numbers in a row of windows. */
        int windows() {
            return (width - WINDOW + 1) * channels;
        }

        /** Rows of windows. */
        int rows() {
            return height - WINDOW + 1;
        }

        /** From a row to the next, with zeros on both sides where no window is, and slack. */
        int stride() {
            return windows() + 2 * margin() + WindowLoops.SLACK;
        }

        /** Numbers on a side where no window is. */
        int margin() {
            return (WINDOW - 1) * channels;
        }
    }

    @Override
    public void ssim(
            Buffer x,
            Buffer y,
            Buffer mean,
            Buffer gradX,
            int n,
            int height,
            int width,
            int channels) {
        Size size = new Size(height, width, channels);
        float[] X = FloatArray.of(x);
        float[] Y = FloatArray.of(y);
        double count = (double) n * size.rows() * size.windows();
        double sum = 0;
        float[] kept =
                gradX == null ? null : parts.get().floats(PARTS * size.rows() * size.stride());
        for (int i = 0; i < n; i++) {
            int from = i * height * size.row();
            sum += forward(X, Y, from, size, kept);
            if (kept != null) {
                backward(X, Y, from, size, kept, (float) (1 / count), FloatArray.of(gradX));
            }
        }
        FloatArray.of(mean)[0] = (float) (sum / count);
    }

    /** The sum over a picture; keeps R, Q and P if there is where. */
    private double forward(float[] X, float[] Y, int from, Size size, float[] kept) {
        int tasks = (size.rows() + BAND - 1) / BAND;
        double[] sums = new double[tasks];
        workers.forEach(
                tasks,
                t -> {
                    int end = Math.min((t + 1) * BAND, size.rows());
                    sums[t] = bands.get().compare(X, Y, from, size, t * BAND, end, kept);
                });
        double sum = 0;
        for (double s : sums) {
            sum += s;
        }
        return sum;
    }

    private void backward(
            float[] X, float[] Y, int from, Size size, float[] kept, float scale, float[] gX) {
        int tasks = (size.height() + BAND - 1) / BAND;
        workers.forEach(
                tasks,
                t -> {
                    int end = Math.min((t + 1) * BAND, size.height());
                    bands.get().combine(X, Y, from, size, t * BAND, end, kept, scale, gX);
                });
    }

    /** What a thread needs for a band. */
    private final class Band {
        private final int[] starts = new int[WINDOW];
        private float[] row = {};
        private float[] ring = {};
        private float[] sums = {};
        private float[] results = {};

        private void prepare(int stride) {
            if (row.length < MEANS * stride) {
                row = new float[MEANS * stride];
                ring = new float[(WINDOW + 1) * MEANS * stride];
                sums = new float[MEANS * stride];
                results = new float[MEANS * stride];
            }
        }

        /** The sum over rows of windows. */
        double compare(
                float[] X, float[] Y, int from, Size size, int first, int end, float[] kept) {
            int stride = size.stride();
            prepare(stride);
            double sum = 0;
            for (int r = first; r < end + WINDOW - 1; r++) {
                int at = from + r * size.row();
                System.arraycopy(X, at, row, 0, size.row());
                System.arraycopy(Y, at, row, stride, size.row());
                loops.products(row, stride, size.row());
                for (int m = 0; m < MEANS; m++) {
                    int slot = (r % WINDOW * MEANS + m) * stride;
                    loops.along(
                            row, m * stride, size.channels(), weights, ring, slot, size.windows());
                }
                int o = r - WINDOW + 1;
                if (o >= first) {
                    across(MEANS, stride, o, size.windows());
                    loops.compare(sums, stride, results, size.windows());
                    sum += sum(results, size.windows());
                    if (kept != null) {
                        keep(kept, o, size);
                    }
                }
            }
            return sum;
        }

        /** Sums over the rows of the ring from o on. */
        private void across(int maps, int stride, int o, int n) {
            for (int m = 0; m < maps; m++) {
                for (int k = 0; k < WINDOW; k++) {
                    starts[k] = ((o + k) % WINDOW * maps + m) * stride;
                }
                loops.across(ring, starts, weights, sums, m * stride, n);
            }
        }

        private void keep(float[] kept, int o, Size size) {
            int stride = size.stride();
            for (int m = 0; m < PARTS; m++) {
                int to = (PARTS * o + m) * stride;
                int behind = size.margin() + size.windows();
                Arrays.fill(kept, to, to + size.margin(), 0);
                System.arraycopy(
                        results, (m + 1) * stride, kept, to + size.margin(), size.windows());
                Arrays.fill(kept, to + behind, to + stride, 0);
            }
        }

        /** Writes gradients of rows of pixels. */
        void combine(
                float[] X,
                float[] Y,
                int from,
                Size size,
                int first,
                int end,
                float[] kept,
                float scale,
                float[] gX) {
            int stride = size.stride();
            prepare(stride);
            for (int o = first - WINDOW + 1; o < end; o++) {
                int slot = (o + WINDOW) % WINDOW * PARTS * stride;
                boolean there = o >= 0 && o < size.rows();
                for (int m = 0; m < PARTS; m++) {
                    int to = slot + m * stride;
                    if (there) {
                        int at = (PARTS * o + m) * stride;
                        loops.along(kept, at, size.channels(), weights, ring, to, size.row());
                    } else {
                        Arrays.fill(ring, to, to + stride, 0);
                    }
                }
                if (o >= first) {
                    across(PARTS, stride, o + 1, size.row());
                    int at = from + o * size.row();
                    loops.combine(sums, stride, X, Y, at, scale, gX, size.row());
                }
            }
        }
    }

    /** In four sums, which do not wait for each other. */
    private static double sum(float[] values, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 += values[i];
            s1 += values[i + 1];
            s2 += values[i + 2];
            s3 += values[i + 3];
        }
        for (; i < n; i++) {
            s0 += values[i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
