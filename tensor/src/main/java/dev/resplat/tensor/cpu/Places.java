package dev.resplat.tensor.cpu;

/**
 * How {@link ColumnNormalization} cuts {@code n} samples of {@code p} places with {@code c}
 * channels: the places of a sample into {@code pieces}, which threads share, and these into rows of
 * {@code fold} places. Extents alone decide.
 *
 * @param n samples
 * @param p places of a sample
 * @param c channels
 * @param groups of channels that are normalised together
 * @param fold places that are read as one row
 * @param length places of a piece; the last of a sample may have fewer
 * @param pieces of a sample
 */
record Places(int n, int p, int c, int groups, int fold, int length, int pieces) {
    /** Rows whose sums are taken in float. */
    static final int BLOCK = 64;

    private static final int MOST_FOLDS = 16;
    private static final int FOLDED_WIDTH = 64;
    private static final int UNFOLDED_WIDTH = 256;

    /** Elements per task. */
    private static final int TASK = 32 * 1024;

    /** Sums over samples are made of so many parts at most. */
    private static final int MOST_PARTS = 32;

    static Places of(int n, int p, int c, int groups) {
        int fold = 1;
        while (c < UNFOLDED_WIDTH
                && fold < MOST_FOLDS
                && (c * fold < FOLDED_WIDTH || c * fold % MOST_FOLDS != 0)) {
            fold *= 2;
        }
        int length = Math.max(BLOCK, Chunks.padded(TASK / c));
        return new Places(n, p, c, groups, fold, length, Math.max(1, Chunks.count(p, length)));
    }

    /** Columns of a folded row. */
    int width() {
        return c * fold;
    }

    /** Samples per task, when each is one piece. */
    int samples() {
        int few = Math.max(1, TASK / Math.max(1, p * c));
        return Math.max(few, Chunks.count(n, MOST_PARTS));
    }

    /** The first element of a piece; pieces of all samples are numbered through. */
    int start(int piece) {
        return (piece / pieces * p + piece % pieces * length) * c;
    }

    /** The places of a piece. */
    int count(int piece) {
        return Math.min(length, p - piece % pieces * length);
    }

    /** Channels of a group. */
    int perGroup() {
        return c / groups;
    }
}
