package dev.resplat.opencl;

import dev.resplat.tensor.AttentionKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import java.util.Map;

/**
 * Attention that never keeps its scores: many queries in tiles that share keys in local memory, few
 * of them a row at a time. Beside its arguments it needs a float for each query, backward.
 */
final class ClAttention implements AttentionKernels {
    /** Queries that do not fill a tile. */
    private static final int FEW = 8;

    /** Work-items along each side of a tile. */
    private static final int SIDE = 16;

    /** Rows and columns of tiles for a work-item at most, and columns where two tiles are kept. */
    private static final int MAX_EACH = 4;

    private static final int MAX_OF_TWO = 2;

    /** Results of a row for a work-item at most; wider rows are several blocks. */
    private static final int MAX_OUT = 8;

    /** Work-items of a group that has rows of queries, and those of a query at most and least. */
    private static final int ROW_GROUP = 128;

    private static final int MAX_LANES = 32;
    private static final int MIN_LANES = 8;

    private final ClDevice device;

    ClAttention(ClDevice device) {
        this.device = device;
    }

    @Override
    public void attention(
            Size size, Buffer q, Buffer k, Buffer v, Mask mask, Buffer y, Buffer logSumExp) {
        if (size.batch() * size.heads() * size.queries() == 0) {
            return;
        }
        Buffer values = mask == null ? q : mask.values();
        if (size.queries() <= FEW) {
            Rows rows = new Rows(size, size.valueDepth());
            ClKernel kernel = rows.kernel("attentionOfFew");
            rows.run(extents(kernel.buffers(q, k, v, values, y, logSumExp), size, mask));
            return;
        }
        Tiles tiles = new Tiles(size, size.queries(), size.keys(), MAX_EACH, size.valueDepth());
        ClKernel kernel = tiles.kernel("attention");
        tiles.run(extents(kernel.buffers(q, k, v, values, y, logSumExp), size, mask));
    }

    @Override
    public void attentionGrad(
            Size size,
            Buffer q,
            Buffer k,
            Buffer v,
            Mask mask,
            Buffer y,
            Buffer logSumExp,
            Buffer gradY,
            Buffer gradQ,
            Buffer gradK,
            Buffer gradV) {
        int queries = size.batch() * size.heads() * size.queries();
        Buffer values = mask == null ? q : mask.values();
        Buffer delta = device.allocate(ElementType.REAL, queries);
        Buffer[] inputs = {q, k, v, values, logSumExp, delta, gradY};
        try {
            Rows rows = new Rows(size, size.valueDepth());
            rows.kernel("attentionDeltas")
                    .buffers(y, gradY, delta)
                    .ints(size.batch(), size.heads(), size.queries(), size.valueDepth())
                    .run(rows.global(queries), new long[] {ROW_GROUP});
            if (gradQ != null && queries > 0) {
                gradQ(size, mask, inputs, gradQ);
            }
            boolean keys = size.batch() * size.heads() * size.keys() > 0;
            if (keys && (gradK != null || gradV != null)) {
                gradKeysAndValues(size, mask, inputs, gradK, gradV);
            }
        } finally {
            device.release(delta);
        }
    }

    private void gradQ(Size size, Mask mask, Buffer[] inputs, Buffer gradQ) {
        if (size.queries() <= FEW) {
            Rows rows = new Rows(size, size.depth());
            ClKernel kernel = rows.kernel("attentionOfFewGradQ").buffers(inputs).buffers(gradQ);
            rows.run(extents(kernel, size, mask));
            return;
        }
        Tiles tiles = new Tiles(size, size.queries(), size.keys(), MAX_EACH, size.depth());
        ClKernel kernel = tiles.kernel("attentionGradQ").buffers(inputs).buffers(gradQ);
        tiles.run(extents(kernel, size, mask));
    }

    private void gradKeysAndValues(
            Size size, Mask mask, Buffer[] inputs, Buffer gradK, Buffer gradV) {
        // What is not wanted is not written, but an argument there must be.
        Buffer[] outputs = {gradK == null ? gradV : gradK, gradV == null ? gradK : gradV};
        int[] wanted = {gradK == null ? 0 : 1, gradV == null ? 0 : 1};
        if (size.queries() <= FEW) {
            Rows rows = new Rows(size, 0);
            ClKernel kernel = rows.kernel("attentionOfFewGradKV").buffers(inputs);
            extents(kernel.buffers(outputs).ints(wanted), size, mask)
                    .run(rows.global(rows.chunks()), new long[] {ROW_GROUP});
            return;
        }
        int width = Math.max(size.depth(), size.valueDepth());
        Tiles tiles = new Tiles(size, size.keys(), size.queries(), MAX_OF_TWO, width);
        ClKernel kernel = tiles.kernel("attentionGradKV").buffers(inputs);
        tiles.run(extents(kernel.buffers(outputs).ints(wanted), size, mask));
    }

    private static ClKernel extents(ClKernel kernel, Size size, Mask mask) {
        kernel.ints(size.batch(), size.heads(), size.queries(), size.keys());
        kernel.ints(size.depth(), size.valueDepth(), mask == null ? 0 : 1);
        kernel.ints(mask == null ? 0 : mask.batchStride());
        kernel.ints(mask == null ? 0 : mask.headStride());
        kernel.ints(mask == null ? 0 : mask.queryStride());
        return kernel.floats(size.scale());
    }

    /** The least power of two that is not less, within limits that are powers of two. */
    private static int powerOfTwo(int n, int least, int most) {
        int power = least;
        while (power < n && power < most) {
            power *= 2;
        }
        return power;
    }

    private static int pieces(int n, int piece) {
        return n == 0 ? 0 : (n - 1) / piece + 1;
    }

    /**
     * Launches of {@code attention.cl} and its gradients. Tiles are as large as there is work for
     * them; but on a CPU always the same, as its compiler takes half a minute for each.
     */
    private final class Tiles {
        private final Map<String, String> constants;
        private final long groups;

        /**
         * For a size.
         *
         * @param rows queries or keys that work-groups keep
         * @param columns of the others, which they walk along
         * @param most columns of a tile for a work-item
         * @param width of the results
         */
        Tiles(Size size, int rows, int columns, int most, int width) {
            boolean gpu = device.isAccelerator();
            int eachRow = gpu ? powerOfTwo(pieces(rows, SIDE), 1, MAX_EACH) : 2;
            int eachColumn = gpu ? powerOfTwo(pieces(columns, SIDE), 1, most) : 1;
            int out = gpu ? powerOfTwo(pieces(width, SIDE), 1, MAX_OUT) : 4;
            constants = Map.of("ROWS", "" + eachRow, "COLUMNS", "" + eachColumn, "OUT", "" + out);
            int blocks = Math.max(1, pieces(width, SIDE * out));
            groups = (long) size.batch() * size.heads() * pieces(rows, SIDE * eachRow) * blocks;
        }

        ClKernel kernel(String name) {
            return device.program(name + ".cl", constants).kernel(name);
        }

        void run(ClKernel kernel) {
            long items = SIDE * SIDE;
            kernel.run(new long[] {groups * items}, new long[] {items});
        }
    }

    /** Launches of {@code attentionRows.cl}. */
    private final class Rows {
        private final Size size;
        private final int lanes;
        private final int out;
        private final int blocks;

        /** For a size, and results that are so wide. */
        Rows(Size size, int width) {
            this.size = size;
            lanes = powerOfTwo(Math.max(size.keys(), size.depth()), MIN_LANES, MAX_LANES);
            out = powerOfTwo(pieces(width, lanes), 1, MAX_OUT);
            blocks = Math.max(1, pieces(width, lanes * out));
        }

        ClKernel kernel(String name) {
            Map<String, String> constants =
                    Map.of("LANES", "" + lanes, "OUT", "" + out, "FEW", "" + FEW);
            return device.program("attentionRows.cl", constants).kernel(name);
        }

        /** Work-items for so many rows. */
        long[] global(long rows) {
            int perGroup = ROW_GROUP / lanes;
            return new long[] {(rows + perGroup - 1) / perGroup * ROW_GROUP};
        }

        /** Keys of all heads, as many at a time as a query has work-items. */
        long chunks() {
            return (long) size.batch() * size.heads() * pieces(size.keys(), lanes);
        }

        void run(ClKernel kernel) {
            long[] one = global((long) size.batch() * size.heads() * size.queries());
            kernel.run(new long[] {one[0] * blocks}, new long[] {ROW_GROUP});
        }
    }
}
