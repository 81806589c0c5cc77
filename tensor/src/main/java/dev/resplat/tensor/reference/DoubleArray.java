package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import java.util.Arrays;

/** A buffer of reals on the Java heap, in {@code double} precision. */
public final class DoubleArray extends Buffer {
    private final double[] values;

    /** A buffer of zeros. */
    public DoubleArray(int capacity) {
        super(ElementType.REAL, capacity);
        values = new double[capacity];
    }

    /** The elements of a buffer of this kind. */
    public static double[] of(Buffer buffer) {
        return ((DoubleArray) buffer).values;
    }

    @Override
    public long bytes() {
        return 8L * values.length;
    }

    @Override
    public void poison() {
        Arrays.fill(values, Double.NaN);
    }
}
