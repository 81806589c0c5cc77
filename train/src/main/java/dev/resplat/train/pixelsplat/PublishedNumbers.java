package dev.resplat.train.pixelsplat;

import dev.resplat.splat.HarmonicsRotation;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.HostArray;

/**
 * The numbers of splats that pixelSplat's published weights predict, turned into ours. They are
 * linear in the columns of the last layer, so what is done to them is done to its weights.
 *
 * <p>Quaternions are (x, y, z, w) there.
 *
 * <p>The authors' renderer (diff-gaussian-rasterization-modified, computeColorFromSH) sees a
 * direction d = (x, y, z) as P d = (z, x, y), and then uses the harmonics of Kerbl et al. 2023 up
 * to degree 3. Terms of degree 4 are in the file and are ignored there, so nobody has trained them:
 * here they become zero.
 *
 * <p>That is all for a camera that stands as the world does. For another, the authors turn
 * coefficients with e3nn, whose harmonics differ from those of their renderer in signs. Worked out,
 * a camera with the rotation R to the world is treated as if that were N R N, with N = diag(-1, 1,
 * -1). Both are the same where R is about the vertical axis. Elsewhere colours here are those of R,
 * and what depends on the direction differs.
 */
final class PublishedNumbers {
    /** Numbers before the quaternion: place in the pixel and extents. */
    private static final int QUATERNION = 2 + 3;

    private static final int BEFORE = QUATERNION + 4;

    private static final int RENDERED_DEGREE = 3;

    /** The inverse of P, row after row. */
    private static final double[] AXES = {0, 1, 0, 0, 0, 1, 1, 0, 0};

    private PublishedNumbers() {}

    /**
     * The same columns for our quaternions and harmonics.
     *
     * @param array {@code [..., surfaces (9 + 3 K)]}: for each surface numbers before harmonics,
     *     then those of red, of green and of blue
     */
    static HostArray turned(HostArray array, int surfaces) {
        int[] dims = array.dims();
        int numbers = dims[dims.length - 1] / surfaces;
        int terms = (numbers - BEFORE) / 3;
        int degree = (int) Math.round(Math.sqrt(terms)) - 1;
        double[] turn = HarmonicsRotation.matrix(degree, AXES);
        int rendered = Math.min(terms, Splats3d.terms(RENDERED_DEGREE));
        float[] x = array.toFloats();
        float[] y = x.clone();
        for (int at = 0; at < x.length; at += numbers) {
            int real = at + QUATERNION;
            y[real] = x[real + 3];
            System.arraycopy(x, real, y, real + 1, 3);
            for (int color = 0; color < 3; color++) {
                int first = at + BEFORE + color * terms;
                for (int to = 1; to < terms; to++) {
                    double sum = 0;
                    for (int of = 0; of < rendered; of++) {
                        sum += turn[to * terms + of] * x[first + of];
                    }
                    y[first + to] = (float) sum;
                }
            }
        }
        return HostArray.of(y, dims);
    }
}
