package dev.resplat.tensor;

import java.util.Arrays;

/** An int32 buffer on the Java heap. */
public final class IntArray extends Buffer {
    private final int[] values;

    /** A buffer of zeros. */
    public IntArray(int capacity) {
        super(ElementType.INT32, capacity);
        values = new int[capacity];
    }

    /** The elements of a buffer of this kind. */
    public static int[] of(Buffer buffer) {
        return ((IntArray) buffer).values;
    }

    @Override
    public long bytes() {
        return 4L * values.length;
    }

    @Override
    public void poison() {
        Arrays.fill(values, Integer.MIN_VALUE);
    }
}
