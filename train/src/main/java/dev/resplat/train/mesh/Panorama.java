package dev.resplat.train.mesh;

/** Looks up what an {@link Environment} shows in a direction. Safe for use by several threads. */
final class Panorama {
    private final int height;
    private final float[] picture;
    private final float[][] axes;

    Panorama(Environment environment) {
        height = environment.height();
        picture = environment.picture();
        axes = Environment.axes(environment.up());
    }

    /**
     * Sets the radiance of a direction, which is of any length but zero: interpolated, around the
     * sides but not over the poles.
     */
    void radiance(float x, float y, float z, float[] out) {
        float right = dot(0, x, y, z);
        float ahead = dot(1, x, y, z);
        float above = dot(2, x, y, z);
        float level = (float) Math.sqrt(right * right + ahead * ahead);
        float column = (angle(right, ahead) / (float) Math.PI + 1) * height - 0.5f;
        float row = angle(level, above) / (float) Math.PI * height - 0.5f;
        row = Math.max(0, Math.min(height - 1, row));
        int left = (int) Math.floor(column);
        int top = (int) row;
        float fx = column - left;
        float fy = row - top;
        int upper = 6 * height * top;
        int lower = 6 * height * Math.min(top + 1, height - 1);
        int x0 = 3 * Math.floorMod(left, 2 * height);
        int x1 = 3 * Math.floorMod(left + 1, 2 * height);
        for (int c = 0; c < 3; c++) {
            float above0 = picture[upper + x0 + c] * (1 - fx) + picture[upper + x1 + c] * fx;
            float below0 = picture[lower + x0 + c] * (1 - fx) + picture[lower + x1 + c] * fx;
            out[c] = above0 * (1 - fy) + below0 * fy;
        }
    }

    private float dot(int axis, float x, float y, float z) {
        return axes[axis][0] * x + axes[axis][1] * y + axes[axis][2] * z;
    }

    /**
     * The angle whose sine and cosine are as y to x, from -pi to pi, to 1e-5: of plain arithmetic,
     * so that it is the same on every machine (Hastings 1955, "Approximations for digital
     * computers", sheet 13, a polynomial of odd powers).
     */
    static float angle(float y, float x) {
        float ay = Math.abs(y);
        float ax = Math.abs(x);
        float larger = Math.max(ax, ay);
        if (larger == 0) {
            return 0;
        }
        float t = Math.min(ax, ay) / larger;
        float s = t * t;
        float angle =
                t
                        * (0.9998660f
                                + s
                                        * (-0.3302995f
                                                + s
                                                        * (0.1801410f
                                                                + s
                                                                        * (-0.0851330f
                                                                                + s
                                                                                        * 0.0208351f))));
        angle = ay > ax ? (float) (Math.PI / 2) - angle : angle;
        angle = x < 0 ? (float) Math.PI - angle : angle;
        return y < 0 ? -angle : angle;
    }
}
