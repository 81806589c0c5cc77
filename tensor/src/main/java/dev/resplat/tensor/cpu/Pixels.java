package dev.resplat.tensor.cpu;

/**
 * Loops over the channels of pixels, and over whole rows of them: what sampling and pooling are
 * made of. Runs of n numbers begin at the places given.
 */
interface Pixels {
    /** {@code y = weight x}. */
    void scale(float[] X, int x, float weight, float[] Y, int y, int n);

    /** {@code y += weight x}. */
    void add(float[] X, int x, float weight, float[] Y, int y, int n);

    /** {@code y = wa a + wb b}, both from X. */
    void blend(float[] X, int a, float wa, int b, float wb, float[] Y, int y, int n);

    /** {@code y = sum over corners of weights[i] x[at[i] ..]}, four of them. */
    void blend(float[] X, int[] at, float[] weights, float[] Y, int y, int n);

    /** {@code y[at[i] + offset ..] += weights[i] x} for four corners, which are four pixels. */
    void spread(float[] X, int x, int[] at, int offset, float[] weights, float[] Y, int n);

    /** A row of pixels of c channels, each the sum of its taps among the pixels from x on. */
    void combine(float[] X, int x, Taps taps, float[] Y, int y, int c);

    /** {@code y = max(a, b)}, both from X. */
    void max(float[] X, int a, int b, float[] Y, int y, int n);

    /** {@code y = max(y, x)}. */
    void max(float[] X, int x, float[] Y, int y, int n);

    /** A row of pixels of c channels, each the largest of its taps, whatever their weights. */
    void largest(float[] X, int x, Taps taps, float[] Y, int y, int c);

    /**
     * {@code dots[i] = sum g x[at[i] ..]} for four corners; the array has room for four vectors.
     */
    void dots(float[] G, int g, float[] X, int[] at, float[] dots, int n);

    /** Where {@code x = y}: adds what is left, from its start, to gX, after which nothing is. */
    void give(float[] X, int x, float[] Y, int y, float[] left, float[] gX, int at, int n);
}
