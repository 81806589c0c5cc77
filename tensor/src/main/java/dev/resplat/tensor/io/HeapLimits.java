package dev.resplat.tensor.io;

/**
 * How much of a file is read into the heap. A file that asks for more is refused with a message; it
 * does not take the process down.
 */
final class HeapLimits {
    /** The bytes as read and the array made of them, and room for what else is there. */
    private static final int COPIES_OF_ARRAYS = 3;

    /** The text of a header becomes strings and maps of many times its size. */
    private static final int COPIES_OF_HEADER = 16;

    private HeapLimits() {}

    /** The most bytes of all arrays that are read together. */
    static long arrays() {
        return Runtime.getRuntime().maxMemory() / COPIES_OF_ARRAYS;
    }

    /** The most bytes of a header that lists tensors. */
    static long header() {
        return Runtime.getRuntime().maxMemory() / COPIES_OF_HEADER;
    }
}
