package dev.resplat.tensor;

/** A loop that only multiplies and adds: what bounds the arithmetic of all other kernels. */
public interface PeakKernels {
    /** What a number is multiplied with in each round. */
    float FACTOR = 0.999f;

    /** What is added then. */
    float ADDED = 0.001f;

    /**
     * {@code rounds} times {@code y[i] = FACTOR y[i] + ADDED}, without memory in between: two
     * operations per element and round.
     */
    void multiplyAdd(Buffer y, int n, int rounds);
}
