package dev.resplat.splat.cpu;

/**
 * Where a footprint ends: the points {@code d} around its mean with {@code d^T conic d <= r^2}. One
 * object is set to one splat after the other.
 *
 * <p>With {@code k = b / a} and {@code h = det / a} the form is {@code a (x + k y)^2 + h y^2}: a
 * row at height y meets the ellipse around {@code x = -k y}.
 */
final class Ellipse {
    /** It is taken a little larger, so that no rounding cuts off a pixel at its border. */
    private static final float STRETCH = 1.00001f;

    private static final float MARGIN = 0.01f;

    private float k;
    private float h;
    private float r2;
    private float inverseA;
    private float halfHeight;

    /** Ends of the last slab. */
    float left;

    float right;

    /**
     * Sets the form and {@code r^2}.
     *
     * @return whether it is an ellipse: positive definite, finite, and {@code r^2 > 0}
     */
    boolean set(float a, float b, float c, double r2) {
        double det = (double) a * c - (double) b * b;
        if (!(a > 0 && det > 0 && r2 > 0) || Float.isInfinite(a) || Float.isInfinite(c)) {
            return false;
        }
        double h = det / a;
        this.h = (float) h;
        this.r2 = (float) r2;
        k = b / a;
        inverseA = 1 / a;
        halfHeight = (float) Math.sqrt(r2 / h) * STRETCH + MARGIN;
        return true;
    }

    /** The largest y on it. */
    float halfHeight() {
        return halfHeight;
    }

    /**
     * Finds {@link #left} and {@link #right}, between which it lies in a slab. The widest row of
     * the slab bounds the width, its two ends the middle.
     *
     * @param from lowest y of the slab, relative to the mean
     * @param to highest y
     * @return whether it meets the slab
     */
    boolean slab(float from, float to) {
        float low = Math.max(from, -halfHeight);
        float high = Math.min(to, halfHeight);
        float widest = Math.max(low, Math.min(0, high));
        float rest = Math.max(r2 - h * widest * widest, 0);
        float half = (float) Math.sqrt(rest * inverseA) * STRETCH + MARGIN;
        left = Math.min(-k * low, -k * high) - half;
        right = Math.max(-k * low, -k * high) + half;
        return low <= high;
    }
}
