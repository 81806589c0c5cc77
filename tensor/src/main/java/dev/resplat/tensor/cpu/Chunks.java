package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Buffer;

/**
 * Element-wise work cut into pieces of fixed length, so that neither the pieces nor the bits of the
 * results depend on the number of threads.
 */
final class Chunks {
    /** Elements per piece: long against handing it out, short against the second-level cache. */
    static final int LENGTH = 8192;

    private Chunks() {}

    /**
     * Runs a loop over n elements and on to the end of the padding: all pieces start and end at
     * multiples of {@link Buffer#PADDING}, and so of the vector length.
     */
    static void forEach(Workers workers, int n, Workers.RangeTask loop) {
        workers.forRanges(padded(n), LENGTH, loop);
    }

    /** How many pieces of a length n elements make, the last one perhaps shorter. */
    static int count(int n, int length) {
        return (int) (((long) n + length - 1) / length);
    }

    /** n, rounded up to whole vectors. */
    static int padded(int n) {
        return (n + Buffer.PADDING - 1) & -Buffer.PADDING;
    }
}
