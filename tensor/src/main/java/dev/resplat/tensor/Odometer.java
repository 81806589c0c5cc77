package dev.resplat.tensor;

/** Counts through all multi-indices below given extents, the innermost fastest. */
public final class Odometer {
    private final int[] dims;
    private final int[] index;
    private int left;

    /** At the first multi-index. */
    public Odometer(int[] dims) {
        this.dims = dims;
        this.index = new int[dims.length];
        int size = 1;
        for (int dim : dims) {
            size *= dim;
        }
        this.left = size;
    }

    /** Whether there is a current multi-index. */
    public boolean valid() {
        return left > 0;
    }

    /** Goes to the next multi-index. */
    public void advance() {
        left--;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            index[axis]++;
            if (index[axis] < dims[axis]) {
                return;
            }
            index[axis] = 0;
        }
    }

    /** The inner product of the current multi-index with strides. */
    public int dot(int[] strides) {
        int sum = 0;
        for (int axis = 0; axis < index.length; axis++) {
            sum += index[axis] * strides[axis];
        }
        return sum;
    }
}
