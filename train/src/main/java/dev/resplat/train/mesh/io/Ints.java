package dev.resplat.train.mesh.io;

import java.util.Arrays;

/** Integers in an array that grows. */
final class Ints {
    private static final int MOST = Integer.MAX_VALUE - 8;

    private int[] values = new int[1024];
    private int size;

    /** The next length of an array that is full. */
    static int grown(int size) {
        if (size == MOST) {
            throw new OutOfMemoryError("an array of more than 2^31 elements");
        }
        return (int) Math.min(MOST, size + Math.max(16L, size / 2));
    }

    int size() {
        return size;
    }

    int get(int index) {
        return values[index];
    }

    void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, grown(size));
        }
        values[size++] = value;
    }

    int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
