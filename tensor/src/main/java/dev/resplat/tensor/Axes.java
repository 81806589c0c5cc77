package dev.resplat.tensor;

import java.util.Arrays;

/**
 * Two strided walks over the same extents, with axes merged where both walks allow it: kernels then
 * loop over as few and as long axes as possible.
 *
 * @param dims extents, at least one
 * @param a strides of the first walk
 * @param b strides of the second walk
 */
record Axes(int[] dims, int[] a, int[] b) {
    static Axes merged(Shape shape, int[] a, int[] b) {
        int rank = Math.max(shape.rank(), 1);
        int[] dims = new int[rank];
        int[] as = new int[rank];
        int[] bs = new int[rank];
        int count = 0;
        for (int i = 0; i < shape.rank(); i++) {
            int dim = shape.dim(i);
            if (dim == 1) {
                continue;
            }
            int last = count - 1;
            if (count > 0 && as[last] == dim * a[i] && bs[last] == dim * b[i]) {
                dims[last] *= dim;
                as[last] = a[i];
                bs[last] = b[i];
            } else {
                dims[count] = dim;
                as[count] = a[i];
                bs[count] = b[i];
                count++;
            }
        }
        if (count == 0) {
            dims[0] = 1;
            as[0] = 1;
            bs[0] = 1;
            count = 1;
        }
        if (count == rank) {
            return new Axes(dims, as, bs);
        }
        return new Axes(
                Arrays.copyOf(dims, count), Arrays.copyOf(as, count), Arrays.copyOf(bs, count));
    }

    /** The extents of a shape with its first {@code lead} axes made one. */
    static int[] leadMerged(Shape shape, int lead) {
        int[] dims = new int[shape.rank() - lead + 1];
        dims[0] = shape.product(0, lead);
        for (int i = 1; i < dims.length; i++) {
            dims[i] = shape.dim(lead + i - 1);
        }
        return dims;
    }

    /** {@code 0, 1, ..., rank - 1}. */
    static int[] identity(int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** The order with negative axes resolved, checked to name every axis once. */
    static int[] permutation(Shape shape, int[] order) {
        boolean[] seen = new boolean[shape.rank()];
        int[] axes = new int[order.length];
        boolean valid = order.length == shape.rank();
        for (int i = 0; valid && i < order.length; i++) {
            int axis = order[i] < 0 ? order[i] + seen.length : order[i];
            valid = axis >= 0 && axis < seen.length && !seen[axis];
            if (valid) {
                seen[axis] = true;
                axes[i] = axis;
            }
        }
        if (!valid) {
            throw new ShapeException(
                    "permute: order "
                            + Arrays.toString(order)
                            + " does not name each axis of "
                            + shape
                            + " once");
        }
        return axes;
    }

    /** Extents for the elements of a shape, where one of them may be -1. */
    static Shape inferred(Shape shape, int[] dims) {
        int unknown = -1;
        int known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1 && unknown < 0) {
                unknown = i;
            } else {
                known *= dims[i];
            }
        }
        int[] result = dims.clone();
        if (unknown >= 0) {
            if (known <= 0 || shape.size() % known != 0) {
                throw new ShapeException(
                        "reshape: " + shape + " does not divide into " + Arrays.toString(dims));
            }
            result[unknown] = shape.size() / known;
        }
        return Shape.of(result);
    }
}
