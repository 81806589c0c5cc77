package dev.resplat.splat.cpu;

import static dev.resplat.splat.cpu.Batch.A;
import static dev.resplat.splat.cpu.Batch.COLOR;
import static dev.resplat.splat.cpu.Batch.H;
import static dev.resplat.splat.cpu.Batch.K;
import static dev.resplat.splat.cpu.Batch.MEAN_X;
import static dev.resplat.splat.cpu.Batch.MEAN_Y;
import static dev.resplat.splat.cpu.Batch.WEIGHT;

import dev.resplat.splat.BlendMode;
import java.util.Arrays;

/** Blocks of 4 by 4 pixels in scalar loops, for where there are no vector instructions. */
final class PlainTile extends TileBlocks {
    private static final float MIN_TRANSMITTANCE = (float) BlendMode.MIN_TRANSMITTANCE;
    private static final float MIN_ALPHA = (float) BlendMode.MIN_ALPHA;
    private static final float MAX_ALPHA = (float) BlendMode.MAX_ALPHA;

    /** {@code G} of the splat with a form, at a pixel of the tile. */
    private float gaussian(int form, int pixel) {
        float dy = pixelY[pixel] - batch.forms[form + MEAN_Y];
        float u = pixelX[pixel] - batch.forms[form + MEAN_X] + batch.forms[form + K] * dy;
        float p = batch.forms[form + A] * u * u + batch.forms[form + H] * dy * dy;
        return p <= CUTOFF ? power(p) : 0;
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
    protected void addFree(int block, int first, int end) {
        for (int i = first; i < end; i++) {
            for (int pixel = block; pixel < block + BLOCK; pixel++) {
                add(batch.visitors[i], pixel, gaussian(batch.visitors[i], pixel));
            }
        }
    }

    private void add(int form, int pixel, float share) {
        for (int c = 0; c <= GROUP; c++) {
            planes[c * PIXELS + pixel] += batch.forms[form + COLOR + c] * share;
        }
    }

    @Override
    protected void addAlpha(int block, int first, int end) {
        for (int i = first; i < end; i++) {
            int form = batch.visitors[i];
            for (int pixel = block; pixel < block + BLOCK; pixel++) {
                float share = batch.forms[form + WEIGHT] * gaussian(form, pixel);
                add(form, pixel, blend(pixel, alpha(share)));
            }
        }
    }

    private static float alpha(float share) {
        return share >= MIN_ALPHA ? Math.min(share, MAX_ALPHA) : 0;
    }

    /** Takes the light that an alpha takes from a pixel. */
    private float blend(int pixel, float alpha) {
        float t = transmittance[pixel];
        float left = t * (1 - alpha);
        boolean goesOn = left >= MIN_TRANSMITTANCE;
        transmittance[pixel] = goesOn ? left : 0;
        return goesOn ? t - left : 0;
    }

    @Override
    protected void gradAlpha(int block, int first, int end) {
        for (int i = first; i < end; i++) {
            for (int lane = 0; lane < BLOCK; lane++) {
                gradPixel(batch.visitors[i], block + lane, batch.visits[i] * BLOCK + lane);
            }
        }
    }

    private void gradPixel(int form, int pixel, int at) {
        float g = gaussian(form, pixel);
        float t = transmittance[pixel];
        float share = batch.forms[form + WEIGHT] * g;
        float alpha = alpha(share);
        float dot = dot(form, pixel);
        shares[at] = blend(pixel, alpha);
        planes[BEHIND + pixel] -= shares[at] * dot;
        boolean open = transmittance[pixel] > 0 && alpha > 0 && share < MAX_ALPHA;
        values[at] = open ? g * (t * dot - planes[BEHIND + pixel] / (1 - alpha)) : 0;
    }

    /** The inner product of a colour and the gradient of a pixel. */
    private float dot(int form, int pixel) {
        float sum = 0;
        for (int c = 0; c < GROUP; c++) {
            sum += batch.forms[form + COLOR + c] * planes[c * PIXELS + pixel];
        }
        return sum;
    }

    @Override
    protected void gradFree(int form, int first, int end) {
        for (int i = first; i < end; i++) {
            for (int lane = 0; lane < BLOCK; lane++) {
                int pixel = batch.visited[i] + lane;
                float g = gaussian(form, pixel);
                shares[i * BLOCK + lane] = g;
                values[i * BLOCK + lane] = g * (dot(form, pixel) - planes[BEHIND + pixel]);
            }
        }
    }

    @Override
    protected void sum(int form, int first, int end) {
        Arrays.fill(pairSums, 0);
        for (int i = first; i < end; i++) {
            for (int lane = 0; lane < BLOCK; lane++) {
                int at = i * BLOCK + lane;
                sum(form, batch.visited[i] + lane, values[at], shares[at]);
            }
        }
    }

    @Override
    protected void sumShares(int first, int end) {
        Arrays.fill(pairSums, MOMENTS, MOMENTS + GROUP, 0);
        for (int i = first; i < end; i++) {
            for (int lane = 0; lane < BLOCK; lane++) {
                sumShare(batch.visited[i] + lane, shares[i * BLOCK + lane]);
            }
        }
    }

    private void sum(int form, int pixel, float value, float share) {
        float dx = pixelX[pixel] - batch.forms[form + MEAN_X];
        float dy = pixelY[pixel] - batch.forms[form + MEAN_Y];
        pairSums[0] += value;
        pairSums[1] += value * dx;
        pairSums[2] += value * dy;
        pairSums[3] += value * dx * dx;
        pairSums[4] += value * dx * dy;
        pairSums[5] += value * dy * dy;
        sumShare(pixel, share);
    }

    private void sumShare(int pixel, float share) {
        for (int c = 0; c < GROUP; c++) {
            pairSums[MOMENTS + c] += share * planes[c * PIXELS + pixel];
        }
    }
}
