package dev.resplat.tensor;

/**
 * The counter-based generator Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy
 * as 1, 2, 3", section 4) and the numbers this engine makes of its bits.
 */
public final class Philox {
    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final double TWO_TO_MINUS_32 = 0x1p-32;

    private Philox() {}

    /**
     * Ten rounds over one counter.
     *
     * @param block {@code [4]}: the counter, replaced by the random words
     */
    public static void block(int[] block, int key0, int key1) {
        int c0 = block[0];
        int c1 = block[1];
        int c2 = block[2];
        int c3 = block[3];
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
            long product1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
            c0 = (int) (product1 >>> 32) ^ c1 ^ key0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ key1;
            c3 = (int) product0;
            key0 += WEYL_0;
            key1 += WEYL_1;
        }
        block[0] = c0;
        block[1] = c1;
        block[2] = c2;
        block[3] = c3;
    }

    /** The four words of block number {@code index} of a draw. */
    public static void block(int[] block, long seed, long draw, int index) {
        block[0] = index;
        block[1] = 0;
        block[2] = (int) draw;
        block[3] = (int) (draw >>> 32);
        block(block, (int) seed, (int) (seed >>> 32));
    }

    /** Uniform in {@code [0, 1)} from one word, a multiple of 2^-24. */
    public static double uniform(int word) {
        return (word >>> 8) * 0x1p-24;
    }

    /**
     * Two standard normal numbers from two words: {@code r cos(a)} and {@code r sin(a)} with {@code
     * r = sqrt(-2 log u)}, {@code a = 2 pi v}, where u and v are the words plus a half, times
     * 2^-32. {@link StrictMath} gives the same bits on every JVM.
     */
    public static void normals(int[] block, int first, double[] pair) {
        double u = ((block[first] & 0xFFFFFFFFL) + 0.5) * TWO_TO_MINUS_32;
        double v = ((block[first + 1] & 0xFFFFFFFFL) + 0.5) * TWO_TO_MINUS_32;
        double radius = Math.sqrt(-2 * StrictMath.log(u));
        double angle = 2 * Math.PI * v;
        pair[0] = radius * StrictMath.cos(angle);
        pair[1] = radius * StrictMath.sin(angle);
    }
}
