package dev.resplat.splat.cpu;

import dev.resplat.splat.BlendMode;
import java.util.Arrays;

/** Blocks of 4 by 4 pixels in scalar loops, for where there are no vector instructions. */
final class PlainTile extends TileBlocks {
    /** Pixels along y of a block. */
    static final int BLOCK_HEIGHT = 4;

    private static final int SIZE = BLOCK_WIDTH * BLOCK_HEIGHT;
    private static final float MIN_TRANSMITTANCE = (float) BlendMode.MIN_TRANSMITTANCE;
    private static final float MIN_ALPHA = (float) BlendMode.MIN_ALPHA;
    private static final float MAX_ALPHA = (float) BlendMode.MAX_ALPHA;

    PlainTile() {
        super(BLOCK_HEIGHT);
    }

    /** Where pixel i of the visits is in a plane. */
    private int pixel(int i) {
        return blocks[i / SIZE] + i % SIZE;
    }

    @Override
    protected void gaussians() {
        for (int i = 0; i < visits * SIZE; i++) {
            int m = FORM * owners[i / SIZE];
            float dy = pixelY[pixel(i)] - forms[m + MEAN_Y];
            float u = pixelX[pixel(i)] - forms[m + MEAN_X] + forms[m + K] * dy;
            float p = forms[m + A] * u * u + forms[m + H] * dy * dy;
            shares[i] = p <= CUTOFF ? power(p) : 0;
        }
    }

    /** {@code 2^-p}; the polynomial is that of {@link SimdTile}. */
    private static float power(float p) {
        int n = Math.round(p);
        float f = p - n;
        float e = -1.32764725e-3f * f + 9.67554096e-3f;
        e = e * f - 5.55071309e-2f;
        e = e * f + 0.240221202f;
        e = e * f - 0.693146944f;
        return (e * f + 1) * Math.scalb(1f, -n);
    }

    @Override
    protected void add(int c, int stride) {
        for (int i = 0; i < visits * SIZE; i++) {
            planes[c * PIXELS + pixel(i)] += factors[owners[i / SIZE] * stride + c] * shares[i];
        }
    }

    @Override
    protected void add4() {
        for (int c = 0; c < 4; c++) {
            add(c, 4);
        }
    }

    @Override
    protected void alphas() {
        for (int i = 0; i < visits * SIZE; i++) {
            blend(i, alpha(forms[FORM * owners[i / SIZE] + WEIGHT] * shares[i]));
        }
    }

    private static float alpha(float share) {
        return share >= MIN_ALPHA ? Math.min(share, MAX_ALPHA) : 0;
    }

    /** Blends an alpha into a pixel; returns whether the pixel went on. */
    private boolean blend(int i, float alpha) {
        int o = pixel(i);
        float left = transmittance[o] * (1 - alpha);
        boolean goesOn = left >= MIN_TRANSMITTANCE;
        shares[i] = goesOn ? transmittance[o] - left : 0;
        transmittance[o] = goesOn ? left : 0;
        return goesOn;
    }

    @Override
    protected void dots(int c, int stride) {
        for (int i = 0; i < visits * SIZE; i++) {
            values[i] += factors[owners[i / SIZE] * stride + c] * planes[c * PIXELS + pixel(i)];
        }
    }

    @Override
    protected void dots3() {
        Arrays.fill(values, 0, visits * SIZE, 0);
        for (int c = 0; c < 3; c++) {
            dots(c, 4);
        }
    }

    @Override
    protected void freeGrad() {
        for (int i = 0; i < visits * SIZE; i++) {
            values[i] = shares[i] * (values[i] - behind[pixel(i)]);
        }
    }

    @Override
    protected void alphaGrad() {
        for (int i = 0; i < visits * SIZE; i++) {
            int o = pixel(i);
            float g = shares[i];
            float t = transmittance[o];
            float share = forms[FORM * owners[i / SIZE] + WEIGHT] * g;
            float alpha = alpha(share);
            boolean open = blend(i, alpha) && alpha > 0 && share < MAX_ALPHA;
            behind[o] -= shares[i] * values[i];
            values[i] = open ? g * (t * values[i] - behind[o] / (1 - alpha)) : 0;
        }
    }

    @Override
    protected void moments(int member, int from, int to, float[] sums, int at) {
        Arrays.fill(sums, at, at + MOMENTS, 0);
        for (int i = from * SIZE; i < to * SIZE; i++) {
            float v = values[i];
            float dx = pixelX[pixel(i)] - forms[FORM * member + MEAN_X];
            float dy = pixelY[pixel(i)] - forms[FORM * member + MEAN_Y];
            sums[at] += v;
            sums[at + 1] += v * dx;
            sums[at + 2] += v * dy;
            sums[at + 3] += v * dx * dx;
            sums[at + 4] += v * dx * dy;
            sums[at + 5] += v * dy * dy;
        }
    }

    @Override
    protected float dot(int c, int from, int to) {
        float sum = 0;
        for (int i = from * SIZE; i < to * SIZE; i++) {
            sum += shares[i] * planes[c * PIXELS + pixel(i)];
        }
        return sum;
    }

    @Override
    protected void dot3(int from, int to, float[] sums, int at) {
        for (int c = 0; c < 3; c++) {
            sums[at + c] = dot(c, from, to);
        }
    }
}
