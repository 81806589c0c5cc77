package dev.resplat.tensor;

/**
 * The checks of operations on tensors: what does not fit is named, with the operation and the
 * shapes. Modules with kernel families of their own use those that are public.
 */
public final class Check {
    private Check() {}

    static void count(String op, Shape shape, int values) {
        if (values != shape.size()) {
            throw new ShapeException(
                    op + ": shape " + shape + " has " + shape.size() + " elements, got " + values);
        }
    }

    /**
     * Checks that an argument is real.
     *
     * @throws IllegalArgumentException when it is not
     */
    public static void real(String op, String argument, Tensor tensor) {
        type(op, argument, tensor, ElementType.REAL);
    }

    static void int32(String op, String argument, Tensor tensor) {
        type(op, argument, tensor, ElementType.INT32);
    }

    private static void type(String op, String argument, Tensor tensor, ElementType expected) {
        if (tensor.type() != expected) {
            throw new IllegalArgumentException(
                    op
                            + ": "
                            + argument
                            + " must be "
                            + expected
                            + ", is "
                            + tensor
                            + "; convert it with "
                            + (expected == ElementType.REAL ? "toReal()" : "toInt32()"));
        }
    }

    /**
     * Checks that two arguments are on the same device.
     *
     * @throws IllegalArgumentException when they are not
     */
    public static void sameDevice(String op, String first, Tensor a, String second, Tensor b) {
        if (a.device() != b.device()) {
            throw new IllegalArgumentException(
                    op
                            + ": "
                            + first
                            + " "
                            + a
                            + " and "
                            + second
                            + " "
                            + b
                            + " are on different devices; move one with to()");
        }
    }

    /** Checks that an argument is real and has the device and the shape of x. */
    static void like(String op, Tensor x, String argument, Tensor tensor) {
        real(op, "x", x);
        real(op, argument, tensor);
        sameDevice(op, "x", x, argument, tensor);
        sameShape(op, argument, tensor, x.shape());
    }

    static void sameShape(String op, String argument, Tensor tensor, Shape expected) {
        if (!tensor.shape().equals(expected)) {
            throw new ShapeException(
                    op + ": " + argument + " must be " + expected + ", is " + tensor.shape());
        }
    }

    static int axis(String op, Tensor x, int axis) {
        int rank = x.shape().rank();
        if (axis < -rank || axis >= rank) {
            throw new ShapeException(
                    op
                            + ": x "
                            + x.shape()
                            + " has no axis "
                            + axis
                            + (rank == 0 ? "" : ": allowed are " + -rank + " to " + (rank - 1)));
        }
        return x.shape().axis(axis);
    }

    static void index(String op, Tensor x, Tensor index, int rank) {
        int32(op, "index", index);
        sameDevice(op, "x", x, "index", index);
        if (x.shape().rank() == 0 || index.shape().rank() != rank) {
            throw new ShapeException(
                    op
                            + ": index must have rank "
                            + rank
                            + ", is "
                            + index.shape()
                            + " for x "
                            + x.shape());
        }
    }

    static Tensor concat(int axis, Tensor... parts) {
        if (parts.length == 0) {
            throw new ShapeException("concat: nothing to concatenate");
        }
        Tensor first = parts[0];
        int a = axis("concat", first, axis);
        for (int i = 1; i < parts.length; i++) {
            Tensor part = parts[i];
            type("concat", "part " + i, part, first.type());
            sameDevice("concat", "part 0", first, "part " + i, part);
            if (part.shape().rank() != first.shape().rank()
                    || !part.shape().with(a, 0).equals(first.shape().with(a, 0))) {
                throw new ShapeException(
                        "concat: part "
                                + i
                                + " "
                                + part.shape()
                                + " does not fit part 0 "
                                + first.shape()
                                + " along axis "
                                + a);
            }
        }
        return first;
    }
}
