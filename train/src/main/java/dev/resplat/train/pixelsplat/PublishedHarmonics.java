package dev.resplat.train.pixelsplat;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.HostArray;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The numbers of a pixel that pixelSplat's published weights predict, turned into ours: for each
 * surface 2 of the place, 3 extents, 4 of a quaternion, then the harmonics of red, of green and of
 * blue. They are the columns of the last layer, so what is linear in them is done to its weights.
 *
 * <p>The authors' renderer (diff-gaussian-rasterization-modified, computeColorFromSH) sees a
 * direction (x, y, z) as (z, x, y) and then uses the harmonics of Kerbl et al. 2023, up to degree
 * 3: {@code Y(P d)} with that P, and nothing of degree 4, whose columns therefore were never
 * trained and become zero. {@code Y(P d) = A Y(d)} with a matrix A for each degree, so {@code A^T}
 * turns their coefficients into ours.
 *
 * <p>That is exact for a camera that stands as the world does. The authors then turn coefficients
 * into the world with e3nn, whose harmonics have no Condon-Shortley phase: for a camera with
 * rotation R to the world their colours are what {@code N R N} makes of these coefficients, with
 * {@code N = diag(-1, 1, -1)}, and not R. Both are the same where R is about the vertical axis;
 * else they are not, and what depends on the direction differs a little.
 */
final class PublishedHarmonics {
    private static final int PLACE_AND_EXTENTS = 5;
    private static final int QUATERNION = 4;
    private static final int RENDERED_DEGREE = 3;
    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

    private PublishedHarmonics() {}

    /**
     * Columns in our order and for our harmonics.
     *
     * @param array {@code [..., surfaces (9 + 3 K)]}
     */
    static HostArray turned(HostArray array, int surfaces) {
        int[] dims = array.dims();
        int numbers = dims[dims.length - 1] / surfaces;
        int before = PLACE_AND_EXTENTS + QUATERNION;
        int terms = (numbers - before) / 3;
        float[] x = array.toFloats();
        float[] y = x.clone();
        double[][] axes = new double[RENDERED_DEGREE + 1][];
        for (int degree = 1; degree <= RENDERED_DEGREE; degree++) {
            axes[degree] = axes(degree);
        }
        for (int at = 0; at < x.length; at += numbers) {
            y[at + PLACE_AND_EXTENTS] = x[at + PLACE_AND_EXTENTS + 3];
            System.arraycopy(x, at + PLACE_AND_EXTENTS, y, at + PLACE_AND_EXTENTS + 1, 3);
            for (int color = 0; color < 3; color++) {
                turn(x, y, at + before + color * terms, terms, axes);
            }
        }
        return HostArray.of(y, dims);
    }

    /** Coefficients of one colour. */
    private static void turn(float[] x, float[] y, int at, int terms, double[][] axes) {
        for (int degree = 1; degree * degree < terms; degree++) {
            int first = at + degree * degree;
            int width = 2 * degree + 1;
            for (int j = 0; j < width; j++) {
                double sum = 0;
                for (int i = 0; i < width && degree <= RENDERED_DEGREE; i++) {
                    sum += x[first + i] * axes[degree][i * width + j];
                }
                y[first + j] = (float) sum;
            }
        }
    }

    /**
     * A, row by row, with {@code Y(z, x, y) = A Y(x, y, z)} for the terms of one degree: the
     * solution of more equations than needed, from directions all around, which it fulfils exactly.
     */
    static double[] axes(int degree) {
        int width = 2 * degree + 1;
        int count = 4 * width;
        DMatrixRMaj given = new DMatrixRMaj(count, width);
        DMatrixRMaj seen = new DMatrixRMaj(count, width);
        double[] terms = new double[Splats3d.terms(degree)];
        for (int i = 0; i < count; i++) {
            double z = 1 - (2 * i + 1.0) / count;
            double radius = Math.sqrt(1 - z * z);
            double x = radius * StrictMath.cos(GOLDEN_ANGLE * i);
            double y = radius * StrictMath.sin(GOLDEN_ANGLE * i);
            Harmonics.terms(degree, x, y, z, terms);
            System.arraycopy(terms, degree * degree, given.data, i * width, width);
            Harmonics.terms(degree, z, x, y, terms);
            System.arraycopy(terms, degree * degree, seen.data, i * width, width);
        }
        DMatrixRMaj transposed = new DMatrixRMaj(width, width);
        CommonOps_DDRM.solve(given, seen, transposed);
        CommonOps_DDRM.transpose(transposed);
        return transposed.data;
    }
}
