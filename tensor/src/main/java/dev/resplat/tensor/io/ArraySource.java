package dev.resplat.tensor.io;

/**
 * An array that is to be written: what it is, and its elements once they are asked for, so that a
 * file of many arrays needs only one of them in host memory at a time.
 */
public interface ArraySource {
    /** The type of the elements. */
    DType dtype();

    /** The dimensions, outermost first; empty for a scalar. A copy. */
    int[] dims();

    /** The elements, in an array of this type and these dimensions. */
    HostArray array();
}
