package dev.resplat.tensor.cpu;

import dev.resplat.tensor.IndexKernels.View;

/**
 * One strided copy, cut into planes: the innermost axis of the target as columns, and as rows the
 * axis along which the source moves least (or the next one). All other axes are counted through
 * like an odometer. Large planes are cut into blocks, small ones are grouped, so that each task
 * moves about {@link #GRAIN} elements.
 */
final class StridedCopy {
    private static final int GRAIN = 1 << 14;
    private static final int MAX_COLUMNS = 1 << 9;

    /** Tasks at most, so that what they allocate does not grow with the copy. */
    private static final int MAX_TASKS = 32;

    private final Planes planes;
    private final View x;
    private final View y;
    private final int[] dims;
    private final int rowAxis;
    private final int columnAxis;
    private final int rows;
    private final int columns;
    private final int blockRows;
    private final int blockColumns;

    StridedCopy(Planes planes, View x, View y, int[] dims) {
        this.planes = planes;
        this.x = x;
        this.y = y;
        this.dims = dims;
        columnAxis = dims.length - 1;
        rowAxis = rowAxis(x.strides());
        rows = rowAxis < 0 ? 1 : dims[rowAxis];
        columns = dims[columnAxis];
        boolean transposed = rowAxis >= 0 && x.strides()[columnAxis] != 1;
        blockColumns = Math.min(columns, transposed ? MAX_COLUMNS : GRAIN);
        blockRows = Math.min(rows, GRAIN / blockColumns);
    }

    private int rowAxis(int[] strides) {
        int best = columnAxis - 1;
        int column = Math.abs(strides[columnAxis]);
        int least = column;
        for (int axis = columnAxis - 1; axis >= 0; axis--) {
            int stride = Math.abs(strides[axis]);
            if (stride != 0 && stride < least) {
                best = axis;
                least = stride;
            }
        }
        return best;
    }

    void run(Workers workers) {
        int outer = 1;
        for (int axis = 0; axis < columnAxis; axis++) {
            outer *= axis == rowAxis ? 1 : dims[axis];
        }
        int across = (columns - 1) / blockColumns + 1;
        int blocks = ((rows - 1) / blockRows + 1) * across;
        int all = outer * blocks;
        int grain = Math.max(GRAIN / (blockRows * blockColumns), (all - 1) / MAX_TASKS + 1);
        boolean onePlane = outer == 1;
        Walk first = new Walk(0);
        workers.forRanges(
                all,
                grain,
                (from, to) -> {
                    Walk walk = onePlane ? first : new Walk(from / blocks);
                    for (int i = from; i < to; i++) {
                        int block = i % blocks;
                        block(walk, block / across * blockRows, block % across * blockColumns);
                        if (!onePlane && block == blocks - 1) {
                            walk.advance();
                        }
                    }
                });
    }

    private void block(Walk walk, int row, int column) {
        int xColumn = x.strides()[columnAxis];
        int yColumn = y.strides()[columnAxis];
        int xRow = rowAxis < 0 ? 0 : x.strides()[rowAxis];
        int yRow = rowAxis < 0 ? 0 : y.strides()[rowAxis];
        planes.copy(
                walk.xAt + row * xRow + column * xColumn,
                xRow,
                xColumn,
                walk.yAt + row * yRow + column * yColumn,
                yRow,
                yColumn,
                Math.min(blockRows, rows - row),
                Math.min(blockColumns, columns - column));
    }

    /** Counts through the planes from the one numbered {@code first}. */
    private final class Walk {
        private final int[] index = new int[dims.length];
        int xAt = x.offset();
        int yAt = y.offset();

        Walk(int first) {
            int rest = first;
            for (int axis = columnAxis - 1; axis >= 0; axis--) {
                if (axis != rowAxis) {
                    index[axis] = rest % dims[axis];
                    rest /= dims[axis];
                    xAt += index[axis] * x.strides()[axis];
                    yAt += index[axis] * y.strides()[axis];
                }
            }
        }

        void advance() {
            for (int axis = columnAxis - 1; axis >= 0; axis--) {
                if (axis == rowAxis) {
                    continue;
                }
                xAt += x.strides()[axis];
                yAt += y.strides()[axis];
                index[axis]++;
                if (index[axis] < dims[axis]) {
                    return;
                }
                xAt -= dims[axis] * x.strides()[axis];
                yAt -= dims[axis] * y.strides()[axis];
                index[axis] = 0;
            }
        }
    }
}
