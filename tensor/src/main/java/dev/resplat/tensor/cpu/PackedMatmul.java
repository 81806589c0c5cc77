package dev.resplat.tensor.cpu;

import dev.resplat.tensor.MatmulKernels.Layout;
import java.util.Arrays;

/**
 * One product blocked for the caches (Goto and van de Geijn 2008, "Anatomy of high-performance
 * matrix multiplication").
 *
 * <p>A <em>group</em> is as much of b as is packed at once, by all threads together. Then tiles of
 * c are shared out; for each, a block of a is packed and every {@link MicroKernels} block of the
 * tile added up. Groups and blocks follow each other in ascending order of the summed index, so
 * that each element of c is one chain of fused multiply-adds from zero, whatever the blocking, the
 * vector width and the number of threads.
 */
final class PackedMatmul {
    private static final int ROWS = MicroKernels.ROWS;
    private static final int COLUMNS = MicroKernels.COLUMNS;

    /** Rows and columns of a tile at most: its block of a takes 100 KB of the L2 cache. */
    private static final int TILE_ROWS = 16 * ROWS;

    private static final int TILE_COLUMNS = 8 * COLUMNS;

    /** Columns and elements of a group at most, so that scratch memory is bounded. */
    private static final int GROUP_COLUMNS = 2048;

    private static final int GROUP_SIZE = 1 << 22;

    /** Elements of b that one task packs. */
    private static final int PACK_SIZE = 1 << 14;

    /** Tiles at least, where the product is large enough, for even shares. */
    private static final int MIN_TILES = 8;

    private final Layout layout;
    private final int m;
    private final int n;
    private final int k;
    private final float[] a;
    private final float[] b;
    private final float[] c;

    /** Depth of a block, columns and depth of a group, rows and columns of a tile. */
    private final int depth;

    private final int groupColumns;
    private final int groupDepth;
    private final int tileRows;
    private final int tileColumns;

    PackedMatmul(Layout layout, int m, int n, int k, float[] a, float[] b, float[] c) {
        this.layout = layout;
        this.m = m;
        this.n = n;
        this.k = k;
        this.a = a;
        this.b = b;
        this.c = c;
        depth = Packing.divideUp(k, Packing.divideUp(k, MicroKernels.DEPTH));
        groupColumns = Math.min(GROUP_COLUMNS, Packing.divideUp(n, COLUMNS) * COLUMNS);
        groupDepth = Math.max(1, GROUP_SIZE / groupColumns / depth) * depth;
        int rows = TILE_ROWS;
        int columns = TILE_COLUMNS;
        int width = Math.min(n, groupColumns);
        while (Packing.divideUp(m, rows) * Packing.divideUp(width, columns) < MIN_TILES
                && rows > 2 * ROWS) {
            rows = Math.max(2 * ROWS, Packing.divideUp(rows / 2, ROWS) * ROWS);
        }
        while (Packing.divideUp(m, rows) * Packing.divideUp(width, columns) < MIN_TILES
                && columns > COLUMNS) {
            columns = Math.max(COLUMNS, Packing.divideUp(columns / 2, COLUMNS) * COLUMNS);
        }
        tileRows = rows;
        tileColumns = columns;
    }

    /** Working memory of one thread, kept from product to product. */
    static final class Scratch {
        private final float[] a = new float[TILE_ROWS * MicroKernels.A_STRIDE];
        private final float[] edge = new float[ROWS * COLUMNS];
        private float[] b = {};

        private float[] b(int size) {
            if (b.length < size) {
                b = new float[size];
            }
            return b;
        }
    }

    /**
     * Part of b: {@code columns} columns from {@code j} on, {@code depth} rows from {@code p} on.
     */
    private record Group(int j, int columns, int p, int depth, float[] packed) {
        int paddedColumns() {
            return Packing.divideUp(columns, MicroKernels.L) * MicroKernels.L;
        }
    }

    /** The whole product on this thread; operands begin at these offsets. */
    void serial(int ao, int bo, int co, Scratch scratch) {
        for (int j = 0; j < n; j += groupColumns) {
            for (int p = 0; p < k; p += groupDepth) {
                Group group = group(j, p, scratch);
                pack(group, bo, 0, group.columns);
                for (int i = 0; i < m; i += TILE_ROWS) {
                    int rows = Math.min(TILE_ROWS, m - i);
                    tile(group, ao, co, i, rows, 0, group.columns, scratch);
                }
            }
        }
    }

    /** The product shared among all threads. */
    void parallel(int ao, int bo, int co, Workers workers, ThreadLocal<Scratch> scratches) {
        Scratch shared = scratches.get();
        for (int j = 0; j < n; j += groupColumns) {
            for (int p = 0; p < k; p += groupDepth) {
                Group group = group(j, p, shared);
                int each = Math.max(1, PACK_SIZE / group.depth / COLUMNS) * COLUMNS;
                workers.forRanges(
                        group.columns, each, (from, to) -> pack(group, bo, from, to - from));
                int across = Packing.divideUp(group.columns, tileColumns);
                workers.forEach(
                        across * Packing.divideUp(m, tileRows),
                        t -> {
                            int i = t / across * tileRows;
                            int x = t % across * tileColumns;
                            int rows = Math.min(tileRows, m - i);
                            int columns = Math.min(tileColumns, group.columns - x);
                            tile(group, ao, co, i, rows, x, columns, scratches.get());
                        });
            }
        }
    }

    private Group group(int j, int p, Scratch scratch) {
        int columns = Math.min(groupColumns, n - j);
        int rows = Math.min(groupDepth, k - p);
        return new Group(j, columns, p, rows, scratch.b((columns + COLUMNS) * rows));
    }

    /** Packs columns x to x + count of a group: blocks of depth, in each panel after panel. */
    private void pack(Group g, int bo, int x, int count) {
        for (int q = 0; q < g.depth; q += depth) {
            int rows = Math.min(depth, g.depth - q);
            int width;
            for (int y = x; y < x + count; y += width) {
                width = MicroKernels.panelWidth(x + count - y);
                int valid = Math.min(width, x + count - y);
                int to = g.paddedColumns() * q + y * rows;
                if (layout == Layout.B_TRANSPOSED) {
                    int from = bo + (g.j + y) * k + g.p + q;
                    packTransposed(from, g.packed, to, width, rows, valid);
                } else {
                    int from = bo + (g.p + q) * n + g.j + y;
                    Packing.copyPanel(b, from, n, g.packed, to, width, rows, valid);
                }
            }
        }
    }

    private void packTransposed(int from, float[] to, int out, int width, int rows, int valid) {
        Packing.transpose(b, from, k, to, out, width, rows, valid);
        for (int p = 0; valid < width && p < rows; p++) {
            Arrays.fill(to, out + p * width + valid, out + (p + 1) * width, 0f);
        }
    }

    /** Adds a group's part to rows i to i + rows and columns x to x + columns of its part of c. */
    private void tile(
            Group g, int ao, int co, int i, int rows, int x, int columns, Scratch scratch) {
        for (int q = 0; q < g.depth; q += depth) {
            int deep = Math.min(depth, g.depth - q);
            int p = g.p + q;
            if (p == 0) {
                clear(co + i * n + g.j + x, rows, columns);
            }
            packRows(ao, i, rows, p, deep, scratch.a);
            int width;
            for (int y = x; y < x + columns; y += width) {
                width = MicroKernels.panelWidth(x + columns - y);
                int valid = Math.min(width, x + columns - y);
                int panel = g.paddedColumns() * q + y * deep;
                for (int r = 0; r < rows; r += ROWS) {
                    int at = co + (i + r) * n + g.j + y;
                    int high = Math.min(ROWS, rows - r);
                    int row = r * MicroKernels.A_STRIDE;
                    if (high == ROWS && valid == width) {
                        MicroKernels.multiply(
                                scratch.a, row, g.packed, panel, deep, c, at, n, width);
                    } else {
                        float[] edge = scratch.edge;
                        Packing.move(c, at, n, edge, 0, COLUMNS, high, valid);
                        MicroKernels.multiply(
                                scratch.a, row, g.packed, panel, deep, edge, 0, COLUMNS, width);
                        Packing.move(edge, 0, COLUMNS, c, at, n, high, valid);
                    }
                }
            }
        }
    }

    private void clear(int at, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            Arrays.fill(c, at + r * n, at + r * n + columns, 0f);
        }
    }

    private void packRows(int ao, int i, int rows, int p, int deep, float[] to) {
        if (layout == Layout.A_TRANSPOSED) {
            int from = ao + p * m + i;
            Packing.transpose(a, from, m, to, 0, MicroKernels.A_STRIDE, rows, deep);
            return;
        }
        for (int r = 0; r < rows; r++) {
            int from = ao + (i + r) * k + p;
            System.arraycopy(a, from, to, r * MicroKernels.A_STRIDE, deep);
        }
    }
}
