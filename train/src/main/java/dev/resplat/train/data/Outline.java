package dev.resplat.train.data;

/**
 * The shape of a leaf, as distances to its edge, negative inside, in the units of the scene, which
 * are pixels of the first frame. Distances are right near the edge, elsewhere about right.
 */
abstract class Outline {
    /** Where the shape is: what is outside of it is outside of the shape. */
    float left = Float.NEGATIVE_INFINITY;

    float top = Float.NEGATIVE_INFINITY;
    float right = Float.POSITIVE_INFINITY;
    float bottom = Float.POSITIVE_INFINITY;

    /** Puts the distances at (x + i step, y) into {@code row[i]}, for i in [from, to). */
    abstract void distances(float[] row, int from, int to, float x, float step, float y);

    /** All of the scene. */
    static final class Everything extends Outline {
        @Override
        void distances(float[] row, int from, int to, float x, float step, float y) {
            java.util.Arrays.fill(row, from, to, -1e6f);
        }
    }

    /** An ellipse, or with equal radii a disc. */
    static final class Ellipse extends Outline {
        private final float cx;
        private final float cy;
        private final float cos;
        private final float sin;
        private final float scaleX;
        private final float scaleY;

        Ellipse(float cx, float cy, float radiusX, float radiusY, float angle) {
            this.cx = cx;
            this.cy = cy;
            cos = (float) StrictMath.cos(angle);
            sin = (float) StrictMath.sin(angle);
            scaleX = 1 / radiusX;
            scaleY = 1 / radiusY;
            float w = (float) Math.sqrt(square(radiusX * cos) + square(radiusY * sin));
            float h = (float) Math.sqrt(square(radiusX * sin) + square(radiusY * cos));
            left = cx - w;
            right = cx + w;
            top = cy - h;
            bottom = cy + h;
        }

        /** {@code k (k - 1) / |gradient|} with k the distance from the centre in radii. */
        @Override
        void distances(float[] row, int from, int to, float x, float step, float y) {
            float dy = y - cy;
            for (int i = from; i < to; i++) {
                float dx = x + i * step - cx;
                float u = (cos * dx + sin * dy) * scaleX;
                float v = (cos * dy - sin * dx) * scaleY;
                float k = (float) Math.sqrt(u * u + v * v);
                float gradient = (float) Math.sqrt(square(u * scaleX) + square(v * scaleY));
                row[i] = k * (k - 1) / (gradient + 1e-9f);
            }
        }
    }

    /** What is in both of two shapes. */
    static final class Both extends Outline {
        private final Outline one;
        private final Outline other;
        private float[] distances = new float[0];

        Both(Outline one, Outline other) {
            this.one = one;
            this.other = other;
            left = Math.max(one.left, other.left);
            right = Math.min(one.right, other.right);
            top = Math.max(one.top, other.top);
            bottom = Math.min(one.bottom, other.bottom);
        }

        @Override
        void distances(float[] row, int from, int to, float x, float step, float y) {
            if (distances.length < to) {
                distances = new float[to];
            }
            one.distances(row, from, to, x, step, y);
            other.distances(distances, from, to, x, step, y);
            for (int i = from; i < to; i++) {
                row[i] = Math.max(row[i], distances[i]);
            }
        }
    }

    /** A convex polygon: the intersection of half-planes. */
    static final class Polygon extends Outline {
        private final float[] normalX;
        private final float[] normalY;
        private final float[] offset;

        /** Of these corners, clockwise as seen on the screen. */
        Polygon(float[] xs, float[] ys) {
            int n = xs.length;
            normalX = new float[n];
            normalY = new float[n];
            offset = new float[n];
            left = top = Float.POSITIVE_INFINITY;
            right = bottom = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                float ex = xs[(i + 1) % n] - xs[i];
                float ey = ys[(i + 1) % n] - ys[i];
                float length = (float) Math.sqrt(ex * ex + ey * ey) + 1e-9f;
                normalX[i] = ey / length;
                normalY[i] = -ex / length;
                offset[i] = -(normalX[i] * xs[i] + normalY[i] * ys[i]);
                left = Math.min(left, xs[i]);
                right = Math.max(right, xs[i]);
                top = Math.min(top, ys[i]);
                bottom = Math.max(bottom, ys[i]);
            }
        }

        @Override
        void distances(float[] row, int from, int to, float x, float step, float y) {
            java.util.Arrays.fill(row, from, to, -1e6f);
            for (int e = 0; e < offset.length; e++) {
                float start = normalX[e] * x + normalY[e] * y + offset[e];
                float slope = normalX[e] * step;
                for (int i = from; i < to; i++) {
                    row[i] = Math.max(row[i], start + i * slope);
                }
            }
        }
    }

    /** All below a line that goes up and down as noise does: hills, shores, the tops of trees. */
    static final class Ridge extends Outline {
        private final float height;
        private final float slope;
        private final Noise noise;
        private final float amplitude;
        private final float frequency;
        private final float phase;

        /**
         * The line at height y = {@code height + slope x}.
         *
         * @param amplitude of the noise, in pixels
         * @param frequency texels of noise per pixel
         */
        Ridge(
                float height,
                float slope,
                Noise noise,
                float amplitude,
                float frequency,
                float phase) {
            this.height = height;
            this.slope = slope;
            this.noise = noise;
            this.amplitude = amplitude;
            this.frequency = frequency;
            this.phase = phase;
        }

        @Override
        void distances(float[] row, int from, int to, float x, float step, float y) {
            for (int i = from; i < to; i++) {
                float along = x + i * step;
                row[i] = height + slope * along - y;
            }
            if (amplitude > 0) {
                noise.addRow(row, from, to, amplitude, x * frequency, phase, step * frequency, 0);
            }
        }
    }

    static float square(float x) {
        return x * x;
    }
}
