package dev.resplat.tensor.cpu;

import java.util.Arrays;

/**
 * One argument of a broadcast: element {@code i . strides} of an array for each multi-index i below
 * {@code dims}.
 *
 * <p>An argument without repeats is read where it is. Others are laid out a tile at a time, as long
 * as the first-level cache likes, so that one loop without strides serves all broadcasts: copying
 * within that cache costs little beside the trip of the result to memory.
 *
 * @param values the array
 * @param strides one per axis
 * @param dims extents of the result
 */
record Operand(float[] values, int[] strides, int[] dims) {
    /** From this length on, library calls are faster than loops. */
    private static final int LONG = 16;

    /** Whether elements lie as those of the result do. */
    boolean isDense() {
        int stride = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            if (strides[axis] != stride) {
                return false;
            }
            stride *= dims[axis];
        }
        return true;
    }

    /** Writes to a tile the n elements that go into elements {@code from} and on of the result. */
    void expand(int from, int n, float[] tile) {
        int width = dims[dims.length - 1];
        int stride = strides[dims.length - 1];
        int row = from / width;
        int column = from - row * width;
        int written = 0;
        while (written < n) {
            int count = Math.min(width - column, n - written);
            int first = offset(row) + column * stride;
            switch (stride) {
                case 0 -> repeat(values[first], tile, written, count);
                case 1 -> copy(first, tile, written, count);
                default -> gather(first, stride, tile, written, count);
            }
            written += count;
            row++;
            column = 0;
            if (written >= width && isPeriodic()) {
                extend(tile, width, written, n);
                return;
            }
        }
    }

    /** Where the row begins whose number, counted over all axes but the last, is given. */
    private int offset(int row) {
        int offset = 0;
        int rest = row;
        for (int axis = dims.length - 2; axis > 0; axis--) {
            int outer = rest / dims[axis];
            offset += (rest - outer * dims[axis]) * strides[axis];
            rest = outer;
        }
        return dims.length > 1 ? offset + rest * strides[0] : 0;
    }

    /** Whether all rows are the same one. */
    private boolean isPeriodic() {
        return dims.length == 2 && strides[0] == 0;
    }

    /** Continues a tile with a period, of which more than one has been written. */
    private static void extend(float[] tile, int period, int written, int n) {
        int done = written;
        while (done < n) {
            int back = done / period * period;
            int count = Math.min(back, n - done);
            System.arraycopy(tile, done - back, tile, done, count);
            done += count;
        }
    }

    private static void repeat(float value, float[] tile, int at, int count) {
        if (count >= LONG) {
            Arrays.fill(tile, at, at + count, value);
            return;
        }
        for (int i = 0; i < count; i++) {
            tile[at + i] = value;
        }
    }

    private void copy(int first, float[] tile, int at, int count) {
        if (count >= LONG) {
            System.arraycopy(values, first, tile, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            tile[at + i] = values[first + i];
        }
    }

    private void gather(int first, int stride, float[] tile, int at, int count) {
        for (int i = 0; i < count; i++) {
            tile[at + i] = values[first + i * stride];
        }
    }
}
