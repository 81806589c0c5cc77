package dev.resplat.splat.cpu;

import static dev.resplat.splat.RasterKernels.TILE;

import java.util.Arrays;

/**
 * Some splats of a tile, in the order of blending, and their visits: a <em>visit</em> is a pair of
 * a splat and a block that its ellipse meets. They are listed twice, splat by splat and block by
 * block. One object takes one batch after the other.
 */
final class Batch {
    /** Channels of colours. */
    static final int CHANNELS = 3;

    /** Pixels of a block. */
    static final int BLOCK = Extents.BLOCK * Extents.BLOCK;

    /** Blocks of a tile. */
    static final int BLOCKS = TILE * TILE / BLOCK;

    /** Visits at most. */
    static final int VISITS = 1024;

    /** Splats at most. */
    static final int MEMBERS = 256;

    private static final long LOW_HALF = 0xffff_ffffL;

    private static final double HALF_LOG2_E = 0.5 / Math.log(2);

    /**
     * {@code [splats of the batch, FORM]}: mean x and y, relative to the corner of the tile; a, k
     * and h of {@code G = 2^-(a (dx + k dy)^2 + h dy^2)}; the opacity; and what a share adds to the
     * colours and the coverage.
     */
    final float[] forms = new float[FORM * MEMBERS];

    static final int FORM = 10;
    static final int MEAN_X = 0;
    static final int MEAN_Y = 1;
    static final int A = 2;
    static final int K = 3;
    static final int H = 4;
    static final int WEIGHT = 5;
    static final int COLOR = 6;

    /** The visits splat by splat: where the pixels of the block begin. */
    final int[] visited = new int[VISITS];

    /**
     * {@code [BLOCKS, MEMBERS]}: of the visits of each block, where the form of the splat begins.
     */
    final int[] visitors = new int[BLOCKS * MEMBERS];

    /** {@code [BLOCKS, MEMBERS]}: of the visits of each block, which each is, splat by splat. */
    final int[] visits = new int[BLOCKS * MEMBERS];

    /** How many visits each block has. */
    final int[] counts = new int[BLOCKS];

    /** The slots of the splats. */
    final int[] slots = new int[MEMBERS];

    /** Where the visits of each splat begin, and the end. */
    final int[] firstVisits = new int[MEMBERS + 1];

    /** The blocks that each splat visits, as bits. */
    private final long[] masks = new long[MEMBERS];

    /** How many splats. */
    int size;

    private Splats splats;
    private int firstChannel;
    private boolean weighted;
    private int x0;
    private int y0;

    /**
     * What is taken from now on.
     *
     * @param weighted whether colours are times the weight
     * @param x0 the left of the tile
     * @param y0 the top of the tile
     */
    void start(Splats splats, int firstChannel, boolean weighted, int x0, int y0) {
        this.splats = splats;
        this.firstChannel = firstChannel;
        this.weighted = weighted;
        this.x0 = x0;
        this.y0 = y0;
    }

    /** Takes the splats of some pairs, as many as fit, and returns the first that does not. */
    int take(Splats.Binned bins, int from, int end) {
        size = 0;
        int pair = from;
        while (pair < end && size < MEMBERS && firstVisits[size] <= VISITS - BLOCKS) {
            int slot = bins.tilePairs[pair++];
            int m = size++;
            slots[m] = slot;
            masks[m] =
                    bins.slotParts[2 * slot] & LOW_HALF
                            | (long) bins.slotParts[2 * slot + 1] << Integer.SIZE;
            firstVisits[m + 1] = firstVisits[m] + Long.bitCount(masks[m]);
            form(bins.slotSplats[slot], FORM * m);
        }
        return pair;
    }

    /** Fills {@link #visited}. */
    void listBySplat() {
        int[] visited = this.visited;
        int visit = 0;
        for (int m = 0; m < size; m++) {
            for (long rest = masks[m]; rest != 0; rest &= rest - 1) {
                visited[visit++] = Long.numberOfTrailingZeros(rest) * BLOCK;
            }
        }
    }

    /** Fills {@link #visitors}, {@link #visits} and {@link #counts}. */
    void listByBlock() {
        int[] visitors = this.visitors;
        int[] visits = this.visits;
        int[] counts = this.counts;
        Arrays.fill(counts, 0);
        int visit = 0;
        for (int m = 0; m < size; m++) {
            for (long rest = masks[m]; rest != 0; rest &= rest - 1) {
                int block = Long.numberOfTrailingZeros(rest);
                int at = block * MEMBERS + counts[block]++;
                visitors[at] = FORM * m;
                visits[at] = visit++;
            }
        }
    }

    /**
     * Writes the form of splat s: one without a footprint, which was there before, has no weight.
     */
    private void form(int s, int at) {
        float[] conics = splats.conics;
        float[] forms = this.forms;
        double a = conics[3 * s];
        boolean there = a > 0;
        double k = there ? conics[3 * s + 1] / a : 0;
        float weight = there ? splats.weights[s] : 0;
        float factor = weighted ? weight : 1;
        forms[at + MEAN_X] = splats.means[2 * s] - x0;
        forms[at + MEAN_Y] = splats.means[2 * s + 1] - y0;
        forms[at + A] = (float) (a * HALF_LOG2_E);
        forms[at + K] = (float) k;
        forms[at + H] = (float) ((conics[3 * s + 2] - k * conics[3 * s + 1]) * HALF_LOG2_E);
        forms[at + WEIGHT] = weight;
        int color = s * splats.frame.channels() + firstChannel;
        int channels = splats.frame.channels() - firstChannel;
        for (int c = 0; c < CHANNELS; c++) {
            forms[at + COLOR + c] = c < channels ? factor * splats.colors[color + c] : 0;
        }
        forms[at + COLOR + CHANNELS] = factor;
    }
}
