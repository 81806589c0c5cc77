package dev.resplat.tensor;

/**
 * Counter-based random numbers: element i of a draw is a pure function of (seed, draw, i), so every
 * device and every number of threads makes the same ones.
 *
 * <p>The bits are those of Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as
 * 1, 2, 3") with key {@code (low, high)} of the seed and counter {@code (i / 4, 0, low, high)} of
 * the draw; element i takes word {@code i mod 4}. See {@link Philox}.
 */
public interface RandomKernels {
    /** Uniform in {@code [0, 1)}: the upper 24 bits of the word times 2^-24, exact in float. */
    void uniform(Buffer y, int n, long seed, long draw);

    /**
     * Standard normal, by Box and Muller (1958) from words 2j and 2j+1 of the block: equal on all
     * devices up to the rounding of their elements.
     */
    void normal(Buffer y, int n, long seed, long draw);
}
