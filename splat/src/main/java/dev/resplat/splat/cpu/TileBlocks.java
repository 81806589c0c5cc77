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
 * order matters, gradients need both; what is left for the sums is in {@link #shares} and {@link
 * #values}.
 *
 * <p>Colours of more than three channels are blended three channels after the other: everything
 * here is linear in the colours. Of black splats, shares are all there is to find, and all channels
 * have the same.
 */
abstract class TileBlocks implements Tile {
    /** Channels that are blended at once. */
    protected static final int GROUP = Batch.CHANNELS;

    /** Pixels of a block. */
    protected static final int BLOCK = Batch.BLOCK;

    /** Pixels of a tile. */
    protected static final int PIXELS = TILE * TILE;

    private static final int PLANES = 4 * PIXELS;

    /** Exponents of 2 beyond this are beyond {@link BlendMode#CUTOFF}. */
    protected static final float CUTOFF =
            (float) (BlendMode.CUTOFF * BlendMode.CUTOFF / (2 * Math.log(2)));

    /** Where each pixel of the blocks is in the rows of the tile. */
    private final int[] place = new int[PIXELS];

    /** {@code [TILE, TILE, C]}: the tile in rows, as images are: they are copied in whole rows. */
    private float[] pixels = {};

    private float[] gradPixels = {};
    private final float[] coverages = new float[PIXELS];

    /** Centres of pixels, relative to the corner of the tile. */
    protected final float[] pixelX = new float[PIXELS];

    protected final float[] pixelY = new float[PIXELS];

    /** The splats that are blended now. */
    protected final Batch batch = new Batch();

    /** What each visit takes of the light of its pixels. */
    protected final float[] shares = new float[Batch.VISITS * BLOCK];

    /** Gradients with respect to the Gaussians of each visit, times these. */
    protected final float[] values = new float[Batch.VISITS * BLOCK];

    /** What is left of the light from behind, zero once a pixel is finished. */
    protected final float[] transmittance = new float[PIXELS];

    /** Three colours and coverage; going back, gradients of colours and {@link #BEHIND}. */
    protected float[] planes = new float[PLANES];

    /** The {@link #planes} of groups of channels that are summed up side by side. */
    private float[][] groups = {planes};

    /**
     * The plane of what is subtracted from inner products of colours and gradients: nothing, that
     * of the image, or that of the splats not yet passed.
     */
    protected static final int BEHIND = 3 * PIXELS;

    /** {@link #MOMENTS} of the values of a splat, and the sums of {@code share plane}. */
    protected final float[] pairSums = new float[MOMENTS + GROUP];

    private Splats splats;
    private BlendMode mode;
    private boolean black;
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
     * The shares, which are {@code G}, and the values: {@code G (<planes, color> - behind)}. It is
     * no part of the loop that adds them up, as the compiler does not take so much into one.
     */
    protected abstract void gradFree(int form, int first, int end);

    /** The {@link #pairSums} from the values and shares of visits. */
    protected abstract void sum(int form, int first, int end);

    /** The same without the moments, which stay as they are. */
    protected abstract void sumShares(int first, int end);

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

    /** Begins with a group of channels, whose colours may be times the weight. */
    private void start(int firstChannel, boolean weighted) {
        batch.start(splats, firstChannel, weighted, x0, y0);
        this.firstChannel = firstChannel;
        channels = Math.min(GROUP, splats.frame.channels() - firstChannel);
        Arrays.fill(planes, 0);
        Arrays.fill(transmittance, 1);
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
            start(c, mode != BlendMode.ALPHA);
            for (int i = bins.ranges[tile]; i < end && !finished(); ) {
                i = batch.take(bins, i, end);
                batch.listByBlock();
                for (int block = 0; block < Batch.BLOCKS; block++) {
                    int first = block * Batch.MEMBERS;
                    if (mode == BlendMode.ALPHA) {
                        addAlpha(block * BLOCK, first, first + batch.counts[block]);
                    } else {
                        addFree(block * BLOCK, first, first + batch.counts[block]);
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
            boolean black,
            float[] sums) {
        enter(splats, tile);
        if (width < TILE || height < TILE) {
            // where there is no image, nothing may be left of another, perhaps not finite
            Arrays.fill(gradPixels, 0);
            Arrays.fill(pixels, 0);
            Arrays.fill(coverages, 0);
        }
        copyIn(gradImage, gradPixels, splats.frame.channels());
        if (mode != BlendMode.ADDITIVE) {
            copyIn(image, pixels, splats.frame.channels());
            copyIn(coverage, coverages, 1);
        }
        int count = Math.max(1, (splats.frame.channels() + GROUP - 1) / GROUP);
        int together = black ? count : 1;
        this.black = black;
        Arrays.fill(pairSums, 0);
        for (int group = 0; group < count; group += together) {
            take(group, together);
            sumUp(bins, tile, group, together, sums);
        }
    }

    /** Begins with some groups of channels. */
    private void take(int first, int count) {
        while (groups.length < count) {
            groups = Arrays.copyOf(groups, groups.length + 1);
            groups[groups.length - 1] = new float[PLANES];
        }
        for (int i = count - 1; i >= 0; i--) {
            planes = groups[i];
            start((first + i) * GROUP, false);
            takeChannels();
        }
    }

    private void sumUp(Splats.Binned bins, int tile, int group, int together, float[] sums) {
        int end = bins.ranges[tile + 1];
        for (int i = bins.ranges[tile]; i < end; ) {
            if (finished()) {
                for (int g = 0; g < together; g++) {
                    select(group, g);
                    clear(bins, i, end, sums);
                }
                break;
            }
            i = batch.take(bins, i, end);
            if (mode == BlendMode.ALPHA) {
                batch.listByBlock();
                for (int block = 0; block < Batch.BLOCKS; block++) {
                    int first = block * Batch.MEMBERS;
                    gradAlpha(block * BLOCK, first, first + batch.counts[block]);
                }
            }
            batch.listBySplat();
            for (int g = 0; g < together; g++) {
                select(group, g);
                for (int m = 0; m < batch.size; m++) {
                    sumUp(m, g == 0);
                    keep(batch.slots[m], sums);
                }
            }
            select(group, 0);
        }
    }

    /** Goes on with another of the groups that are summed up together. */
    private void select(int first, int group) {
        planes = groups[group];
        firstChannel = (first + group) * GROUP;
        channels = Math.min(GROUP, splats.frame.channels() - firstChannel);
    }

    /** Sums over the pixels of a splat of the batch, whose shares are the same for all groups. */
    private void sumUp(int m, boolean firstGroup) {
        int first = batch.firstVisits[m];
        int end = batch.firstVisits[m + 1];
        if (firstGroup && mode != BlendMode.ALPHA) {
            gradFree(Batch.FORM * m, first, end);
        }
        if (black) {
            sumShares(first, end);
        } else {
            sum(Batch.FORM * m, first, end);
        }
    }

    /** Leaves the sums for a slot: each group of channels has a part in the moments. */
    private void keep(int slot, float[] sums) {
        float[] pairSums = this.pairSums;
        int at = slot * Tile.sums(splats.frame);
        for (int i = 0; i < MOMENTS; i++) {
            sums[at + i] = firstChannel == 0 ? pairSums[i] : sums[at + i] + pairSums[i];
        }
        for (int c = 0; c < channels; c++) {
            sums[at + MOMENTS + firstChannel + c] = pairSums[MOMENTS + c];
        }
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
        boolean additive = mode == BlendMode.ADDITIVE;
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
            planes[BEHIND + i] = additive ? 0 : behind;
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
