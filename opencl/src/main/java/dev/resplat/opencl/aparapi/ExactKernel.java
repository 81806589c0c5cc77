package dev.resplat.opencl.aparapi;

import com.aparapi.Kernel;

/**
 * Arithmetic for what cancels, in float: products are not rounded before they are subtracted
 * (Jeannerod, Louvet and Muller 2013, "Further analysis of Kahan's algorithm for the accurate
 * computation of 2 x 2 determinants").
 *
 * <p>A compiler of OpenCL may fuse a product and a sum, which Aparapi has no way to forbid. So a
 * product that must be rounded by itself is a {@link Math#fma}, which Aparapi translates ({@link
 * Kernel#fma} would round twice on threads).
 *
 * <p>Aparapi takes a method of another class for one of its own, and fails to translate it, if the
 * class is at the place in the constants of this class where the kernel is in those of its class,
 * about the eighth. So methods that call {@code Math} come last here.
 */
abstract class ExactKernel extends Kernel {
    /** {@code v w + last}, of three elements each, where sums may cancel. */
    float sumOfProducts(float v0, float w0, float v1, float w1, float v2, float w2, float last) {
        float one = difference(v0, w0, -v1, w1);
        float other = difference(v2, w2, -last, 1);
        return (one + other) + (rest(v0, w0, -v1, w1, one) + rest(v2, w2, -last, 1, other));
    }

    /** {@code a b - c d} to within two roundings of itself. */
    float difference(float a, float b, float c, float d) {
        float cd = product(c, d);
        return Math.fma(a, b, -cd) - Math.fma(c, d, -cd);
    }

    /** What {@code value}, which {@link #difference} found, lacks of {@code a b - c d}. */
    float rest(float a, float b, float c, float d, float value) {
        float ab = product(a, b);
        float cd = product(c, d);
        float rounded = ab - cd;
        float part = rounded - ab;
        float lost = (ab - (rounded - part)) - (cd + part);
        return ((rounded - value) + lost) + (Math.fma(a, b, -ab) - Math.fma(c, d, -cd));
    }

    /** {@code a b}, rounded whatever is done with it. */
    private float product(float a, float b) {
        return Math.fma(a, b, 0);
    }
}
