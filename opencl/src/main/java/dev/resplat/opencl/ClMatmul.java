package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.MatmulKernels;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ReduceOp;
import java.util.Map;

/**
 * Matrix products by tiles. Long inner products of few results are cut into pieces, which a
 * reduction adds up, so that a GPU is busy; how depends on extents only.
 */
final class ClMatmul implements MatmulKernels {
    private static final int SIDE = 16;
    private static final int EACH = 4;
    private static final int TILE = SIDE * EACH;
    private static final int STEP = 16;

    /** Work-groups that keep a large GPU busy. */
    private static final int MANY_TILES = 256;

    /** Of an inner product that is cut, a piece has so many elements at least. */
    private static final int MIN_PIECE = 256;

    private final ClDevice device;
    private final ReduceKernels reduce;

    ClMatmul(ClDevice device, ReduceKernels reduce) {
        this.device = device;
        this.reduce = reduce;
    }

    private ClKernel kernel(Layout layout) {
        Map<String, String> constants =
                Map.of(
                        "SIDE", "" + SIDE,
                        "EACH", "" + EACH,
                        "TILE", "" + TILE,
                        "STEP", "" + STEP,
                        "A_TRANSPOSED", layout == Layout.A_TRANSPOSED ? "1" : "0",
                        "B_TRANSPOSED", layout == Layout.B_TRANSPOSED ? "1" : "0");
        return device.program("matmul.cl", constants).kernel("matmul");
    }

    @Override
    public void matmul(Layout layout, Size size, Buffer a, Buffer b, Buffer c) {
        if (size.batch() == 0 || size.m() == 0 || size.n() == 0) {
            return;
        }
        long tiles = (long) size.batch() * tiles(size.m()) * tiles(size.n());
        int wanted = (int) (MANY_TILES / Math.min(tiles, MANY_TILES));
        int pieces = Math.max(1, Math.min(wanted, size.k() / MIN_PIECE));
        if (pieces == 1) {
            launch(layout, size, a, b, c, tiles, 1, size.k());
            return;
        }
        int piece = ((size.k() - 1) / pieces / STEP + 1) * STEP;
        pieces = (size.k() - 1) / piece + 1;
        int results = size.batch() * size.m() * size.n();
        Buffer parts = device.allocate(ElementType.REAL, pieces * results);
        try {
            launch(layout, size, a, b, parts, tiles * pieces, pieces, piece);
            reduce.reduce(ReduceOp.SUM, parts, c, 1, pieces, results);
        } finally {
            device.release(parts);
        }
    }

    private static long tiles(int extent) {
        return (extent - 1) / TILE + 1;
    }

    private void launch(
            Layout layout,
            Size size,
            Buffer a,
            Buffer b,
            Buffer c,
            long groups,
            int pieces,
            int piece) {
        long items = (long) SIDE * SIDE;
        kernel(layout)
                .buffers(a, b, c)
                .ints(size.batch(), size.m(), size.k(), size.n())
                .ints(size.aStride(), size.bStride(), pieces, piece)
                .run(new long[] {groups * items}, new long[] {items});
    }
}
