package dev.resplat.tensor.cpu;

import dev.resplat.tensor.ReduceOp;
import java.util.Arrays;

/**
 * Reductions of {@code [outer, n, inner]} along n where {@code inner > 1}: whole rows are added to
 * a row of running results, which is how memory lies and what the JIT compiler turns into vector
 * instructions.
 *
 * <p>A <em>panel</em> is a range of at most {@link #WIDTH} columns. Narrow rows are folded: k rows
 * of {@code inner} columns are read as one of {@code k inner}, and the k parts of the result are
 * added in the end. Running sums are floats for {@link #BLOCK} rows and then move into doubles.
 * When there are too few panels for all threads, their rows are cut into pieces whose results are
 * added in order. All cuts depend on the extents only.
 */
final class ColumnReduce {
    private static final int WIDTH = 1024;
    private static final int FOLDED_WIDTH = 512;
    private static final int BLOCK = 64;

    /** Elements per task. */
    private static final int TASK = 32 * 1024;

    /** Slices of at most this many elements are reduced column by column. */
    private static final int TINY = 128;

    private static final int ENOUGH_PANELS = 8;
    private static final int MOST_PIECES = 16;

    private final Workers workers;
    private final Columns columns;
    private final ThreadLocal<Room> rooms = ThreadLocal.withInitial(Room::new);
    private final ThreadLocal<double[]> partials =
            ThreadLocal.withInitial(() -> new double[ENOUGH_PANELS * MOST_PIECES * WIDTH]);

    ColumnReduce(Workers workers, Columns columns) {
        this.workers = workers;
        this.columns = columns;
    }

    /** What one pass over the rows computes. */
    private enum Pass {
        SUM,
        /** Sums of squared differences from a centre. */
        SQUARES,
        MAX;

        double start() {
            return this == MAX ? Double.NEGATIVE_INFINITY : 0;
        }

        double join(double a, double b) {
            return this == MAX ? Math.max(a, b) : a + b;
        }
    }

    /** One thread's room for a panel. */
    private static final class Room {
        final float[] running = new float[WIDTH];
        final float[] centers = new float[WIDTH];
        final double[] totals = new double[WIDTH];
    }

    void reduce(ReduceOp op, float[] X, float[] Y, int outer, int n, int inner) {
        if ((long) n * inner <= TINY) {
            int block = Math.max(1, TASK / Math.max(1, n * inner));
            workers.forEach(
                    Chunks.count(outer, block),
                    i -> tiny(op, X, Y, i * block, Math.min(outer - i * block, block), n, inner));
            return;
        }
        if (n <= BLOCK && (op == ReduceOp.SUM || op == ReduceOp.MEAN || op == ReduceOp.MAX)) {
            int block = Math.max(1, TASK / (n * inner));
            workers.forEach(
                    Chunks.count(outer, block),
                    i -> few(op, X, Y, i * block, Math.min(outer - i * block, block), n, inner));
            return;
        }
        switch (op) {
            case SUM, MEAN -> pass(Pass.SUM, op, X, Y, outer, n, inner);
            case MAX -> pass(Pass.MAX, op, X, Y, outer, n, inner);
            case NORM -> {
                pass(Pass.SQUARES, op, X, Y, outer, n, inner);
                repairNorms(X, Y, outer, n, inner);
            }
            case VARIANCE -> {
                pass(Pass.SUM, ReduceOp.MEAN, X, Y, outer, n, inner);
                pass(Pass.SQUARES, op, X, Y, outer, n, inner);
            }
        }
    }

    private void pass(Pass pass, ReduceOp op, float[] X, float[] Y, int outer, int n, int inner) {
        Plan plan = Plan.of(outer, n, inner);
        if (plan.pieces == 1) {
            int block = Math.max(1, TASK / Math.max(1, n * plan.width));
            workers.forEach(
                    Chunks.count(plan.count(), block),
                    task -> {
                        int end = Math.min(plan.count(), (task + 1) * block);
                        for (int panel = task * block; panel < end; panel++) {
                            double[] totals = piece(pass, op, plan, panel, 0, X, Y);
                            finish(op, plan, panel, totals, 0, Y);
                        }
                    });
            return;
        }
        double[] partial = partials.get();
        workers.forEach(
                plan.count() * plan.pieces,
                i -> {
                    double[] totals = piece(pass, op, plan, i / plan.pieces, i % plan.pieces, X, Y);
                    System.arraycopy(totals, 0, partial, i * WIDTH, plan.width);
                });
        for (int panel = 0; panel < plan.count(); panel++) {
            int first = panel * plan.pieces * WIDTH;
            for (int p = 1; p < plan.pieces; p++) {
                for (int j = 0; j < plan.columns(panel); j++) {
                    double joined = pass.join(partial[first + j], partial[first + p * WIDTH + j]);
                    partial[first + j] = joined;
                }
            }
            finish(op, plan, panel, partial, first, Y);
        }
    }

    /** How a reduction is cut into panels, and their rows into pieces. */
    private record Plan(int outer, int n, int inner, int panels, int width, int pieces) {
        static Plan of(int outer, int n, int inner) {
            int panels = Chunks.count(inner, WIDTH);
            int width = Math.min(inner, WIDTH);
            boolean enough = (long) outer * panels >= ENOUGH_PANELS;
            long pieces = enough ? 1 : Math.min(MOST_PIECES, (long) n * width / TASK);
            return new Plan(outer, n, inner, panels, width, (int) Math.max(pieces, 1));
        }

        int count() {
            return outer * panels;
        }

        int column(int panel) {
            return panel % panels * WIDTH;
        }

        int columns(int panel) {
            return Math.min(inner - column(panel), WIDTH);
        }

        /** Where the panel's columns begin in the result. */
        int target(int panel) {
            return panel / panels * inner + column(panel);
        }

        /** Where the panel's columns begin in a row of x. */
        int source(int panel, int row) {
            return (panel / panels * n + row) * inner + column(panel);
        }
    }

    /** One piece of the rows of a panel; the result is this thread's room. */
    private double[] piece(
            Pass pass, ReduceOp op, Plan plan, int panel, int piece, float[] X, float[] Y) {
        int rows = Chunks.count(plan.n, plan.pieces);
        int row = Math.min(plan.n, piece * rows);
        int count = Math.min(plan.n - row, rows);
        int width = plan.columns(panel);
        int fold = Math.max(1, Math.min(count, FOLDED_WIDTH / plan.inner));
        int folded = count / fold;
        Room room = rooms.get();
        Arrays.fill(room.totals, 0, width * fold, pass.start());
        if (op == ReduceOp.VARIANCE) {
            int target = plan.target(panel);
            for (int k = 0; k < fold; k++) {
                System.arraycopy(Y, target, room.centers, k * width, width);
            }
        } else {
            Arrays.fill(room.centers, 0, width * fold, 0);
        }
        int stride = plan.inner * fold;
        add(pass, X, plan.source(panel, row), stride, folded, width * fold, room);
        for (int k = 1; k < fold; k++) {
            for (int j = 0; j < width; j++) {
                double part = room.totals[k * width + j];
                room.totals[j] = pass.join(room.totals[j], part);
            }
        }
        int rest = plan.source(panel, row + folded * fold);
        add(pass, X, rest, plan.inner, count - folded * fold, width, room);
        return room.totals;
    }

    /** Takes in {@code rows} rows of {@code width} columns that lie {@code stride} apart. */
    private void add(Pass pass, float[] X, int from, int stride, int rows, int width, Room room) {
        float[] running = room.running;
        for (int block = 0; block < rows; block += BLOCK) {
            int at = from + block * stride;
            int count = Math.min(BLOCK, rows - block);
            Arrays.fill(running, 0, width, (float) pass.start());
            switch (pass) {
                case SUM -> columns.sum(X, at, stride, count, width, running, 0);
                case SQUARES -> columns.squares(X, at, stride, count, width, running, room.centers);
                case MAX -> columns.max(X, at, stride, count, width, running, 0);
            }
            if (pass == Pass.MAX) {
                for (int j = 0; j < width; j++) {
                    room.totals[j] = Math.max(room.totals[j], running[j]);
                }
            } else {
                for (int j = 0; j < width; j++) {
                    room.totals[j] += running[j];
                }
            }
        }
    }

    private static void finish(
            ReduceOp op, Plan plan, int panel, double[] totals, int first, float[] Y) {
        int target = plan.target(panel);
        for (int j = 0; j < plan.columns(panel); j++) {
            Y[target + j] = (float) finish(op, totals[first + j], plan.n);
        }
    }

    private static double finish(ReduceOp op, double total, int n) {
        return switch (op) {
            case SUM, MAX -> total;
            case MEAN, VARIANCE -> total / n;
            case NORM -> Math.sqrt(total);
        };
    }

    /** Computes again in double the norms whose squares have over- or underflown. */
    private static void repairNorms(float[] X, float[] Y, int outer, int n, int inner) {
        for (int at = 0; at < outer * inner; at++) {
            if (!(Y[at] > 1e-10f && Y[at] < 1e19f)) {
                int o = at / inner;
                Y[at] = column(ReduceOp.NORM, X, o * n * inner + at - o * inner, n, inner);
            }
        }
    }

    /** Slices of few rows go straight into the result. */
    private void few(ReduceOp op, float[] X, float[] Y, int first, int count, int n, int inner) {
        for (int o = first; o < first + count; o++) {
            int at = o * inner;
            int row = o * n * inner;
            System.arraycopy(X, row, Y, at, inner);
            if (op == ReduceOp.MAX) {
                columns.max(X, row + inner, inner, n - 1, inner, Y, at);
            } else {
                columns.sum(X, row + inner, inner, n - 1, inner, Y, at);
            }
            if (op == ReduceOp.MEAN) {
                for (int j = at; j < at + inner; j++) {
                    Y[j] /= n;
                }
            }
        }
    }

    private static void tiny(
            ReduceOp op, float[] X, float[] Y, int first, int count, int n, int inner) {
        for (int o = first; o < first + count; o++) {
            for (int j = 0; j < inner; j++) {
                Y[o * inner + j] = column(op, X, o * n * inner + j, n, inner);
            }
        }
    }

    /** Reduces n numbers that lie {@code stride} apart, in double. */
    private static float column(ReduceOp op, float[] X, int first, int n, int stride) {
        double total =
                switch (op) {
                    case SUM, MEAN -> columnSum(X, first, n, stride);
                    case MAX -> columnMax(X, first, n, stride);
                    case NORM -> columnSquares(X, first, n, stride, 0);
                    case VARIANCE -> {
                        double mean = columnSum(X, first, n, stride) / n;
                        yield columnSquares(X, first, n, stride, mean);
                    }
                };
        return (float) finish(op, total, n);
    }

    private static double columnSum(float[] X, int first, int n, int stride) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += X[first + i * stride];
        }
        return sum;
    }

    private static double columnMax(float[] X, int first, int n, int stride) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, X[first + i * stride]);
        }
        return max;
    }

    private static double columnSquares(float[] X, int first, int n, int stride, double center) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double d = X[first + i * stride] - center;
            sum += d * d;
        }
        return sum;
    }

    void argMax(float[] X, int[] I, int outer, int n, int inner) {
        int block = Math.max(1, TASK / n);
        int size = outer * inner;
        workers.forEach(
                Chunks.count(size, block),
                task -> {
                    for (int at = task * block; at < Math.min(size, (task + 1) * block); at++) {
                        int o = at / inner;
                        I[at] = argMaxOfColumn(X, o * n * inner + at - o * inner, n, inner);
                    }
                });
    }

    private static int argMaxOfColumn(float[] X, int first, int n, int stride) {
        int best = 0;
        float max = X[first];
        for (int i = 1; i < n && max == max; i++) {
            float x = X[first + i * stride];
            if (x > max || x != x) {
                best = i;
                max = x;
            }
        }
        return best;
    }
}
