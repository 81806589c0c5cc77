package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import java.util.Arrays;

/**
 * Layer norm: every row on its own. Blocks of few rows go through one loop after the other, because
 * rows of a loop do not wait for each other, while the steps of one row do.
 *
 * <p>Variances come from two passes, of which the second corrects the mean that the first has found
 * (Chan, Golub and LeVeque 1983): also where the mean is much larger than the deviation.
 */
final class RowNormalization {
    /** Elements per task. */
    private static final int TASK = 32 * 1024;

    /** Elements per block: so few that memory need not wait while a block is worked on. */
    private static final int BLOCK = 512;

    /** Elements that are summed in float; longer rows are summed in parts. */
    private static final int PART = 4096;

    /** Rows whose numbers a thread has room for. */
    private static final int MOST_ROWS = 128;

    /** Rows that are summed over in float, about. */
    private static final int SUMMED_ROWS = 128;

    /** Sums over all rows are made of so many parts at most. */
    private static final int MOST_PIECES = 32;

    private final Workers workers;
    private final NormalizationLoops.OverRows loops;
    private final ThreadLocal<Room> rooms = ThreadLocal.withInitial(Room::new);
    private final ThreadLocal<Scratch> partials = Scratch.perThread();

    RowNormalization(Workers workers, NormalizationLoops.OverRows loops) {
        this.workers = workers;
        this.loops = loops;
    }

    /** One thread's room: numbers of the rows of a block, and sums over rows. */
    private static final class Room {
        final float[] centers = new float[MOST_ROWS];
        final float[] scales = new float[MOST_ROWS];
        final float[] slopes = new float[MOST_ROWS];
        final float[] shifts = new float[MOST_ROWS];
        final float[] sums = new float[MOST_ROWS * Buffer.PADDING];
        final float[] products = new float[MOST_ROWS * Buffer.PADDING];
        final float[] part = new float[Buffer.PADDING];
        final float[] otherPart = new float[Buffer.PADDING];
        float[] gGamma = {};
        float[] gBeta = {};

        void columns(int n) {
            if (gGamma.length < n) {
                gGamma = new float[n];
                gBeta = new float[n];
            }
            Arrays.fill(gGamma, 0, n, 0);
            Arrays.fill(gBeta, 0, n, 0);
        }
    }

    private static int blockRows(int n) {
        return Math.max(1, Math.min(MOST_ROWS, BLOCK / n));
    }

    void normalize(
            float[] X,
            float[] gamma,
            float[] beta,
            float[] Y,
            float[] mean,
            float[] variance,
            int rows,
            int n,
            double epsilon) {
        int block = blockRows(n);
        workers.forRanges(
                rows,
                Math.max(1, TASK / n),
                (from, to) -> {
                    Room room = rooms.get();
                    for (int r = from; r < to; r += block) {
                        int count = Math.min(block, to - r);
                        statistics(X, r, count, n, epsilon, mean, variance, room);
                        loops.normalize(
                                X,
                                Y,
                                r * n,
                                count,
                                n,
                                room.centers,
                                room.scales,
                                room.shifts,
                                gamma,
                                beta);
                    }
                });
    }

    /** Means and variances of a block of rows, and from them centres, scales and shifts. */
    private void statistics(
            float[] X,
            int first,
            int rows,
            int n,
            double epsilon,
            float[] mean,
            float[] variance,
            Room room) {
        if (n <= PART) {
            loops.sum(X, first * n, rows, n, room.sums);
        } else {
            room.sums[0] = longSum(X, first * n, n, room);
        }
        double weight = 1.0 / n;
        for (int r = 0; r < rows; r++) {
            room.centers[r] = (float) (room.sums[r] * weight);
        }
        if (n <= PART) {
            loops.moments(X, first * n, rows, n, room.centers, room.sums, room.products);
        } else {
            longMoments(X, first * n, n, room);
        }
        for (int r = 0; r < rows; r++) {
            double rest = room.sums[r] * weight;
            double exact = room.centers[r] + rest;
            // A sum of squares less than its correction is one of rounding errors.
            double spread = Math.max(0, room.products[r] * weight - rest * rest);
            double scale = 1 / Math.sqrt(spread + epsilon);
            float center = (float) exact;
            mean[first + r] = center;
            variance[first + r] = (float) spread;
            room.centers[r] = center;
            room.scales[r] = (float) scale;
            room.shifts[r] = (float) ((center - exact) * scale);
        }
    }

    private float longSum(float[] X, int from, int n, Room room) {
        double sum = 0;
        for (int at = 0; at < n; at += PART) {
            loops.sum(X, from + at, 1, Math.min(PART, n - at), room.part);
            sum += room.part[0];
        }
        return (float) sum;
    }

    private void longMoments(float[] X, int from, int n, Room room) {
        double sum = 0;
        double square = 0;
        for (int at = 0; at < n; at += PART) {
            int count = Math.min(PART, n - at);
            loops.moments(X, from + at, 1, count, room.centers, room.part, room.otherPart);
            sum += room.part[0];
            square += room.otherPart[0];
        }
        room.sums[0] = (float) sum;
        room.products[0] = (float) square;
    }

    /** Rows are cut into pieces, whose sums over rows are added in order. */
    void normalizeGrad(
            float[] X,
            float[] gamma,
            float[] mean,
            float[] variance,
            float[] gY,
            float[] gX,
            float[] gGamma,
            float[] gBeta,
            int rows,
            int n,
            double epsilon) {
        int piece = Math.max(Math.max(1, TASK / n), Chunks.count(rows, MOST_PIECES));
        int pieces = Chunks.count(rows, piece);
        double[] totals = partials.get().doubles(pieces * 2 * n);
        workers.forRanges(
                rows,
                piece,
                (from, to) -> {
                    int at = from / piece * 2 * n;
                    Arrays.fill(totals, at, at + 2 * n, 0);
                    gradOfPiece(X, gamma, mean, variance, gY, gX, totals, at, from, to, n, epsilon);
                });
        for (int p = 1; p < pieces; p++) {
            addTo(totals, p * 2 * n, 2 * n);
        }
        for (int j = 0; j < n; j++) {
            gGamma[j] = (float) totals[j];
            gBeta[j] = (float) totals[n + j];
        }
    }

    private static void addTo(double[] totals, int at, int n) {
        for (int j = 0; j < n; j++) {
            totals[j] += totals[at + j];
        }
    }

    private void gradOfPiece(
            float[] X,
            float[] gamma,
            float[] mean,
            float[] variance,
            float[] gY,
            float[] gX,
            double[] totals,
            int at,
            int from,
            int to,
            int n,
            double epsilon) {
        int block = blockRows(n);
        Room room = rooms.get();
        room.columns(n);
        int summed = 0;
        for (int r = from; r < to; r += block) {
            int count = Math.min(block, to - r);
            coefficients(X, gamma, mean, variance, gY, r, count, n, epsilon, room);
            loops.gradient(
                    X,
                    gY,
                    gX,
                    r * n,
                    count,
                    n,
                    gamma,
                    room.centers,
                    room.scales,
                    room.slopes,
                    room.shifts,
                    room.gGamma,
                    room.gBeta);
            summed += count;
            if (summed >= SUMMED_ROWS || r + count == to) {
                flush(room.gGamma, totals, at, n);
                flush(room.gBeta, totals, at + n, n);
                summed = 0;
            }
        }
    }

    private static void flush(float[] sums, double[] totals, int at, int n) {
        for (int j = 0; j < n; j++) {
            totals[at + j] += sums[j];
        }
        Arrays.fill(sums, 0, n, 0);
    }

    /** What the gradient of each row of a block is made of. */
    private void coefficients(
            float[] X,
            float[] gamma,
            float[] mean,
            float[] variance,
            float[] gY,
            int first,
            int rows,
            int n,
            double epsilon,
            Room room) {
        System.arraycopy(mean, first, room.centers, 0, rows);
        if (n <= PART) {
            loops.products(
                    X, gY, first * n, rows, n, gamma, 0, room.centers, room.sums, room.products);
        } else {
            longProducts(X, gY, first * n, n, gamma, room);
        }
        double weight = 1.0 / n;
        for (int r = 0; r < rows; r++) {
            double scale = 1 / Math.sqrt(variance[first + r] + epsilon);
            room.scales[r] = (float) scale;
            room.slopes[r] = (float) (-scale * scale * scale * weight * room.products[r]);
            room.shifts[r] = (float) (-scale * weight * room.sums[r]);
        }
    }

    private void longProducts(float[] X, float[] gY, int from, int n, float[] gamma, Room room) {
        double sum = 0;
        double product = 0;
        for (int at = 0; at < n; at += PART) {
            loops.products(
                    X,
                    gY,
                    from + at,
                    1,
                    Math.min(PART, n - at),
                    gamma,
                    at,
                    room.centers,
                    room.part,
                    room.otherPart);
            sum += room.part[0];
            product += room.otherPart[0];
        }
        room.sums[0] = (float) sum;
        room.products[0] = (float) product;
    }
}
