package dev.resplat.splat.cpu;

/**
 * Where a footprint ends: the points {@code mean + d} with {@code d^T conic d <= r^2}. One object
 * is set to one splat after the other.
 *
 * <p>With {@code k = b / a} and {@code h = det / a} the form is {@code a (x + k y)^2 + h y^2}: in a
 * row at height y from the mean it lies within {@code sqrt((r^2 - h y^2) / a)} of {@code -k y}. Its
 * right end is farthest right, among all rows, at {@code y = -k r / sqrt(h c / a)}, and its left
 * end farthest left at the opposite.
 */
final class Ellipse {
    /** It is taken a little larger, so that no rounding cuts off a pixel at its border. */
    private static final float STRETCH = 1.00001f;

    private static final float MARGIN = 0.01f;

    private float meanX;
    private float meanY;
    private float k;
    private float h;
    private float r2;
    private float inverseA;
    private float halfHeight;
    private float rightmost;

    /** Ends of the last slab. */
    float left;

    float right;

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

    /** The least y. */
    float top() {
        return meanY - halfHeight;
    }

    /** The largest y. */
    float bottom() {
        return meanY + halfHeight;
    }

    /**
     * Finds {@link #left} and {@link #right}, between which it lies at the centres of some rows of
     * pixels.
     *
     * @param row the first
     * @param rows how many
     * @return whether it meets one
     */
    boolean slab(int row, int rows) {
        float low = Math.max(row + 0.5f - meanY, -halfHeight);
        float high = Math.min(row + rows - 0.5f - meanY, halfHeight);
        right = meanX + end(Math.max(low, Math.min(rightmost, high)));
        left = meanX - end(-Math.max(low, Math.min(-rightmost, high)));
        return low <= high;
    }

    /** The right end of the row at y; the left end is the negative of that at {@code -y}. */
    private float end(float y) {
        float rest = Math.max(r2 - h * y * y, 0);
        return (float) Math.sqrt(rest * inverseA) * STRETCH + MARGIN - k * y;
    }
}
