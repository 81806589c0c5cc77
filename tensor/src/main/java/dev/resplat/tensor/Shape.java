package dev.resplat.tensor;

import java.util.Arrays;

/**
 * The extents of a dense, row-major array, outermost first: {@code [rows, columns]}.
 *
 * <p>A shape without extents, {@code []}, is that of a single number. An extent may be zero.
 */
public final class Shape {
    private static final Shape SCALAR = new Shape();

    private final int[] dims;
    private final int size;

    private Shape(int... dims) {
        long product = 1;
        for (int dim : dims) {
            if (dim < 0) {
                throw new ShapeException("negative extent in shape " + Arrays.toString(dims));
            }
            product = Math.multiplyExact(product, (long) dim);
            if (product > Integer.MAX_VALUE - 64) {
                throw new ShapeException(
                        "shape " + Arrays.toString(dims) + " has more than 2^31 - 65 elements");
            }
        }
        this.dims = dims;
        this.size = (int) product;
    }

    /** The shape with these extents. */
    public static Shape of(int... dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /** The shape with these extents, which the caller must not change later. */
    static Shape owning(int[] dims) {
        return dims.length == 0 ? SCALAR : new Shape(dims);
    }

    /** The shape {@code []} of a single number. */
    public static Shape scalar() {
        return SCALAR;
    }

    /** The number of axes. */
    public int rank() {
        return dims.length;
    }

    /** The number of elements. */
    public int size() {
        return size;
    }

    /** The extent of an axis; negative axes count from the end, -1 being the innermost. */
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /** A copy of the extents, outermost first. */
    public int[] dims() {
        return dims.clone();
    }

    /** The axis as a number in {@code [0, rank)}; negative axes count from the end. */
    public int axis(int axis) {
        int result = axis < 0 ? axis + dims.length : axis;
        if (result < 0 || result >= dims.length) {
            throw new ShapeException(
                    "axis "
                            + axis
                            + " of shape "
                            + this
                            + ": allowed are "
                            + -dims.length
                            + " to "
                            + (dims.length - 1));
        }
        return result;
    }

    /** The product of the extents of axes {@code from} (inclusive) to {@code to} (exclusive). */
    public int product(int from, int to) {
        int product = 1;
        for (int i = from; i < to; i++) {
            product *= dims[i];
        }
        return product;
    }

    /** The product of the extents of all axes outside this one. */
    public int before(int axis) {
        return product(0, axis(axis));
    }

    /** The product of the extents of all axes inside this one. */
    public int after(int axis) {
        return product(axis(axis) + 1, dims.length);
    }

    /** This shape with the extent of one axis replaced. */
    public Shape with(int axis, int dim) {
        int[] result = dims.clone();
        result[axis(axis)] = dim;
        return new Shape(result);
    }

    /** This shape without one axis. */
    public Shape without(int axis) {
        int drop = axis(axis);
        int[] result = new int[dims.length - 1];
        System.arraycopy(dims, 0, result, 0, drop);
        System.arraycopy(dims, drop + 1, result, drop, result.length - drop);
        return owning(result);
    }

    /** Elements to step over to advance by one along each axis. */
    public int[] strides() {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= dims[i];
        }
        return strides;
    }

    /**
     * Strides that read an array of this shape as if it had the shape {@code target}: axes are
     * aligned at the innermost, and an axis of extent one is repeated (its stride is zero).
     */
    public int[] stridesIn(Shape target) {
        int[] result = new int[target.rank()];
        int shift = target.rank() - dims.length;
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            result[i + shift] = dims[i] == 1 ? 0 : stride;
            stride *= dims[i];
        }
        return result;
    }

    /** Whether an array of this shape can be read as one of shape {@code target} by repetition. */
    public boolean broadcastsTo(Shape target) {
        int shift = target.rank() - dims.length;
        if (shift < 0) {
            return false;
        }
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] != 1 && dims[i] != target.dims[i + shift]) {
                return false;
            }
        }
        return true;
    }

    /** The smallest shape both broadcast to; {@code op} names the operation in the error. */
    static Shape broadcast(String op, Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        int rank = Math.max(a.rank(), b.rank());
        int[] result = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int da = i <= a.rank() ? a.dim(-i) : 1;
            int db = i <= b.rank() ? b.dim(-i) : 1;
            if (da != db && da != 1 && db != 1) {
                throw new ShapeException(
                        op
                                + ": a "
                                + a
                                + " and b "
                                + b
                                + " do not broadcast: extents "
                                + da
                                + " and "
                                + db
                                + " differ and neither is 1");
            }
            result[rank - i] = da == 1 ? db : da;
        }
        return new Shape(result);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** The extents in brackets: {@code [2, 3]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
