package dev.resplat.opencl.aparapi;

import dev.resplat.splat.RasterKernels.Footprints;
import dev.resplat.tensor.cpu.FloatArray;

/**
 * Footprints as kernels evaluate them: {@code G = exp(-(a (dx + k dy)^2 + h dy^2))}, where nothing
 * cancels, however thin the ellipse. Made in double, which not every GPU has.
 */
final class Forms {
    /** Mean x and y; a, k and h; the weight. */
    static final int SIZE = 6;

    static final int MEAN_X = 0;
    static final int MEAN_Y = 1;
    static final int A = 2;
    static final int K = 3;
    static final int H = 4;
    static final int WEIGHT = 5;

    private Forms() {}

    /**
     * Writes the forms of splats, {@code [n, SIZE]}. A conic of zero, of what is not there any
     * more, has a k that is no number: nor are powers then, which are below no cutoff.
     */
    static void write(Footprints splats, int n, float[] forms) {
        float[] means = FloatArray.of(splats.means2d());
        float[] conics = FloatArray.of(splats.conics());
        float[] weights = FloatArray.of(splats.weights());
        for (int s = 0; s < n; s++) {
            double a = conics[3 * s];
            double b = conics[3 * s + 1];
            double k = b / a;
            forms[SIZE * s + MEAN_X] = means[2 * s];
            forms[SIZE * s + MEAN_Y] = means[2 * s + 1];
            forms[SIZE * s + A] = (float) (a / 2);
            forms[SIZE * s + K] = (float) k;
            forms[SIZE * s + H] = (float) ((conics[3 * s + 2] - k * b) / 2);
            forms[SIZE * s + WEIGHT] = weights[s];
        }
    }

    // ---- In kernels: Aparapi translates these, too

    /** {@code -log G} at a distance from the mean. */
    static float power(float a, float k, float h, float dx, float dy) {
        float u = dx + k * dy;
        return a * u * u + h * dy * dy;
    }

    /** The opacity of a splat whose weight times G is {@code share}. */
    static float alpha(float share) {
        float alpha = share;
        if (share > BlendKernel.MAX_ALPHA) {
            alpha = BlendKernel.MAX_ALPHA;
        }
        if (share < BlendKernel.MIN_ALPHA) {
            alpha = 0;
        }
        return alpha;
    }
}
