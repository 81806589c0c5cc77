package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.MatmulKernels;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ReduceOp;
import java.util.HashMap;
import java.util.Map;

/**
 * Matrix products by {@linkplain ProductTiles tiles}. Long inner products of few results are cut
 * into pieces, which a reduction adds up, so that a GPU is busy; how depends on extents only, so
 * that no bit depends on tiles.
 */
final class ClMatmul implements MatmulKernels {
    /** What pieces are decided by, whatever the tiles are. */
    private static final int SIDE = 64;

    /** Work-groups that keep a large GPU busy. */
    private static final int MANY_TILES = 256;

    /** Of an inner product that is cut, a piece has so many elements at least. */
    private static final int MIN_PIECE = 256;

    private final ClDevice device;
    private final ReduceKernels reduce;
    private final ClLargest largest;

    ClMatmul(ClDevice device, ReduceKernels reduce, ClLargest largest) {
        this.device = device;
        this.reduce = reduce;
        this.largest = largest;
    }

    @Override
    public void matmul(Layout layout, Size size, Buffer a, Buffer b, Buffer c) {
        int pieces = pieces(size);
        matmul(layout, size, a, b, c, device.tiles(ProductKind.of(size, pieces)));
    }

    /** The same, by tiles that are turned where there are fewer rows than columns. */
    void matmul(Layout layout, Size size, Buffer a, Buffer b, Buffer c, ProductTiles tiles) {
        if (size.batch() == 0 || size.m() == 0 || size.n() == 0) {
            return;
        }
        ProductTiles turned = size.m() < size.n() ? tiles.turned() : tiles;
        int pieces = pieces(size);
        if (pieces == 1) {
            launch(layout, size, a, b, c, turned, 1, size.k());
            return;
        }
        int longest = ProductTiles.LONGEST_STEP;
        int piece = ((size.k() - 1) / pieces / longest + 1) * longest;
        pieces = (size.k() - 1) / piece + 1;
        int results = size.batch() * size.m() * size.n();
        Buffer parts = device.allocate(ElementType.REAL, pieces * results);
        try {
            launch(layout, size, a, b, parts, turned, pieces, piece);
            reduce.reduce(ReduceOp.SUM, parts, c, 1, pieces, results);
        } finally {
            device.release(parts);
        }
    }

    private static int pieces(Size size) {
        long tiles = (long) size.batch() * tiles(size.m()) * tiles(size.n());
        int wanted = (int) (MANY_TILES / Math.max(1, Math.min(tiles, MANY_TILES)));
        return Math.max(1, Math.min(wanted, size.k() / MIN_PIECE));
    }

    private static long tiles(int extent) {
        return (extent - 1L) / SIDE + 1;
    }

    private void launch(
            Layout layout,
            Size size,
            Buffer a,
            Buffer b,
            Buffer c,
            ProductTiles tiles,
            int pieces,
            int piece) {
        int aLength = (size.aStride() == 0 ? 1 : size.batch()) * size.m() * size.k();
        int bLength = (size.bStride() == 0 ? 1 : size.batch()) * size.k() * size.n();
        Buffer found = largest.of(a, aLength, b, bLength);
        long groups = size.batch() * tiles.in(size.m(), size.n()) * pieces;
        try {
            kernel(layout, tiles, isAligned(layout, size, tiles.width()))
                    .buffers(a, b, c, found)
                    .ints(size.batch(), size.m(), size.k(), size.n())
                    .ints(size.aStride(), size.bStride(), pieces, piece)
                    .run(new long[] {groups * tiles.items()}, new long[] {tiles.items()});
        } finally {
            largest.release(found);
        }
    }

    private ClKernel kernel(Layout layout, ProductTiles tiles, boolean aligned) {
        Map<String, String> constants = new HashMap<>(tiles.constants());
        constants.put("A_TRANSPOSED", layout == Layout.A_TRANSPOSED ? "1" : "0");
        constants.put("B_TRANSPOSED", layout == Layout.B_TRANSPOSED ? "1" : "0");
        constants.put("ALIGNED", aligned ? "1" : "0");
        constants.put("HALF", device.isMixed() ? "1" : "0");
        return device.program("matmul.cl", constants).kernel("matmul");
    }

    /** Whether vectors begin at multiples of their size; a CPU does not care. */
    private boolean isAligned(Layout layout, Size size, int width) {
        int aLine = layout == Layout.A_TRANSPOSED ? size.m() : size.k();
        int bLine = layout == Layout.B_TRANSPOSED ? size.k() : size.n();
        return device.isAccelerator()
                && aLine % width == 0
                && bLine % width == 0
                && size.aStride() % width == 0
                && size.bStride() % width == 0;
    }
}
