package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * Norms over places, {@code p} for each of {@code n} samples, with {@code c} channels: whole rows
 * of channels are added to rows of running sums.
 *
 * <p>The places of a sample are cut into <em>pieces</em>. Moments of a piece are taken about the
 * means of its first places, so that they are accurate, in one pass, also where means are much
 * larger than deviations; pieces, and then the channels of a group, are merged in order (Chan,
 * Golub and LeVeque 1983). A sample of one piece is finished while it is in the cache.
 *
 * <p>Few channels are folded: k rows of c channels are read as one of {@code k c}, whose running
 * sums are added in the end. Running sums are floats for {@link #BLOCK} rows and then move into
 * doubles. All cuts depend on the extents only.
 */
final class ColumnNormalization {
    private static final int BLOCK = 64;
    private static final int MOST_FOLDS = 16;
    private static final int FOLDED_WIDTH = 64;
    private static final int UNFOLDED_WIDTH = 256;

    /** Elements per task. */
    private static final int TASK = 32 * 1024;

    /** Sums over samples are made of so many parts at most. */
    private static final int MOST_PARTS = 32;

    private final Workers workers;
    private final NormalizationLoops.OverColumns loops;
    private final Columns columns;
    private final ThreadLocal<Room> rooms = ThreadLocal.withInitial(Room::new);
    private final ThreadLocal<Scratch> partials = Scratch.perThread();

    ColumnNormalization(Workers workers, NormalizationLoops.OverColumns loops, Columns columns) {
        this.workers = workers;
        this.loops = loops;
        this.columns = columns;
    }

    /** One thread's room: numbers of the columns. */
    private static final class Room {
        float[] centers = {};
        float[] scales = {};
        float[] slopes = {};
        float[] shifts = {};
        float[] sums = {};
        float[] products = {};
        double[] totals = {};

        void columns(int n) {
            if (centers.length < n) {
                centers = new float[n];
                scales = new float[n];
                slopes = new float[n];
                shifts = new float[n];
                sums = new float[n];
                products = new float[n];
                totals = new double[2 * n];
            }
        }
    }

    /** How samples are cut: {@code places} in a piece, {@code fold} of them in a row. */
    private record Plan(int n, int p, int c, int groups, int fold, int places, int pieces) {
        static Plan of(int n, int p, int c, int groups) {
            int fold = 1;
            while (c < UNFOLDED_WIDTH
                    && fold < MOST_FOLDS
                    && (c * fold < FOLDED_WIDTH || c * fold % MOST_FOLDS != 0)) {
                fold *= 2;
            }
            int places = Math.max(BLOCK, Chunks.padded(TASK / c));
            return new Plan(n, p, c, groups, fold, places, Math.max(1, Chunks.count(p, places)));
        }

        int width() {
            return c * fold;
        }

        /** Samples per task, when each is one piece. */
        int samples() {
            int few = Math.max(1, TASK / Math.max(1, p * c));
            return Math.max(few, Chunks.count(n, MOST_PARTS));
        }

        /** The first element of a piece; pieces of all samples are numbered through. */
        int start(int piece) {
            return (piece / pieces * p + piece % pieces * places) * c;
        }

        /** The places of a piece. */
        int count(int piece) {
            return Math.min(places, p - piece % pieces * places);
        }

        int perGroup() {
            return c / groups;
        }
    }

    // ---- Forward ---------------------------------------------------------------------------

    void normalize(
            float[] X,
            float[] gamma,
            float[] beta,
            float[] Y,
            float[] mean,
            float[] variance,
            int n,
            int p,
            int c,
            int groups,
            double epsilon) {
        Plan plan = Plan.of(n, p, c, groups);
        if (plan.pieces == 1) {
            workers.forRanges(
                    n,
                    plan.samples(),
                    (from, to) -> {
                        Room room = room(plan);
                        for (int s = from; s < to; s++) {
                            moments(plan, X, s, room, room.totals, 0);
                            mergeGroups(plan, room.totals, 0);
                            prepare(plan, room.totals, 0, gamma, beta, epsilon, room);
                            store(plan, room.totals, 0, s, mean, variance);
                            apply(plan, X, Y, s, room);
                        }
                    });
            return;
        }
        int size = 2 * c;
        double[] partial = partials.get().doubles(n * plan.pieces * size);
        workers.forEach(
                n * plan.pieces,
                piece -> moments(plan, X, piece, room(plan), partial, piece * size));
        for (int s = 0; s < n; s++) {
            int at = s * plan.pieces * size;
            mergePieces(plan, partial, at);
            mergeGroups(plan, partial, at);
            store(plan, partial, at, s, mean, variance);
        }
        workers.forEach(
                n * plan.pieces,
                piece -> {
                    int at = piece / plan.pieces * plan.pieces * size;
                    Room room = room(plan);
                    prepare(plan, partial, at, gamma, beta, epsilon, room);
                    apply(plan, X, Y, piece, room);
                });
    }

    private Room room(Plan plan) {
        Room room = rooms.get();
        room.columns(plan.width());
        return room;
    }

    /** Writes the means of the channels of a piece, and their sums of squares about these. */
    private void moments(Plan plan, float[] X, int piece, Room room, double[] result, int at) {
        int c = plan.c;
        int from = plan.start(piece);
        int count = plan.count(piece);
        int head = Math.min(BLOCK, count);
        Arrays.fill(room.sums, 0, c, 0);
        columns.sum(X, from, c, head, c, room.sums, 0);
        for (int j = 0; j < c; j++) {
            room.centers[j] = room.sums[j] / head;
        }
        repeat(room.centers, plan);
        sums(plan, X, null, from, count, room, result, at);
        for (int j = 0; j < c; j++) {
            double sum = result[at + j];
            result[at + j] = room.centers[j] + sum / count;
            result[at + c + j] = Math.max(0, result[at + c + j] - sum * sum / count);
        }
    }

    /** Writes sums and products of the channels of a piece; moments if there is no gY. */
    private void sums(
            Plan plan,
            float[] X,
            float[] gY,
            int from,
            int count,
            Room room,
            double[] result,
            int at) {
        Arrays.fill(result, at, at + 2 * plan.c, 0);
        int width = plan.width();
        int folded = count / plan.fold;
        for (int row = 0; row < folded; row += BLOCK) {
            int rows = Math.min(BLOCK, folded - row);
            sumsOfBlock(plan, X, gY, from + row * width, rows, width, room, result, at);
        }
        int rest = count - folded * plan.fold;
        if (rest > 0) {
            sumsOfBlock(plan, X, gY, from + folded * width, rest, plan.c, room, result, at);
        }
    }

    private void sumsOfBlock(
            Plan plan,
            float[] X,
            float[] gY,
            int from,
            int rows,
            int width,
            Room room,
            double[] result,
            int at) {
        Arrays.fill(room.sums, 0, width, 0);
        Arrays.fill(room.products, 0, width, 0);
        if (gY == null) {
            loops.moments(X, from, rows, width, room.centers, room.sums, room.products);
        } else {
            loops.products(X, gY, from, rows, width, room.centers, room.sums, room.products);
        }
        for (int k = 0; k < width; k += plan.c) {
            add(room.sums, k, result, at, plan.c);
            add(room.products, k, result, at + plan.c, plan.c);
        }
    }

    private static void add(float[] sums, int from, double[] totals, int at, int n) {
        for (int j = 0; j < n; j++) {
            totals[at + j] += sums[from + j];
        }
    }

    /** Copies the numbers of the channels for each row that is folded into one. */
    private static void repeat(float[] numbers, Plan plan) {
        for (int k = 1; k < plan.fold; k++) {
            System.arraycopy(numbers, 0, numbers, k * plan.c, plan.c);
        }
    }

    /** Merges the moments of the pieces of a sample into those of its first. */
    private static void mergePieces(Plan plan, double[] moments, int at) {
        int c = plan.c;
        for (int piece = 1; piece < plan.pieces; piece++) {
            int before = piece * plan.places;
            double weight = (double) plan.count(piece) / (before + plan.count(piece));
            int from = at + piece * 2 * c;
            for (int j = 0; j < c; j++) {
                double difference = moments[from + j] - moments[at + j];
                moments[at + j] += difference * weight;
                moments[at + c + j] +=
                        moments[from + c + j] + difference * difference * weight * before;
            }
        }
    }

    /** Merges the moments of channels into means and variances of groups. */
    private static void mergeGroups(Plan plan, double[] moments, int at) {
        int channels = plan.perGroup();
        for (int g = 0; g < plan.groups; g++) {
            int first = at + g * channels;
            double mean = 0;
            for (int j = first; j < first + channels; j++) {
                mean += moments[j];
            }
            mean /= channels;
            double squares = 0;
            for (int j = first; j < first + channels; j++) {
                double difference = moments[j] - mean;
                squares += moments[plan.c + j] + plan.p * (difference * difference);
            }
            moments[at + g] = mean;
            moments[at + plan.c + g] = squares / ((double) plan.p * channels);
        }
    }

    private static void store(
            Plan plan, double[] moments, int at, int sample, float[] mean, float[] variance) {
        for (int g = 0; g < plan.groups; g++) {
            mean[sample * plan.groups + g] = (float) moments[at + g];
            variance[sample * plan.groups + g] = (float) moments[at + plan.c + g];
        }
    }

    /** From means and variances of groups, the centres, scales and shifts of the columns. */
    private static void prepare(
            Plan plan,
            double[] moments,
            int at,
            float[] gamma,
            float[] beta,
            double epsilon,
            Room room) {
        int channels = plan.perGroup();
        for (int g = 0; g < plan.groups; g++) {
            double mean = moments[at + g];
            float center = (float) mean;
            double factor = 1 / Math.sqrt(moments[at + plan.c + g] + epsilon);
            for (int j = g * channels; j < (g + 1) * channels; j++) {
                double scale = factor * gamma[j];
                room.centers[j] = center;
                room.scales[j] = (float) scale;
                room.shifts[j] = (float) (beta[j] + (center - mean) * scale);
            }
        }
        repeat(room.centers, plan);
        repeat(room.scales, plan);
        repeat(room.shifts, plan);
    }

    private void apply(Plan plan, float[] X, float[] Y, int piece, Room room) {
        int from = plan.start(piece);
        int count = plan.count(piece);
        int folded = count / plan.fold;
        int rest = count - folded * plan.fold;
        float[] centers = room.centers;
        loops.normalize(X, Y, from, folded, plan.width(), centers, room.scales, room.shifts);
        from += folded * plan.width();
        loops.normalize(X, Y, from, rest, plan.c, centers, room.scales, room.shifts);
    }

    // ---- Backward --------------------------------------------------------------------------

    void normalizeGrad(
            float[] X,
            float[] gamma,
            float[] mean,
            float[] variance,
            float[] gY,
            float[] gX,
            float[] gGamma,
            float[] gBeta,
            int n,
            int p,
            int c,
            int groups,
            double epsilon) {
        Plan plan = Plan.of(n, p, c, groups);
        int size = 2 * c;
        int parts = plan.pieces == 1 ? Chunks.count(n, plan.samples()) : n * plan.pieces;
        double[] partial = partials.get().doubles((parts + 1) * size);
        int total = parts * size;
        Arrays.fill(partial, total, total + size, 0);
        if (plan.pieces == 1) {
            workers.forRanges(
                    n,
                    plan.samples(),
                    (from, to) -> {
                        Room room = room(plan);
                        int at = from / plan.samples() * size;
                        Arrays.fill(partial, at, at + size, 0);
                        for (int s = from; s < to; s++) {
                            center(plan, mean, s, room);
                            products(plan, X, gY, s, room, room.totals, 0);
                            slopes(plan, room.totals, 0, gamma, variance, s, epsilon, room);
                            addSample(plan, room.totals, 0, variance, s, epsilon, partial, at);
                            gradient(plan, X, gY, gX, s, room);
                        }
                    });
            for (int part = 0; part < parts; part++) {
                add(partial, part * size, partial, total, size);
            }
        } else {
            workers.forEach(
                    parts,
                    piece -> {
                        Room room = room(plan);
                        center(plan, mean, piece / plan.pieces, room);
                        products(plan, X, gY, piece, room, partial, piece * size);
                    });
            for (int s = 0; s < n; s++) {
                int at = s * plan.pieces * size;
                for (int piece = 1; piece < plan.pieces; piece++) {
                    add(partial, at + piece * size, partial, at, size);
                }
                addSample(plan, partial, at, variance, s, epsilon, partial, total);
            }
            workers.forEach(
                    parts,
                    piece -> {
                        Room room = room(plan);
                        int s = piece / plan.pieces;
                        int at = s * plan.pieces * size;
                        center(plan, mean, s, room);
                        slopes(plan, partial, at, gamma, variance, s, epsilon, room);
                        gradient(plan, X, gY, gX, piece, room);
                    });
        }
        for (int j = 0; j < c; j++) {
            gGamma[j] = (float) partial[total + c + j];
            gBeta[j] = (float) partial[total + j];
        }
    }

    private static void add(double[] values, int from, double[] totals, int at, int n) {
        for (int j = 0; j < n; j++) {
            totals[at + j] += values[from + j];
        }
    }

    /** The means of the groups of a sample as centres of the columns. */
    private static void center(Plan plan, float[] mean, int sample, Room room) {
        int channels = plan.perGroup();
        for (int g = 0; g < plan.groups; g++) {
            float center = mean[sample * plan.groups + g];
            Arrays.fill(room.centers, g * channels, (g + 1) * channels, center);
        }
        repeat(room.centers, plan);
    }

    /** Writes {@code sum gY} and {@code sum gY (x - mean)} of the channels of a piece. */
    private void products(
            Plan plan, float[] X, float[] gY, int piece, Room room, double[] result, int at) {
        sums(plan, X, gY, plan.start(piece), plan.count(piece), room, result, at);
    }

    /** From sums of gY and its products, the scales, slopes and shifts of the columns. */
    private static void slopes(
            Plan plan,
            double[] sums,
            int at,
            float[] gamma,
            float[] variance,
            int sample,
            double epsilon,
            Room room) {
        int channels = plan.perGroup();
        double weight = 1.0 / ((double) plan.p * channels);
        for (int g = 0; g < plan.groups; g++) {
            double scale = 1 / Math.sqrt(variance[sample * plan.groups + g] + epsilon);
            double sum = 0;
            double product = 0;
            for (int j = g * channels; j < (g + 1) * channels; j++) {
                sum += gamma[j] * sums[at + j];
                product += gamma[j] * sums[at + plan.c + j];
            }
            float slope = (float) (-scale * scale * scale * weight * product);
            float shift = (float) (-scale * weight * sum);
            for (int j = g * channels; j < (g + 1) * channels; j++) {
                room.scales[j] = (float) (scale * gamma[j]);
                room.slopes[j] = slope;
                room.shifts[j] = shift;
            }
        }
        repeat(room.scales, plan);
        repeat(room.slopes, plan);
        repeat(room.shifts, plan);
    }

    /** Adds the part of a sample to the gradients of beta and gamma. */
    private static void addSample(
            Plan plan,
            double[] sums,
            int at,
            float[] variance,
            int sample,
            double epsilon,
            double[] totals,
            int to) {
        int channels = plan.perGroup();
        for (int g = 0; g < plan.groups; g++) {
            double scale = 1 / Math.sqrt(variance[sample * plan.groups + g] + epsilon);
            for (int j = g * channels; j < (g + 1) * channels; j++) {
                totals[to + j] += sums[at + j];
                totals[to + plan.c + j] += scale * sums[at + plan.c + j];
            }
        }
    }

    private void gradient(Plan plan, float[] X, float[] gY, float[] gX, int piece, Room room) {
        int from = plan.start(piece);
        int count = plan.count(piece);
        int folded = count / plan.fold;
        int rest = count - folded * plan.fold;
        gradient(X, gY, gX, from, folded, plan.width(), room);
        gradient(X, gY, gX, from + folded * plan.width(), rest, plan.c, room);
    }

    private void gradient(
            float[] X, float[] gY, float[] gX, int from, int rows, int width, Room room) {
        loops.gradient(
                X, gY, gX, from, rows, width, room.centers, room.scales, room.slopes, room.shifts);
    }
}
