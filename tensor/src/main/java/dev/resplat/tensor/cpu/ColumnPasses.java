package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * Passes over a piece of the {@link Places} of a sample, for norms that have numbers for each
 * channel.
 *
 * <p>Few channels are folded: k rows of c channels are read as one of {@code k c}, whose running
 * sums are added in the end. Running sums are floats for {@link Places#BLOCK} rows and then move
 * into doubles.
 */
final class ColumnPasses {
    private final ThreadLocal<Room> rooms = ThreadLocal.withInitial(Room::new);
    private final Pass sum;
    private final Pass moments;
    private final Pass normalize;
    private final Pass products;
    private final Pass gradient;

    ColumnPasses(NormalizationLoops.OverColumns loops, Columns columns) {
        sum = (X, Z, gX, at, rows, n, r) -> columns.sum(X, at, n, rows, n, r.sums, 0);
        moments =
                (X, Z, gX, at, rows, n, r) ->
                        loops.moments(X, at, rows, n, r.centers, r.sums, r.products);
        normalize =
                (X, Y, gX, at, rows, n, r) ->
                        loops.normalize(X, Y, at, rows, n, r.centers, r.scales, r.shifts);
        products =
                (X, gY, gX, at, rows, n, r) ->
                        loops.products(X, gY, at, rows, n, r.centers, r.sums, r.products);
        gradient =
                (X, gY, gX, at, rows, n, r) ->
                        loops.gradient(
                                X, gY, gX, at, rows, n, r.centers, r.scales, r.slopes, r.shifts);
    }

    /** One loop over rows of n columns: X, Y or gY, and gX as far as it needs them. */
    private interface Pass {
        void over(float[] X, float[] Z, float[] gX, int from, int rows, int n, Room room);
    }

    /**
     * Runs a pass. The JIT compiler sees several kinds of passes here and so compiles each on its
     * own; in one compilation it would run out of its budget for inlining vector operations.
     */
    private static void run(
            Pass pass, float[] X, float[] Z, float[] gX, int from, int rows, int n, Room room) {
        pass.over(X, Z, gX, from, rows, n, room);
    }

    /** One thread's room: numbers of the columns, and sums for the channels of a sample. */
    static final class Room {
        float[] centers = {};
        float[] scales = {};
        float[] slopes = {};
        float[] shifts = {};
        double[] totals = {};
        private float[] sums = {};
        private float[] products = {};

        private void columns(int n) {
            if (centers.length < n) {
                centers = new float[n];
                scales = new float[n];
                slopes = new float[n];
                shifts = new float[n];
                totals = new double[2 * n];
                sums = new float[n];
                products = new float[n];
            }
        }

        /** Copies centres of channels for each place that is folded into a row. */
        void foldCenters(Places places) {
            repeat(centers, places);
        }

        /** Copies scales, slopes and shifts of channels for each place that is folded. */
        void foldFactors(Places places) {
            repeat(scales, places);
            repeat(slopes, places);
            repeat(shifts, places);
        }

        private static void repeat(float[] numbers, Places places) {
            int c = places.c();
            for (int k = 1; k < places.fold(); k++) {
                System.arraycopy(numbers, 0, numbers, k * c, c);
            }
        }
    }

    /** The room of this thread. */
    Room room(Places places) {
        Room room = rooms.get();
        room.columns(places.width());
        return room;
    }

    /**
     * Writes the means of the channels of a piece, and their sums of squares about these. Both are
     * taken about the means of the first places, and so are accurate, in one pass, also where means
     * are much larger than deviations.
     */
    void moments(Places places, float[] X, int piece, Room room, double[] result, int at) {
        int c = places.c();
        int from = places.start(piece);
        int count = places.count(piece);
        int head = Math.min(Places.BLOCK, count);
        Arrays.fill(room.sums, 0, c, 0);
        run(sum, X, null, null, from, head, c, room);
        for (int j = 0; j < c; j++) {
            room.centers[j] = room.sums[j] / head;
        }
        room.foldCenters(places);
        sums(moments, places, X, null, piece, room, result, at);
        for (int j = 0; j < c; j++) {
            double sum = result[at + j];
            result[at + j] = room.centers[j] + sum / count;
            result[at + c + j] = Math.max(0, result[at + c + j] - sum * sum / count);
        }
    }

    /** Writes {@code sum gY} and {@code sum gY (x - center)} of the channels of a piece. */
    void products(
            Places places, float[] X, float[] gY, int piece, Room room, double[] result, int at) {
        sums(products, places, X, gY, piece, room, result, at);
    }

    private static void sums(
            Pass pass,
            Places places,
            float[] X,
            float[] gY,
            int piece,
            Room room,
            double[] result,
            int at) {
        int c = places.c();
        Arrays.fill(result, at, at + 2 * c, 0);
        int from = places.start(piece);
        int width = places.width();
        int folded = places.count(piece) / places.fold();
        for (int row = 0; row < folded; row += Places.BLOCK) {
            int rows = Math.min(Places.BLOCK, folded - row);
            sumsOfBlock(pass, X, gY, from + row * width, rows, width, room, result, at, c);
        }
        int rest = places.count(piece) - folded * places.fold();
        if (rest > 0) {
            sumsOfBlock(pass, X, gY, from + folded * width, rest, c, room, result, at, c);
        }
    }

    private static void sumsOfBlock(
            Pass pass,
            float[] X,
            float[] gY,
            int from,
            int rows,
            int width,
            Room room,
            double[] result,
            int at,
            int c) {
        Arrays.fill(room.sums, 0, width, 0);
        Arrays.fill(room.products, 0, width, 0);
        run(pass, X, gY, null, from, rows, width, room);
        for (int k = 0; k < width; k += c) {
            for (int j = 0; j < c; j++) {
                result[at + j] += room.sums[k + j];
                result[at + c + j] += room.products[k + j];
            }
        }
    }

    /** Writes y of a piece with the centres, scales and shifts in the room. */
    void normalize(Places places, float[] X, float[] Y, int piece, Room room) {
        map(normalize, places, X, Y, null, piece, room);
    }

    /** Writes gX of a piece with the centres, scales, slopes and shifts in the room. */
    void gradient(Places places, float[] X, float[] gY, float[] gX, int piece, Room room) {
        map(gradient, places, X, gY, gX, piece, room);
    }

    private static void map(
            Pass pass, Places places, float[] X, float[] Z, float[] gX, int piece, Room room) {
        int from = places.start(piece);
        int folded = places.count(piece) / places.fold();
        int rest = places.count(piece) - folded * places.fold();
        run(pass, X, Z, gX, from, folded, places.width(), room);
        run(pass, X, Z, gX, from + folded * places.width(), rest, places.c(), room);
    }
}
