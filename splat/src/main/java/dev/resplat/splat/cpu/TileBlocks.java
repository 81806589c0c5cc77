package dev.resplat.splat.cpu;

import static dev.resplat.splat.RasterKernels.TILE;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.RasterKernels.Frame;
import java.util.Arrays;

/**
 * A tile whose pixels are kept in blocks, block after block: 4 by 4 pixels, which small ellipses
 * fill better than rows of 16. A <em>visit</em> is a pair of a splat and a block that its ellipse
 * meets; splats are taken in batches of bounded visits.
 *
 * <p>Blending goes block by block: a block stays in registers while all its splats are added. Sums
 * over pixels go splat by splat: they stay in registers while all its blocks are read. Where the
 * order matters, gradients need both, and what the first leaves for the second is in {@link
 * #shares} and {@link #values}.
 *
 * <p>Colours of more than three channels are blended three channels after the other: everything
 * here is linear in the colours.
 */
abstract class TileBlocks implements Tile {
    /** Channels that are blended at once. */
    protected static final int GROUP = 3;

    /** Pixels of a block. */
    protected static final int BLOCK = Extents.BLOCK * Extents.BLOCK;

    /** Pixels of a tile. */
    protected static final int PIXELS = TILE * TILE;

    private static final int BLOCKS = PIXELS / BLOCK;

    /** Exponents of 2 beyond this are beyond {@link BlendMode#CUTOFF}. */
    protected static final float CUTOFF =
            (float) (BlendMode.CUTOFF * BlendMode.CUTOFF / (2 * Math.log(2)));

    private static final double HALF_LOG2_E = 0.5 / Math.log(2);

    /** Splats of a batch at most. */
    private static final int MEMBERS = 256;

    /** Visits of a batch at most. */
    private static final int VISITS = 1024;

    /** Where each pixel of the blocks is in the rows of the tile. */
    private final int[] place = new int[PIXELS];

    /** {@code [TILE, TILE, C]}: the tile in rows, as images are: they are copied in whole rows. */
    private float[] pixels = {};

    private float[] gradPixels = {};
    private final float[] coverages = new float[PIXELS];

    /** Centres of pixels, relative to the corner of the tile. */
    protected final float[] pixelX = new float[PIXELS];

    protected final float[] pixelY = new float[PIXELS];

    /**
     * {@code [splats of the batch, FORM]}: mean x and y, relative to the corner of the tile; a, k
     * and h of {@code G = 2^-(a (dx + k dy)^2 + h dy^2)}; the opacity; and what a share adds to
     * each plane.
     */
    protected final float[] forms = new float[FORM * MEMBERS];

    protected static final int FORM = 10;
    protected static final int MEAN_X = 0;
    protected static final int MEAN_Y = 1;
    protected static final int A = 2;
    protected static final int K = 3;
    protected static final int H = 4;
    protected static final int WEIGHT = 5;
    protected static final int COLOR = 6;

    /** The visits splat by splat: where the block begins. */
    protected final int[] visited = new int[VISITS];

    /** The visits block by block: where the form of the splat begins. */
    protected final int[] visitors = new int[VISITS];

    /** The visits block by block: which each is, counted splat by splat. */
    protected final int[] visits = new int[VISITS];

    /** What each visit takes of the light of its pixels. */
    protected final float[] shares = new float[VISITS * BLOCK];

    /** Gradients with respect to the Gaussians of each visit, times these. */
    protected final float[] values = new float[VISITS * BLOCK];

    /** What is left of the light from behind, zero once a pixel is finished. */
    protected final float[] transmittance = new float[PIXELS];

    /** Three colours and coverage; going back, gradients of colours and {@link #BEHIND}. */
    protected final float[] planes = new float[4 * PIXELS];

    /**
     * The plane of what is subtracted from inner products of colours and gradients: nothing, that
     * of the image, or that of the splats not yet passed.
     */
    protected static final int BEHIND = 3 * PIXELS;

    /** {@link #MOMENTS} of the values of a splat, and the sums of {@code share plane}. */
    protected final float[] pairSums = new float[MOMENTS + GROUP];

    private final int[] slots = new int[MEMBERS];
    private final int[] firstVisits = new int[MEMBERS + 1];

    /** Where the visits of each block begin, and the end. */
    private final int[] firstVisitors = new int[BLOCKS + 1];

    private final int[] next = new int[BLOCKS];
    private int members;
    private Splats splats;
    private BlendMode mode;
    private int firstChannel;
    private int channels;
    private int x0;
    private int y0;
    private int width;
    private int height;

    protected TileBlocks() {
        int side = Extents.BLOCK;
        for (int y = 0; y < TILE; y++) {
            for (int x = 0; x < TILE; x++) {
                int block = y / side * (TILE / side) + x / side;
                int at = block * BLOCK + y % side * side + x % side;
                place[at] = y * TILE + x;
                pixelX[at] = x + 0.5f;
                pixelY[at] = y + 0.5f;
            }
        }
    }

    // ---- Loops over the splats of a block

    /** {@code planes += G color} of some visitors. */
    protected abstract void addFree(int block, int first, int end);

    /** {@code planes += share color}, and {@link #transmittance} becomes less. */
    protected abstract void addAlpha(int block, int first, int end);

    /**
     * The shares, and the values by {@link #BEHIND}: what the splats from this one on contribute to
     * the inner product of the pixel and its gradient, which is reduced by what this one does.
     */
    protected abstract void gradAlpha(int block, int first, int end);

    // ---- Loops over the blocks of a splat

    /**
     * The {@link #pairSums} with {@code value = G (<planes, color> - behind)}, {@code share = G}.
     */
    protected abstract void sumFree(int form, int first, int end);

    /** The {@link #pairSums} from the values and shares of visits. */
    protected abstract void sumAlpha(int form, int first, int end);

    // ---- Tiles

    private void enter(Splats splats, int tile) {
        Frame frame = splats.frame;
        this.splats = splats;
        mode = frame.mode();
        x0 = tile % frame.tilesX() * TILE;
        y0 = tile / frame.tilesX() * TILE;
        width = Math.min(TILE, frame.width() - x0);
        height = Math.min(TILE, frame.height() - y0);
        if (pixels.length != PIXELS * frame.channels()) {
            pixels = new float[PIXELS * frame.channels()];
            gradPixels = new float[PIXELS * frame.channels()];
        }
    }

    private void start(int firstChannel) {
        this.firstChannel = firstChannel;
        channels = Math.min(GROUP, splats.frame.channels() - firstChannel);
        Arrays.fill(planes, 0);
        Arrays.fill(transmittance, 1);
    }

    /** Takes the splats of some pairs, as many as fit, and returns the first that does not. */
    private int take(Splats.Binned bins, int from, int end, boolean weighted) {
        Arrays.fill(next, 0);
        members = 0;
        int pair = from;
        while (pair < end && members < MEMBERS && firstVisits[members] <= VISITS - BLOCKS) {
            int slot = bins.tilePairs[pair++];
            int m = members++;
            slots[m] = slot;
            form(bins.slotSplats[slot], FORM * m, weighted);
            int half = visit(firstVisits[m], bins.slotParts[2 * slot], 0);
            firstVisits[m + 1] = visit(half, bins.slotParts[2 * slot + 1], Integer.SIZE);
        }
        sortVisits();
        return pair;
    }

    /** Lists the blocks whose bits are set, and counts them; returns the next visit. */
    private int visit(int visit, int bits, int firstBlock) {
        int[] visited = this.visited;
        int[] next = this.next;
        int v = visit;
        for (int rest = bits; rest != 0; rest &= rest - 1) {
            int block = firstBlock + Integer.numberOfTrailingZeros(rest);
            visited[v++] = block * BLOCK;
            next[block]++;
        }
        return v;
    }

    /** Lists the visits block by block, in the order of the splats. */
    private void sortVisits() {
        int[] next = this.next;
        int[] visited = this.visited;
        int[] visitors = this.visitors;
        int[] visits = this.visits;
        int sum = 0;
        for (int block = 0; block < BLOCKS; block++) {
            int count = next[block];
            firstVisitors[block] = sum;
            next[block] = sum;
            sum += count;
        }
        firstVisitors[BLOCKS] = sum;
        for (int m = 0; m < members; m++) {
            for (int v = firstVisits[m]; v < firstVisits[m + 1]; v++) {
                int at = next[visited[v] / BLOCK]++;
                visitors[at] = FORM * m;
                visits[at] = v;
            }
        }
    }

    /** Writes the form of splat s. */
    private void form(int s, int at, boolean weighted) {
        float[] conics = splats.conics;
        float[] forms = this.forms;
        double a = conics[3 * s];
        double k = conics[3 * s + 1] / a;
        float weight = splats.weights[s];
        float factor = weighted ? weight : 1;
        forms[at + MEAN_X] = splats.means[2 * s] - x0;
        forms[at + MEAN_Y] = splats.means[2 * s + 1] - y0;
        forms[at + A] = (float) (a * HALF_LOG2_E);
        forms[at + K] = (float) k;
        forms[at + H] = (float) ((conics[3 * s + 2] - k * conics[3 * s + 1]) * HALF_LOG2_E);
        forms[at + WEIGHT] = weight;
        int color = s * splats.frame.channels() + firstChannel;
        for (int c = 0; c < GROUP; c++) {
            forms[at + COLOR + c] = c < channels ? factor * splats.colors[color + c] : 0;
        }
        forms[at + COLOR + GROUP] = factor;
    }

    /** Whether no splat can be seen behind those so far. */
    private boolean finished() {
        if (mode != BlendMode.ALPHA) {
            return false;
        }
        for (float t : transmittance) {
            if (t > 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void blend(
            Splats splats, Splats.Binned bins, int tile, float[] image, float[] coverage) {
        enter(splats, tile);
        int end = bins.ranges[tile + 1];
        for (int c = 0; c == 0 || c < splats.frame.channels(); c += GROUP) {
            start(c);
            for (int i = bins.ranges[tile]; i < end && !finished(); ) {
                i = take(bins, i, end, mode != BlendMode.ALPHA);
                for (int block = 0; block < BLOCKS; block++) {
                    int first = firstVisitors[block];
                    int last = firstVisitors[block + 1];
                    if (mode == BlendMode.ALPHA) {
                        addAlpha(block * BLOCK, first, last);
                    } else {
                        addFree(block * BLOCK, first, last);
                    }
                }
            }
            putChannels();
        }
        copyOut(pixels, image, splats.frame.channels());
        copyOut(coverages, coverage, 1);
    }

    /** Puts blended channels into the rows of the tile. */
    private void putChannels() {
        int[] place = this.place;
        float[] planes = this.planes;
        float[] pixels = this.pixels;
        int stride = splats.frame.channels();
        boolean mean = mode == BlendMode.NORMALIZED;
        for (int i = 0; i < PIXELS; i++) {
            float covered = planes[GROUP * PIXELS + i];
            float scale = mean ? scale(covered) : 1;
            coverages[place[i]] = covered;
            int to = place[i] * stride + firstChannel;
            if (channels == GROUP) {
                pixels[to] = scale * planes[i];
                pixels[to + 1] = scale * planes[PIXELS + i];
                pixels[to + 2] = scale * planes[2 * PIXELS + i];
            } else {
                for (int c = 0; c < channels; c++) {
                    pixels[to + c] = scale * planes[c * PIXELS + i];
                }
            }
        }
    }

    private static float scale(float coverage) {
        return 1 / (coverage + (float) BlendMode.EPSILON);
    }

    @Override
    public void blendGrad(
            Splats splats,
            Splats.Binned bins,
            int tile,
            float[] image,
            float[] coverage,
            float[] gradImage,
            float[] sums) {
        enter(splats, tile);
        Arrays.fill(gradPixels, 0);
        copyIn(gradImage, gradPixels, splats.frame.channels());
        if (mode == BlendMode.ADDITIVE) {
            Arrays.fill(pixels, 0);
        } else {
            copyIn(image, pixels, splats.frame.channels());
            copyIn(coverage, coverages, 1);
        }
        int end = bins.ranges[tile + 1];
        for (int c = 0; c == 0 || c < splats.frame.channels(); c += GROUP) {
            start(c);
            takeChannels();
            for (int i = bins.ranges[tile]; i < end; ) {
                if (finished()) {
                    clear(bins, i, end, sums);
                    break;
                }
                i = take(bins, i, end, false);
                if (mode == BlendMode.ALPHA) {
                    for (int block = 0; block < BLOCKS; block++) {
                        gradAlpha(block * BLOCK, firstVisitors[block], firstVisitors[block + 1]);
                    }
                }
                for (int m = 0; m < members; m++) {
                    sumUp(m);
                    keep(slots[m], sums);
                }
            }
        }
    }

    /** Sums over the pixels of a splat of the batch. */
    private void sumUp(int m) {
        if (mode == BlendMode.ALPHA) {
            sumAlpha(FORM * m, firstVisits[m], firstVisits[m + 1]);
        } else {
            sumFree(FORM * m, firstVisits[m], firstVisits[m + 1]);
        }
    }

    /** Leaves the sums for a slot: each group of channels has a part in the moments. */
    private void keep(int slot, float[] sums) {
        int at = slot * Tile.sums(splats.frame);
        for (int i = 0; i < MOMENTS; i++) {
            sums[at + i] = firstChannel == 0 ? pairSums[i] : sums[at + i] + pairSums[i];
        }
        System.arraycopy(pairSums, MOMENTS, sums, at + MOMENTS + firstChannel, channels);
    }

    /** Leaves zeros for the pairs behind everything that is seen. */
    private void clear(Splats.Binned bins, int from, int end, float[] sums) {
        Arrays.fill(pairSums, 0);
        for (int i = from; i < end; i++) {
            keep(bins.tilePairs[i], sums);
        }
    }

    /** Fills the planes with the gradients of sums of colours, and {@link #BEHIND}. */
    private void takeChannels() {
        int[] place = this.place;
        float[] planes = this.planes;
        float[] pixels = this.pixels;
        float[] gradPixels = this.gradPixels;
        int stride = splats.frame.channels();
        boolean mean = mode == BlendMode.NORMALIZED;
        for (int i = 0; i < PIXELS; i++) {
            int from = place[i] * stride + firstChannel;
            float scale = mean ? scale(coverages[place[i]]) : 1;
            float behind = 0;
            for (int c = 0; c < channels; c++) {
                float gradient = scale * gradPixels[from + c];
                planes[c * PIXELS + i] = gradient;
                behind += gradient * pixels[from + c];
            }
            planes[BEHIND + i] = behind;
        }
    }

    /** Copies the tile's part of an image into its rows. */
    private void copyIn(float[] image, float[] rows, int channels) {
        for (int y = 0; y < height; y++) {
            int from = ((y0 + y) * splats.frame.width() + x0) * channels;
            System.arraycopy(image, from, rows, y * TILE * channels, width * channels);
        }
    }

    /** Copies the rows of the tile into its part of an image. */
    private void copyOut(float[] rows, float[] image, int channels) {
        for (int y = 0; y < height; y++) {
            int to = ((y0 + y) * splats.frame.width() + x0) * channels;
            System.arraycopy(rows, y * TILE * channels, image, to, width * channels);
        }
    }
}
