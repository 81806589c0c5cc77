package dev.resplat.tensor;

/**
 * Memory on a device: a run of elements of one type.
 *
 * <p>The capacity is a multiple of {@link #PADDING} and may exceed what was asked for, because
 * buffers are reused. Kernels are told how many elements count; what follows them is garbage that
 * element-wise kernels may overwrite, so that they can work in whole vectors.
 */
public abstract class Buffer {
    /** Capacities are multiples of this many elements: one AVX-512 vector of floats. */
    public static final int PADDING = 16;

    private final ElementType type;
    private final int capacity;

    protected Buffer(ElementType type, int capacity) {
        this.type = type;
        this.capacity = capacity;
    }

    /** What the elements are. */
    public final ElementType type() {
        return type;
    }

    /** How many elements fit. */
    public final int capacity() {
        return capacity;
    }

    /** The size in bytes. */
    public abstract long bytes();

    /**
     * Overwrites everything with values that show up when they are used: NaN, or the smallest
     * integer.
     */
    public abstract void poison();

    /** Gives the memory back to the system, where that is not left to the garbage collector. */
    protected void dispose() {}
}
