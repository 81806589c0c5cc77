package dev.resplat.splat.cpu;

import static dev.resplat.splat.RasterKernels.TILE;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.RasterKernels.Frame;
import java.util.Arrays;

/**
 * A tile whose pixels are kept in blocks, block after block. A <em>visit</em> is a pair of a splat
 * and a block that its ellipse meets. Visits are listed in the order of blending, a batch of them
 * at a time, and what is done for them is a sequence of loops over the list, which subclasses have.
 *
 * <p>Between the loops, {@link #shares} and {@link #values} hold a number for each pixel of the
 * visits, in the order of the list; the planes hold one for each pixel of the tile.
 */
abstract class TileBlocks implements Tile {
    /** Pixels of a tile. */
    protected static final int PIXELS = TILE * TILE;

    /** Exponents of 2 beyond this are beyond {@link BlendMode#CUTOFF}. */
    protected static final float CUTOFF =
            (float) (BlendMode.CUTOFF * BlendMode.CUTOFF / (2 * Math.log(2)));

    private static final long LOW_HALF = 0xffff_ffffL;
    private static final double HALF_LOG2_E = 0.5 / Math.log(2);

    /** Pixels of the visits of a batch: their numbers stay in the near caches. */
    private static final int BATCH = 8 * PIXELS;

    /** Pixels along x of a block. */
    protected static final int BLOCK_WIDTH = 4;

    private final int blockSize;
    private final int[] place = new int[PIXELS];
    private final float[] scales = new float[TILE];

    /** Centres of pixels, relative to the corner of the tile. */
    protected final float[] pixelX = new float[PIXELS];

    protected final float[] pixelY = new float[PIXELS];

    /** Visits in the batch. */
    protected int visits;

    /** Where the block of each visit begins. */
    protected final int[] blocks;

    /** The splat of each visit, numbered in the batch. */
    protected final int[] owners;

    /**
     * {@code [splats of the batch, FORM]}: mean x and y, relative to the corner of the tile; a, k
     * and h of {@code G = 2^-(a (dx + k dy)^2 + h dy^2)}; and the opacity.
     */
    protected final float[] forms;

    protected static final int FORM = 6;
    protected static final int MEAN_X = 0;
    protected static final int MEAN_Y = 1;
    protected static final int A = 2;
    protected static final int K = 3;
    protected static final int H = 4;
    protected static final int WEIGHT = 5;

    /** {@code [splats of the batch, C + 1]}: what a share adds to each plane. */
    protected float[] factors = {};

    /** Gaussians, and what becomes of them: shares in a pixel. */
    protected final float[] shares = new float[BATCH];

    /** Inner products, and what becomes of them: gradients with respect to Gaussians. */
    protected final float[] values = new float[BATCH];

    /** What is left of the light from behind, zero once a pixel is finished. */
    protected final float[] transmittance = new float[PIXELS];

    /** What is subtracted from an inner product: see {@link #freeGrad} and {@link #alphaGrad}. */
    protected final float[] behind = new float[PIXELS];

    /** {@code [C + 1, PIXELS]}: colours and coverage; going back, gradients of colours. */
    protected float[] planes = {};

    private final int[] slots;
    private final int[] firstVisits;
    private int members;
    private Splats splats;
    private int channels;
    private int x0;
    private int y0;
    private int width;
    private int height;

    /** Blocks of this height, which divides a tile. */
    protected TileBlocks(int blockHeight) {
        blockSize = BLOCK_WIDTH * blockHeight;
        int capacity = BATCH / blockSize;
        blocks = new int[capacity];
        owners = new int[capacity];
        forms = new float[FORM * capacity];
        slots = new int[capacity];
        firstVisits = new int[capacity + 1];
        int columns = TILE / BLOCK_WIDTH;
        for (int y = 0; y < TILE; y++) {
            for (int x = 0; x < TILE; x++) {
                int block = y / blockHeight * columns + x / BLOCK_WIDTH;
                int at = block * blockSize + y % blockHeight * BLOCK_WIDTH + x % BLOCK_WIDTH;
                place[y * TILE + x] = at;
                pixelX[at] = x + 0.5f;
                pixelY[at] = y + 0.5f;
            }
        }
    }

    // ---- Loops over the visits

    /** {@code shares = G}, zero beyond {@link #CUTOFF}. */
    protected abstract void gaussians();

    /** {@code planes[c] += factors[c] * shares}; the factors of a splat are {@code stride}. */
    protected abstract void add(int c, int stride);

    /** {@link #add} to the four planes of three colours and coverage. */
    protected abstract void add4();

    /** {@code shares = alpha * transmittance} for {@link BlendMode#ALPHA}, which then is less. */
    protected abstract void alphas();

    /** {@code values += factors[c] * planes[c]}. */
    protected abstract void dots(int c, int stride);

    /** {@code values} are the {@link #dots} of the planes of three colours. */
    protected abstract void dots3();

    /** {@code values = shares (values - behind)}. */
    protected abstract void freeGrad();

    /**
     * {@link #alphas}, and {@code values} become gradients with respect to Gaussians. {@code
     * behind} is what the splats from this one on contribute to the inner product of the pixel and
     * its gradient; it is reduced by what this one does.
     */
    protected abstract void alphaGrad();

    /**
     * Of the visits of one splat of the batch, the sums of {@code values} times powers of the
     * distance to the mean: 1, x, y, x^2, x y, y^2.
     */
    protected abstract void moments(int member, int from, int to, float[] sums, int at);

    /** Of some visits, the sum of {@code shares * planes[c]}. */
    protected abstract float dot(int c, int from, int to);

    /** {@link #dot} for the planes of three colours. */
    protected abstract void dot3(int from, int to, float[] sums, int at);

    // ---- Tiles

    private void enter(Splats splats, int tile) {
        Frame frame = splats.frame;
        this.splats = splats;
        channels = frame.channels();
        x0 = tile % frame.tilesX() * TILE;
        y0 = tile / frame.tilesX() * TILE;
        width = Math.min(TILE, frame.width() - x0);
        height = Math.min(TILE, frame.height() - y0);
        if (planes.length < (channels + 1) * PIXELS) {
            planes = new float[(channels + 1) * PIXELS];
            factors = new float[(channels + 1) * blocks.length];
        }
        Arrays.fill(planes, 0, (channels + 1) * PIXELS, 0);
        Arrays.fill(transmittance, 1);
        startBatch();
    }

    private void startBatch() {
        members = 0;
        visits = 0;
    }

    /** Whether the batch has room for another splat, whatever it visits. */
    private boolean hasRoom() {
        return visits + PIXELS / blockSize <= blocks.length && members < blocks.length;
    }

    /** Adds the splat of a slot to the batch, with its colours times a factor. */
    private void take(Splats.Binned bins, int slot, int s, float factor) {
        int m = members;
        float[] conics = splats.conics;
        double a = conics[3 * s];
        double k = conics[3 * s + 1] / a;
        slots[m] = slot;
        int at = FORM * m;
        forms[at + MEAN_X] = splats.means[2 * s] - x0;
        forms[at + MEAN_Y] = splats.means[2 * s + 1] - y0;
        forms[at + A] = (float) (a * HALF_LOG2_E);
        forms[at + K] = (float) k;
        forms[at + H] = (float) ((conics[3 * s + 2] - k * conics[3 * s + 1]) * HALF_LOG2_E);
        forms[at + WEIGHT] = splats.weights[s];
        int to = m * (channels + 1);
        for (int c = 0; c < channels; c++) {
            factors[to + c] = factor * splats.colors[s * channels + c];
        }
        factors[to + channels] = factor;
        firstVisits[m] = visits;
        visit(m, bins.slotParts[2 * slot] & LOW_HALF);
        visit(m, (long) bins.slotParts[2 * slot + 1] << 32);
        firstVisits[m + 1] = visits;
        members = m + 1;
    }

    /** Lists the blocks whose bits are set. */
    private void visit(int member, long parts) {
        int[] blocks = this.blocks;
        int[] owners = this.owners;
        int count = visits;
        for (long rest = parts; rest != 0; rest &= rest - 1) {
            owners[count] = member;
            blocks[count++] = Long.numberOfTrailingZeros(rest) * blockSize;
        }
        visits = count;
    }

    @Override
    public void blend(
            Splats splats, Splats.Binned bins, int tile, float[] image, float[] coverage) {
        enter(splats, tile);
        boolean alpha = splats.frame.mode() == BlendMode.ALPHA;
        for (int i = bins.ranges[tile]; i < bins.ranges[tile + 1]; i++) {
            if (!hasRoom()) {
                blendBatch(alpha);
                if (alpha && finished()) {
                    break;
                }
            }
            int s = bins.slotSplats[bins.tilePairs[i]];
            take(bins, bins.tilePairs[i], s, alpha ? 1 : splats.weights[s]);
        }
        blendBatch(alpha);
        write(image, coverage);
    }

    private void blendBatch(boolean alpha) {
        gaussians();
        if (alpha) {
            alphas();
        }
        if (channels == 3) {
            add4();
        } else {
            for (int c = 0; c <= channels; c++) {
                add(c, channels + 1);
            }
        }
        startBatch();
    }

    private boolean finished() {
        for (float t : transmittance) {
            if (t > 0) {
                return false;
            }
        }
        return true;
    }

    private void write(float[] image, float[] coverage) {
        boolean mean = splats.frame.mode() == BlendMode.NORMALIZED;
        for (int y = 0; y < height; y++) {
            int pixel = (y0 + y) * splats.frame.width() + x0;
            for (int x = 0; x < width; x++) {
                float covered = planes[channels * PIXELS + place[y * TILE + x]];
                coverage[pixel + x] = covered;
                scales[x] = mean ? scale(covered) : 1;
            }
            for (int c = 0; c < channels; c++) {
                int to = pixel * channels + c;
                for (int x = 0; x < width; x++) {
                    image[to] = scales[x] * planes[c * PIXELS + place[y * TILE + x]];
                    to += channels;
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
        read(image, coverage, gradImage);
        boolean alpha = splats.frame.mode() == BlendMode.ALPHA;
        int end = bins.ranges[tile + 1];
        for (int i = bins.ranges[tile]; i < end; i++) {
            if (!hasRoom()) {
                batchGrad(alpha, sums);
                if (alpha && finished()) {
                    leaveOut(bins, i, end, sums, Tile.sums(splats.frame));
                    return;
                }
            }
            take(bins, bins.tilePairs[i], bins.slotSplats[bins.tilePairs[i]], 1);
        }
        batchGrad(alpha, sums);
    }

    private void batchGrad(boolean alpha, float[] sums) {
        gaussians();
        if (channels == 3) {
            dots3();
        } else {
            Arrays.fill(values, 0, visits * blockSize, 0);
            for (int c = 0; c < channels; c++) {
                dots(c, channels + 1);
            }
        }
        if (alpha) {
            alphaGrad();
        } else {
            freeGrad();
        }
        for (int m = 0; m < members; m++) {
            int at = slots[m] * Tile.sums(splats.frame);
            moments(m, firstVisits[m], firstVisits[m + 1], sums, at);
            colorSums(firstVisits[m], firstVisits[m + 1], sums, at + MOMENTS);
        }
        startBatch();
    }

    private void colorSums(int from, int to, float[] sums, int at) {
        if (channels == 3) {
            dot3(from, to, sums, at);
            return;
        }
        for (int c = 0; c < channels; c++) {
            sums[at + c] = dot(c, from, to);
        }
    }

    private static void leaveOut(Splats.Binned bins, int from, int to, float[] sums, int stride) {
        for (int i = from; i < to; i++) {
            int at = bins.tilePairs[i] * stride;
            Arrays.fill(sums, at, at + stride, 0);
        }
    }

    /** Fills the planes with the gradients of sums of colours, and {@link #behind}. */
    private void read(float[] image, float[] coverage, float[] gradImage) {
        BlendMode mode = splats.frame.mode();
        Arrays.fill(behind, 0);
        for (int y = 0; y < height; y++) {
            int pixel = (y0 + y) * splats.frame.width() + x0;
            for (int x = 0; x < width; x++) {
                scales[x] = mode == BlendMode.NORMALIZED ? scale(coverage[pixel + x]) : 1;
            }
            for (int c = 0; c < channels; c++) {
                int from = pixel * channels + c;
                for (int x = 0; x < width; x++) {
                    int at = place[y * TILE + x];
                    float gradient = scales[x] * gradImage[from];
                    planes[c * PIXELS + at] = gradient;
                    behind[at] += mode == BlendMode.ADDITIVE ? 0 : gradient * image[from];
                    from += channels;
                }
            }
        }
    }
}
