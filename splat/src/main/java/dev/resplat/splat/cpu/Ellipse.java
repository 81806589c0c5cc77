package dev.resplat.splat.cpu;

/**
 * Where a footprint ends: the points {@code mean + d} with {@code d^T conic d <= r^2}. One object
 * is set to one splat after the other.
 *
 * <p>With {@code k = b / a} and {@code h = det / a} the form is {@code a (x + k y)^2 + h y^2}: in a
 * row at height y from the mean it reaches from {@code -k y - sqrt((r^2 - h y^2) / a)} to {@code -k
 * y + sqrt(...)}. Of all rows, its right end is farthest right at {@code y = -b r / sqrt(det c)},
 * its left end farthest left at the opposite, and on either side of that they recede.
 */
final class Ellipse {
    /** It is taken a little larger, so that no rounding cuts off a pixel at its border. */
    static final float STRETCH = 1.00001f;

    /** The same, in pixels. */
    static final float MARGIN = 0.01f;

    float meanX;
    float meanY;
    float k;
    float h;
    float r2;
    float inverseA;

    /** Half of its extent along y. */
    float halfHeight;

    /** Where its right end is farthest right, from the mean. */
    float rightmost;

    /**
     * Sets the mean, the form and {@code r^2}.
     *
     * @return whether it is an ellipse: positive definite, finite, and {@code r^2 > 0}
     */
    boolean set(float meanX, float meanY, float a, float b, float c, double r2) {
        double det = (double) a * c - (double) b * b;
        if (!(a > 0 && det > 0 && r2 > 0) || Float.isInfinite(a) || Float.isInfinite(c)) {
            return false;
        }
        this.meanX = meanX;
        this.meanY = meanY;
        double h = det / a;
        this.h = (float) h;
        this.r2 = (float) r2;
        k = b / a;
        inverseA = 1 / a;
        halfHeight = (float) Math.sqrt(r2 / h) * STRETCH + MARGIN;
        rightmost = (float) (-b * Math.sqrt(r2 / (det * c)));
        return true;
    }
}
