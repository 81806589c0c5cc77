package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ReduceOp;
import java.util.Map;

/**
 * Reductions: neighbours in memory go to neighbouring work-items. Where there are too few results
 * to keep a GPU busy, their axis is cut into pieces, which are reduced first; variance and norm
 * take a pass more, for the mean and for the largest magnitude, whose square may be too large for a
 * float. Bound by bytes: 4 per element and pass.
 */
final class ClReduce implements ReduceKernels {
    private static final int GROUP = 256;

    /** Work-items that keep a large GPU busy. */
    private static final int MANY_ITEMS = 1 << 16;

    /** Elements that a work-item reduces at least before an axis is cut. */
    private static final int MIN_ELEMENTS = 16;

    /** From here on neighbouring results alone make reading contiguous. */
    private static final int WIDE = 128;

    private final ClDevice device;

    ClReduce(ClDevice device) {
        this.device = device;
    }

    /** A kind of reduction, as macros of {@code reduce.cl}. */
    private enum Kind {
        SUM("float", "float", "0.0f", "x", "(a) + (b)", "s"),
        MEAN(SUM, "x", "s / count"),
        MAX("float", "float", "-INFINITY", "x", "larger(a, b)", "s"),
        SIZE("float", "float", "0.0f", "fabs(x)", "larger(a, b)", "s"),
        VARIANCE(SUM, "(x - c) * (x - c)", "s / count"),
        NORM(SUM, "(x / c) * (x / c)", "(c > 0.0f && c < INFINITY ? c * sqrt(s) : c)"),
        PLACE(
                "uint2",
                "int",
                "(uint2)(0, 0xFFFFFFFFu)",
                "(uint2)(ordered(x), (uint) (j))",
                "larger2(a, b)",
                "(int) (s).y");

        private final String total;
        private final String stored;
        private final String start;
        private final String term;
        private final String combine;
        private final String result;

        Kind(
                String total,
                String stored,
                String start,
                String term,
                String combine,
                String result) {
            this.total = total;
            this.stored = stored;
            this.start = start;
            this.term = term;
            this.combine = combine;
            this.result = result;
        }

        Kind(Kind like, String term, String result) {
            this(like.total, like.stored, like.start, term, like.combine, result);
        }

        boolean hasCenters() {
            return this == VARIANCE || this == NORM;
        }

        /**
         * What a launch does.
         *
         * @param first whether it reads what is to be reduced, not results for pieces of it
         * @param last whether it writes what was asked for, not such results
         */
        Map<String, String> macros(boolean first, boolean last) {
            return Map.of(
                    "GROUP", "" + GROUP,
                    "LOADED", first ? "float" : total,
                    "TOTAL", total,
                    "STORED", last ? stored : total,
                    "START", start,
                    "TERM(x, c, j)", first ? term : "x",
                    "COMBINE(a, b)", combine,
                    "RESULT(s, c)", last ? result : "s",
                    "HAS_CENTERS", hasCenters() ? "1" : "0");
        }
    }

    @Override
    public void reduce(ReduceOp op, Buffer x, Buffer y, int outer, int n, int inner) {
        switch (op) {
            case SUM -> reduce(Kind.SUM, x, x, y, outer, n, inner);
            case MEAN -> reduce(Kind.MEAN, x, x, y, outer, n, inner);
            case MAX -> reduce(Kind.MAX, x, x, y, outer, n, inner);
            case VARIANCE -> about(Kind.MEAN, Kind.VARIANCE, x, y, outer, n, inner);
            case NORM -> about(Kind.SIZE, Kind.NORM, x, y, outer, n, inner);
        }
    }

    @Override
    public void argMax(Buffer x, Buffer index, int outer, int n, int inner) {
        reduce(Kind.PLACE, x, x, index, outer, n, inner);
    }

    /** Two passes: the second about what the first says. */
    private void about(Kind center, Kind kind, Buffer x, Buffer y, int outer, int n, int inner) {
        Buffer centers = device.allocate(ElementType.REAL, outer * inner);
        try {
            reduce(center, x, x, centers, outer, n, inner);
            reduce(kind, x, centers, y, outer, n, inner);
        } finally {
            device.release(centers);
        }
    }

    private void reduce(
            Kind kind, Buffer x, Buffer centers, Buffer y, int outer, int n, int inner) {
        if (outer == 0 || inner == 0) {
            return;
        }
        int lanes = lanes(n, inner);
        long items = Math.min((long) outer * inner * lanes, MANY_ITEMS);
        int wanted = (int) (MANY_ITEMS / items);
        int pieces = Math.max(1, Math.min(wanted, n / (lanes * MIN_ELEMENTS)));
        if (pieces == 1) {
            launch(kind.macros(true, true), x, centers, y, outer, n, inner, 1, n);
            return;
        }
        int piece = (n - 1) / pieces + 1;
        pieces = (n - 1) / piece + 1;
        int words = kind == Kind.PLACE ? 2 : 1;
        Buffer parts = device.allocate(ElementType.REAL, words * outer * pieces * inner);
        try {
            launch(kind.macros(true, false), x, centers, parts, outer, n, inner, pieces, piece);
            // The count is of what was reduced, not of the pieces.
            Map<String, String> last = kind.macros(false, true);
            launch(last, parts, centers, y, outer, pieces, inner, 1, pieces, n);
        } finally {
            device.release(parts);
        }
    }

    /** Work-items that share a result: a power of two. */
    private static int lanes(int n, int inner) {
        if (inner > WIDE) {
            return 1;
        }
        int fit = Integer.highestOneBit(GROUP / inner);
        return Math.min(fit, Integer.highestOneBit(Math.max(n / 4, 1)));
    }

    private void launch(
            Map<String, String> macros,
            Buffer x,
            Buffer centers,
            Buffer y,
            int outer,
            int n,
            int inner,
            int pieces,
            int piece) {
        launch(macros, x, centers, y, outer, n, inner, pieces, piece, n);
    }

    private void launch(
            Map<String, String> macros,
            Buffer x,
            Buffer centers,
            Buffer y,
            int outer,
            int n,
            int inner,
            int pieces,
            int piece,
            int count) {
        ClProgram program = device.program("reduce.cl", macros);
        if (inner > WIDE) {
            program.kernel("reduceColumns")
                    .buffers(x, centers, y)
                    .ints(outer, n, inner, pieces, piece)
                    .floats(count)
                    .run((long) outer * pieces * inner);
            return;
        }
        int lanes = lanes(piece, inner);
        int units = GROUP / (lanes * inner);
        long groups = ((long) outer * pieces + units - 1) / units;
        program.kernel("reduceRows")
                .buffers(x, centers, y)
                .ints(outer, n, inner, pieces, piece, lanes, units)
                .floats(count)
                .run(new long[] {groups * GROUP}, new long[] {GROUP});
    }
}
