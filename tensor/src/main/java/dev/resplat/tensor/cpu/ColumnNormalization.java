package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * Norms over places, {@code p} for each of {@code n} samples, with {@code c} channels: whole rows
 * of channels are added to rows of running sums ({@link ColumnPasses}).
 *
 * <p>The {@link Places} of a sample are cut into pieces. Moments of pieces, and then of the
 * channels of a group, are merged in order (Chan, Golub and LeVeque 1983). A sample of one piece is
 * finished while it is in the cache.
 */
final class ColumnNormalization {
    private final Workers workers;
    private final ColumnPasses passes;
    private final ThreadLocal<Scratch> partials = Scratch.perThread();

    ColumnNormalization(Workers workers, NormalizationLoops.OverColumns loops, Columns columns) {
        this.workers = workers;
        this.passes = new ColumnPasses(loops, columns);
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
        Places places = Places.of(n, p, c, groups);
        if (places.pieces() == 1) {
            workers.forRanges(
                    n,
                    places.samples(),
                    (from, to) -> {
                        ColumnPasses.Room room = passes.room(places);
                        for (int s = from; s < to; s++) {
                            passes.moments(places, X, s, room, room.totals, 0);
                            mergeGroups(places, room.totals, 0);
                            prepare(places, room.totals, 0, gamma, beta, epsilon, room);
                            store(places, room.totals, 0, s, mean, variance);
                            passes.normalize(places, X, Y, s, room);
                        }
                    });
            return;
        }
        int size = 2 * c;
        double[] partial = partials.get().doubles(n * places.pieces() * size);
        workers.forEach(
                n * places.pieces(),
                piece ->
                        passes.moments(
                                places, X, piece, passes.room(places), partial, piece * size));
        for (int s = 0; s < n; s++) {
            int at = s * places.pieces() * size;
            mergePieces(places, partial, at);
            mergeGroups(places, partial, at);
            store(places, partial, at, s, mean, variance);
        }
        workers.forEach(
                n * places.pieces(),
                piece -> {
                    int at = piece / places.pieces() * places.pieces() * size;
                    ColumnPasses.Room room = passes.room(places);
                    prepare(places, partial, at, gamma, beta, epsilon, room);
                    passes.normalize(places, X, Y, piece, room);
                });
    }

    /** Merges the moments of the pieces of a sample into those of its first. */
    private static void mergePieces(Places places, double[] moments, int at) {
        int c = places.c();
        for (int piece = 1; piece < places.pieces(); piece++) {
            int before = piece * places.length();
            double weight = (double) places.count(piece) / (before + places.count(piece));
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
    private static void mergeGroups(Places places, double[] moments, int at) {
        int channels = places.perGroup();
        for (int g = 0; g < places.groups(); g++) {
            int first = at + g * channels;
            double mean = 0;
            for (int j = first; j < first + channels; j++) {
                mean += moments[j];
            }
            mean /= channels;
            double squares = 0;
            for (int j = first; j < first + channels; j++) {
                double difference = moments[j] - mean;
                squares += moments[places.c() + j] + places.p() * (difference * difference);
            }
            moments[at + g] = mean;
            moments[at + places.c() + g] = squares / ((double) places.p() * channels);
        }
    }

    private static void store(
            Places places, double[] moments, int at, int sample, float[] mean, float[] variance) {
        for (int g = 0; g < places.groups(); g++) {
            mean[sample * places.groups() + g] = (float) moments[at + g];
            variance[sample * places.groups() + g] = (float) moments[at + places.c() + g];
        }
    }

    /** From means and variances of groups, the centres, scales and shifts of the columns. */
    private static void prepare(
            Places places,
            double[] moments,
            int at,
            float[] gamma,
            float[] beta,
            double epsilon,
            ColumnPasses.Room room) {
        int channels = places.perGroup();
        for (int g = 0; g < places.groups(); g++) {
            double mean = moments[at + g];
            float center = (float) mean;
            double factor = 1 / Math.sqrt(moments[at + places.c() + g] + epsilon);
            for (int j = g * channels; j < (g + 1) * channels; j++) {
                double scale = factor * gamma[j];
                room.centers[j] = center;
                room.scales[j] = (float) scale;
                room.shifts[j] = (float) (beta[j] + (center - mean) * scale);
            }
        }
        room.foldCenters(places);
        room.foldFactors(places);
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
        Places places = Places.of(n, p, c, groups);
        int size = 2 * c;
        int parts = places.pieces() == 1 ? Chunks.count(n, places.samples()) : n * places.pieces();
        double[] partial = partials.get().doubles((parts + 1) * size);
        int total = parts * size;
        Arrays.fill(partial, total, total + size, 0);
        if (places.pieces() == 1) {
            workers.forRanges(
                    n,
                    places.samples(),
                    (from, to) -> {
                        ColumnPasses.Room room = passes.room(places);
                        int at = from / places.samples() * size;
                        Arrays.fill(partial, at, at + size, 0);
                        for (int s = from; s < to; s++) {
                            center(places, mean, s, room);
                            passes.products(places, X, gY, s, room, room.totals, 0);
                            slopes(places, room.totals, 0, gamma, variance, s, epsilon, room);
                            addSample(places, room.totals, 0, variance, s, epsilon, partial, at);
                            passes.gradient(places, X, gY, gX, s, room);
                        }
                    });
            for (int part = 0; part < parts; part++) {
                add(partial, part * size, partial, total, size);
            }
        } else {
            workers.forEach(
                    parts,
                    piece -> {
                        ColumnPasses.Room room = passes.room(places);
                        center(places, mean, piece / places.pieces(), room);
                        passes.products(places, X, gY, piece, room, partial, piece * size);
                    });
            for (int s = 0; s < n; s++) {
                int at = s * places.pieces() * size;
                for (int piece = 1; piece < places.pieces(); piece++) {
                    add(partial, at + piece * size, partial, at, size);
                }
                addSample(places, partial, at, variance, s, epsilon, partial, total);
            }
            workers.forEach(
                    parts,
                    piece -> {
                        ColumnPasses.Room room = passes.room(places);
                        int s = piece / places.pieces();
                        int at = s * places.pieces() * size;
                        center(places, mean, s, room);
                        slopes(places, partial, at, gamma, variance, s, epsilon, room);
                        passes.gradient(places, X, gY, gX, piece, room);
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
    private static void center(Places places, float[] mean, int sample, ColumnPasses.Room room) {
        int channels = places.perGroup();
        for (int g = 0; g < places.groups(); g++) {
            float center = mean[sample * places.groups() + g];
            Arrays.fill(room.centers, g * channels, (g + 1) * channels, center);
        }
        room.foldCenters(places);
    }

    /** From sums of gY and its products, the scales, slopes and shifts of the columns. */
    private static void slopes(
            Places places,
            double[] sums,
            int at,
            float[] gamma,
            float[] variance,
            int sample,
            double epsilon,
            ColumnPasses.Room room) {
        int channels = places.perGroup();
        double weight = 1.0 / ((double) places.p() * channels);
        for (int g = 0; g < places.groups(); g++) {
            double scale = 1 / Math.sqrt(variance[sample * places.groups() + g] + epsilon);
            double sum = 0;
            double product = 0;
            for (int j = g * channels; j < (g + 1) * channels; j++) {
                sum += gamma[j] * sums[at + j];
                product += gamma[j] * sums[at + places.c() + j];
            }
            float slope = (float) (-scale * scale * scale * weight * product);
            float shift = (float) (-scale * weight * sum);
            for (int j = g * channels; j < (g + 1) * channels; j++) {
                room.scales[j] = (float) (scale * gamma[j]);
                room.slopes[j] = slope;
                room.shifts[j] = shift;
            }
        }
        room.foldFactors(places);
    }

    /** Adds the part of a sample to the gradients of beta and gamma. */
    private static void addSample(
            Places places,
            double[] sums,
            int at,
            float[] variance,
            int sample,
            double epsilon,
            double[] totals,
            int to) {
        int channels = places.perGroup();
        for (int g = 0; g < places.groups(); g++) {
            double scale = 1 / Math.sqrt(variance[sample * places.groups() + g] + epsilon);
            for (int j = g * channels; j < (g + 1) * channels; j++) {
                totals[to + j] += sums[at + j];
                totals[to + places.c() + j] += scale * sums[at + places.c() + j];
            }
        }
    }
}
