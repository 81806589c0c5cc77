package dev.resplat.tensor;

/**
 * Where samples lie in an axis of n pixels: at x between the centre 0 of the first pixel and the
 * centre n - 1 of the last. A sample at x is {@code (1 - f) p_i + f p_(i + 1)} with {@code i =
 * floor(x)} and {@code f = x - i}.
 */
public final class Bilinear {
    private Bilinear() {}

    /**
     * Where output o of {@code out} lies when an axis is resized: centres of the outermost pixels
     * on each other, or else their outer edges, and then no nearer to the edge than the first
     * centre.
     */
    public static double resized(int o, int n, int out, boolean alignCorners) {
        if (alignCorners) {
            return out > 1 ? (double) o * (n - 1) / (out - 1) : 0;
        }
        return clamped((o + 0.5) * n / out - 0.5, n);
    }

    /**
     * Where a coordinate of a grid lies: -1 and 1 are the centres of the outermost pixels, or else
     * their outer edges.
     */
    public static double denormalized(double coordinate, int n, boolean alignCorners) {
        return alignCorners ? (coordinate + 1) / 2 * (n - 1) : ((coordinate + 1) * n - 1) / 2;
    }

    /** The derivative of {@link #denormalized}. */
    public static double slope(int n, boolean alignCorners) {
        return alignCorners ? (n - 1) / 2.0 : n / 2.0;
    }

    /** The nearest place between the outermost centres; the first one for NaN. */
    public static double clamped(double x, int n) {
        return x > 0 ? Math.min(x, n - 1) : 0;
    }

    /** Whether {@link #clamped} moves with x. */
    public static boolean isInside(double x, int n) {
        return x > 0 && x < n - 1;
    }

    /** The pixel at or before a place, and -2, which has no neighbour on any axis, for NaN. */
    public static int floor(double x, int n) {
        return x >= -1 && x < n ? (int) Math.floor(x) : -2;
    }
}
