package dev.resplat.opencl.aparapi;

import static dev.resplat.opencl.aparapi.BlendKernel.ADDITIVE;
import static dev.resplat.opencl.aparapi.BlendKernel.ALPHA;
import static dev.resplat.opencl.aparapi.BlendKernel.BLOCK;
import static dev.resplat.opencl.aparapi.BlendKernel.BLOCKS;
import static dev.resplat.opencl.aparapi.BlendKernel.BLOCK_PIXELS;
import static dev.resplat.opencl.aparapi.BlendKernel.CUTOFF_POWER;
import static dev.resplat.opencl.aparapi.BlendKernel.EPSILON;
import static dev.resplat.opencl.aparapi.BlendKernel.MAX_ALPHA;
import static dev.resplat.opencl.aparapi.BlendKernel.MIN_TRANSMITTANCE;
import static dev.resplat.opencl.aparapi.BlendKernel.NORMALIZED;
import static dev.resplat.opencl.aparapi.BlendKernel.TILE;

import com.aparapi.Kernel;
import dev.resplat.splat.RasterKernels;

/**
 * Gradients of blending: {@link RasterKernels#compositeGrad}.
 *
 * <p>First a work-item for each strip, a row of blocks of a tile, goes through the splats of the
 * tile from front to back, and leaves for each the sums over the pixels of the strip. Then a
 * work-item for each splat adds these up, always in the same order. Both are one kernel because
 * kernels of Aparapi share no memory.
 */
final class BlendGradKernel extends Kernel {
    /** {@link #phase}: a work-item is a strip. */
    static final int STRIPS = 0;

    /** {@link #phase}: a work-item is a splat. */
    static final int SPLATS = 1;

    /**
     * Sums of a splat over a strip: of v, v dx, v dy, v dx^2, v dx dy, v dy^2 with v the gradient
     * with respect to G, times G; and of the gradients of three colours.
     */
    static final int SUMS = 9;

    static final int STRIP_PIXELS = TILE * BLOCK;

    /** Of a pixel: gradients of three colours, what is behind, the transmittance. */
    static final int STATE = 5;

    int phase;
    int mode;

    /** Strips or splats; more work-items than these have nothing to do. */
    int items;

    int width;
    int height;
    int tilesX;
    int channels;
    int firstChannel;

    /** See {@link Forms}. */
    float[] forms;

    float[] conics;
    float[] colors;
    int[] firstSlots;
    int[] slotSplats;
    int[] slotParts;
    int[] tilePairs;
    int[] ranges;
    float[] image;
    float[] coverage;
    float[] gradImage;

    /** {@code [tiles, BLOCKS, STRIP_PIXELS, STATE]}. */
    float[] states;

    /** {@code [P, BLOCKS, SUMS]}: by slot and strip. */
    float[] sums;

    float[] gradMeans;
    float[] gradConics;
    float[] gradWeights;
    float[] gradColors;

    @Override
    public void run() {
        int item = getGlobalId();
        if (item < items) {
            if (phase == STRIPS) {
                strip(item / BLOCKS, item % BLOCKS);
            } else {
                splat(item);
            }
        }
    }

    /** The blocks of a strip that a splat meets, as bits. */
    private int blocks(int slot, int row) {
        return slotParts[2 * slot + row / 4] >> row % 4 * BLOCKS & 255;
    }

    // ---- A strip

    private void strip(int tile, int row) {
        int first = (tile * BLOCKS + row) * STRIP_PIXELS * STATE;
        int x0 = tile % tilesX * TILE;
        int y0 = tile / tilesX * TILE + row * BLOCK;
        for (int p = 0; p < STRIP_PIXELS; p++) {
            int x = x0 + p / BLOCK_PIXELS * BLOCK + p % BLOCK;
            int y = y0 + p / BLOCK % BLOCK;
            begin(first + p * STATE, x, y);
        }
        int last = ranges[tile + 1];
        for (int i = ranges[tile]; i < last; i++) {
            int slot = tilePairs[i];
            int blocks = blocks(slot, row);
            if (blocks != 0) {
                sumUp(slot, (slot * BLOCKS + row) * SUMS, blocks, first, x0, y0);
            }
        }
    }

    /** Sets the state of a pixel; what is outside of the image is dark. */
    private void begin(int at, int x, int y) {
        states[at] = 0;
        states[at + 1] = 0;
        states[at + 2] = 0;
        states[at + 3] = 0;
        states[at + 4] = 0;
        if (x < width) {
            if (y < height) {
                int pixel = y * width + x;
                float scale = 1;
                if (mode == NORMALIZED) {
                    scale = 1 / (coverage[pixel] + EPSILON);
                }
                float behind = 0;
                int count = min(3, channels - firstChannel);
                int from = pixel * channels + firstChannel;
                for (int c = 0; c < count; c++) {
                    float gradient = scale * gradImage[from + c];
                    states[at + c] = gradient;
                    behind += gradient * image[from + c];
                }
                if (mode != ADDITIVE) {
                    states[at + 3] = behind;
                }
                states[at + 4] = 1;
            }
        }
    }

    /** Writes the sums of a pair over the blocks of the strip. */
    private void sumUp(int slot, int to, int blocks, int first, int x0, int y0) {
        int s = slotSplats[slot];
        int f = s * Forms.SIZE;
        int c = s * channels + firstChannel;
        float red = 0;
        float green = 0;
        float blue = 0;
        if (firstChannel < channels) {
            red = colors[c];
        }
        if (firstChannel + 1 < channels) {
            green = colors[c + 1];
        }
        if (firstChannel + 2 < channels) {
            blue = colors[c + 2];
        }
        float v0 = 0;
        float vx = 0;
        float vy = 0;
        float vxx = 0;
        float vxy = 0;
        float vyy = 0;
        float gradRed = 0;
        float gradGreen = 0;
        float gradBlue = 0;
        for (int p = 0; p < STRIP_PIXELS; p++) {
            int block = p / BLOCK_PIXELS;
            int at = first + p * STATE;
            float transmittance = states[at + 4];
            if ((blocks >> block & 1) != 0) {
                if (transmittance > 0) {
                    float dx = x0 + block * BLOCK + p % BLOCK + 0.5f - forms[f + Forms.MEAN_X];
                    float dy = y0 + p / BLOCK % BLOCK + 0.5f - forms[f + Forms.MEAN_Y];
                    float power =
                            Forms.power(
                                    forms[f + Forms.A],
                                    forms[f + Forms.K],
                                    forms[f + Forms.H],
                                    dx,
                                    dy);
                    if (power <= CUTOFF_POWER) {
                        float g = exp(-power);
                        float dot =
                                red * states[at] + green * states[at + 1] + blue * states[at + 2];
                        float share = g;
                        float v = g * (dot - states[at + 3]);
                        if (mode == ALPHA) {
                            float weighted = forms[f + Forms.WEIGHT] * g;
                            float alpha = Forms.alpha(weighted);
                            float left = transmittance * (1 - alpha);
                            share = transmittance * alpha;
                            v = 0;
                            if (left <= MIN_TRANSMITTANCE) {
                                share = 0;
                                left = 0;
                            }
                            states[at + 4] = left;
                            if (share > 0) {
                                float behind = states[at + 3] - share * dot;
                                states[at + 3] = behind;
                                if (weighted < MAX_ALPHA) {
                                    v = g * (transmittance * dot - behind / (1 - alpha));
                                }
                            }
                        }
                        v0 += v;
                        vx += v * dx;
                        vy += v * dy;
                        vxx += v * dx * dx;
                        vxy += v * dx * dy;
                        vyy += v * dy * dy;
                        gradRed += share * states[at];
                        gradGreen += share * states[at + 1];
                        gradBlue += share * states[at + 2];
                    }
                }
            }
        }
        sums[to] = v0;
        sums[to + 1] = vx;
        sums[to + 2] = vy;
        sums[to + 3] = vxx;
        sums[to + 4] = vxy;
        sums[to + 5] = vyy;
        sums[to + 6] = gradRed;
        sums[to + 7] = gradGreen;
        sums[to + 8] = gradBlue;
    }

    // ---- A splat

    private void splat(int s) {
        float v0 = 0;
        float vx = 0;
        float vy = 0;
        float vxx = 0;
        float vxy = 0;
        float vyy = 0;
        float gradRed = 0;
        float gradGreen = 0;
        float gradBlue = 0;
        int last = firstSlots[s + 1];
        for (int slot = firstSlots[s]; slot < last; slot++) {
            for (int row = 0; row < BLOCKS; row++) {
                if (blocks(slot, row) != 0) {
                    int from = (slot * BLOCKS + row) * SUMS;
                    v0 += sums[from];
                    vx += sums[from + 1];
                    vy += sums[from + 2];
                    vxx += sums[from + 3];
                    vxy += sums[from + 4];
                    vyy += sums[from + 5];
                    gradRed += sums[from + 6];
                    gradGreen += sums[from + 7];
                    gradBlue += sums[from + 8];
                }
            }
        }
        if (firstChannel == 0) {
            gradWeights[s] = 0;
            gradMeans[2 * s] = 0;
            gradMeans[2 * s + 1] = 0;
            gradConics[3 * s] = 0;
            gradConics[3 * s + 1] = 0;
            gradConics[3 * s + 2] = 0;
        }
        float factor = 0;
        if (firstSlots[s] < last) {
            // What is not there, perhaps for want of finite numbers, is not multiplied.
            float w = forms[s * Forms.SIZE + Forms.WEIGHT];
            float a = conics[3 * s];
            float b = conics[3 * s + 1];
            float c = conics[3 * s + 2];
            gradWeights[s] += v0;
            gradMeans[2 * s] += w * (a * vx + b * vy);
            gradMeans[2 * s + 1] += w * (b * vx + c * vy);
            gradConics[3 * s] -= w * vxx / 2;
            gradConics[3 * s + 1] -= w * vxy;
            gradConics[3 * s + 2] -= w * vyy / 2;
            factor = w;
            if (mode == ALPHA) {
                factor = 1;
            }
        }
        int at = s * channels + firstChannel;
        if (firstChannel < channels) {
            gradColors[at] = factor * gradRed;
        }
        if (firstChannel + 1 < channels) {
            gradColors[at + 1] = factor * gradGreen;
        }
        if (firstChannel + 2 < channels) {
            gradColors[at + 2] = factor * gradBlue;
        }
    }
}
