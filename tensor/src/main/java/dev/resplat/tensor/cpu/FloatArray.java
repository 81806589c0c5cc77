package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import java.util.Arrays;

/** A buffer of reals on the Java heap, in {@code float} precision. */
public final class FloatArray extends Buffer {
    private final float[] values;

    /** A buffer of zeros. */
    public FloatArray(int capacity) {
        super(ElementType.REAL, capacity);
        values = new float[capacity];
    }

    /** The elements of a buffer of this kind. */
    public static float[] of(Buffer buffer) {
        return ((FloatArray) buffer).values;
    }

    @Override
    public long bytes() {
        return 4L * values.length;
    }

    @Override
    public void poison() {
        Arrays.fill(values, Float.NaN);
    }
}
