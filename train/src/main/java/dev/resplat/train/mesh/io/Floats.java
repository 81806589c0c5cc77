package dev.resplat.train.mesh.io;

import java.util.Arrays;

/** Floats in an array that grows. */
final class Floats {
    private float[] values = new float[1024];
    private int size;

    int size() {
        return size;
    }

    float get(int index) {
        return values[index];
    }

    void add(float value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Ints.grown(size));
        }
        values[size++] = value;
    }

    void add(float x, float y, float z) {
        add(x);
        add(y);
        add(z);
    }

    float[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
