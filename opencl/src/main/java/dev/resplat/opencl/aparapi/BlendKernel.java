package dev.resplat.opencl.aparapi;

import com.aparapi.Kernel;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.RasterKernels;

/**
 * Blending, a work-item for each pixel: {@link RasterKernels#composite}.
 *
 * <p>Aparapi translates this class from its bytecode. It reads what Java 8 had: fields that are
 * numbers or arrays of them, static methods of other classes, no {@code break}, no records, no
 * variable with the name of a type of OpenCL, such as {@code half}. Three channels are blended at a
 * time.
 */
final class BlendKernel extends Kernel {
    /** Pixels along a side of a tile. */
    static final int TILE = RasterKernels.TILE;

    /** Pixels along a side of a block, of which the parts of a pair tell whether it is met. */
    static final int BLOCK = 4;

    /** Blocks along a side of a tile. */
    static final int BLOCKS = TILE / BLOCK;

    static final int BLOCK_PIXELS = BLOCK * BLOCK;
    static final int TILE_PIXELS = TILE * TILE;

    /** {@link #mode}: in no order, the sum of colours. */
    static final int ADDITIVE = 0;

    /** {@link #mode}: in no order, the mean of colours. */
    static final int NORMALIZED = 1;

    /** {@link #mode}: from front to back. */
    static final int ALPHA = 2;

    static final float CUTOFF_POWER = (float) (BlendMode.CUTOFF * BlendMode.CUTOFF / 2);
    static final float EPSILON = (float) BlendMode.EPSILON;
    static final float MAX_ALPHA = (float) BlendMode.MAX_ALPHA;
    static final float MIN_ALPHA = (float) BlendMode.MIN_ALPHA;
    static final float MIN_TRANSMITTANCE = (float) BlendMode.MIN_TRANSMITTANCE;

    int mode;
    int width;
    int height;
    int tilesX;
    int channels;
    int firstChannel;

    /** See {@link Forms}. */
    float[] forms;

    float[] colors;
    int[] slotSplats;
    int[] slotParts;
    int[] tilePairs;
    int[] ranges;
    float[] image;
    float[] coverage;

    @Override
    public void run() {
        int item = getGlobalId();
        int tile = item / TILE_PIXELS;
        int block = item % TILE_PIXELS / BLOCK_PIXELS;
        int x = tile % tilesX * TILE + block % BLOCKS * BLOCK + item % BLOCK;
        int y = tile / tilesX * TILE + block / BLOCKS * BLOCK + item / BLOCK % BLOCK;
        if (x < width) {
            if (y < height) {
                blend(tile, block, x, y);
            }
        }
    }

    private void blend(int tile, int block, int x, int y) {
        float red = 0;
        float green = 0;
        float blue = 0;
        float sum = 0;
        float transmittance = 1;
        int word = block / 32;
        int bit = 1 << block % 32;
        int last = ranges[tile + 1];
        int i = ranges[tile];
        while (i < last) {
            int slot = tilePairs[i];
            i++;
            if ((slotParts[2 * slot + word] & bit) != 0) {
                int s = slotSplats[slot];
                int f = s * Forms.SIZE;
                float dx = x + 0.5f - forms[f + Forms.MEAN_X];
                float dy = y + 0.5f - forms[f + Forms.MEAN_Y];
                float power =
                        Forms.power(
                                forms[f + Forms.A], forms[f + Forms.K], forms[f + Forms.H], dx, dy);
                if (power <= CUTOFF_POWER) {
                    float share = forms[f + Forms.WEIGHT] * exp(-power);
                    if (mode == ALPHA) {
                        float alpha = Forms.alpha(share);
                        float left = transmittance * (1 - alpha);
                        share = transmittance * alpha;
                        if (left <= MIN_TRANSMITTANCE) {
                            share = 0;
                            last = i;
                        } else {
                            transmittance = left;
                        }
                    }
                    int c = s * channels + firstChannel;
                    if (firstChannel < channels) {
                        red += share * colors[c];
                    }
                    if (firstChannel + 1 < channels) {
                        green += share * colors[c + 1];
                    }
                    if (firstChannel + 2 < channels) {
                        blue += share * colors[c + 2];
                    }
                    sum += share;
                }
            }
        }
        if (mode == ALPHA) {
            sum = 1 - transmittance;
        }
        float scale = 1;
        if (mode == NORMALIZED) {
            scale = 1 / (sum + EPSILON);
        }
        int pixel = y * width + x;
        coverage[pixel] = sum;
        int at = pixel * channels + firstChannel;
        if (firstChannel < channels) {
            image[at] = scale * red;
        }
        if (firstChannel + 1 < channels) {
            image[at + 1] = scale * green;
        }
        if (firstChannel + 2 < channels) {
            image[at + 2] = scale * blue;
        }
    }
}
