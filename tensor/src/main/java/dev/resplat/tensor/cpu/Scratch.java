package dev.resplat.tensor.cpu;

/**
 * Working memory of one thread inside one kernel family: arrays that grow to the largest size asked
 * for and are kept, so that kernels allocate nothing in the steady state.
 *
 * <p>Each family holds a {@link ThreadLocal} of these. What is taken is valid until the same array
 * is taken again on the same thread.
 */
final class Scratch {
    private int[] ints = {};
    private long[] longs = {};
    private long[] moreLongs = {};
    private double[] doubles = {};
    private float[] floats = {};

    static ThreadLocal<Scratch> perThread() {
        return ThreadLocal.withInitial(Scratch::new);
    }

    int[] ints(int size) {
        if (ints.length < size) {
            ints = new int[grown(size)];
        }
        return ints;
    }

    long[] longs(int size) {
        if (longs.length < size) {
            longs = new long[grown(size)];
        }
        return longs;
    }

    long[] moreLongs(int size) {
        if (moreLongs.length < size) {
            moreLongs = new long[grown(size)];
        }
        return moreLongs;
    }

    double[] doubles(int size) {
        if (doubles.length < size) {
            doubles = new double[grown(size)];
        }
        return doubles;
    }

    float[] floats(int size) {
        if (floats.length < size) {
            floats = new float[grown(size)];
        }
        return floats;
    }

    /** A quarter more than asked for: sizes that creep upwards reallocate seldom. */
    private static int grown(int size) {
        return (int) Math.min(size + size / 4L + 16, Integer.MAX_VALUE - 64);
    }
}
