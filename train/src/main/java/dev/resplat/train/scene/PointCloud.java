package dev.resplat.train.scene;

import java.util.Arrays;

/**
 * Points of a scene, as structure from motion finds them.
 *
 * @param positions {@code [count, 3]}, in the frame of the cameras
 * @param colors {@code [count, 3]}, from 0 to 1
 */
public record PointCloud(float[] positions, float[] colors) {
    public PointCloud {
        if (positions.length % 3 != 0 || colors.length != positions.length) {
            throw new IllegalArgumentException(
                    "positions and colors must be [count, 3], have %d and %d elements"
                            .formatted(positions.length, colors.length));
        }
    }

    /** How many there are. */
    public int count() {
        return positions.length / 3;
    }

    /** Channel i of all colours in levels from 0 to 255. */
    int level(int i) {
        return Math.round(255 * Math.max(0, Math.min(1, colors[i])));
    }

    /** Collects points one by one; those that are not finite are left out. */
    static final class Builder {
        private float[] positions = new float[3 * 1024];
        private float[] colors = new float[3 * 1024];
        private int length;

        /** Adds a point with its colour in levels from 0 to 255. */
        void add(double x, double y, double z, double red, double green, double blue) {
            if (!Double.isFinite(x + y + z)) {
                return;
            }
            if (length == positions.length) {
                positions = Arrays.copyOf(positions, 2 * length);
                colors = Arrays.copyOf(colors, 2 * length);
            }
            positions[length] = (float) x;
            positions[length + 1] = (float) y;
            positions[length + 2] = (float) z;
            colors[length] = (float) (red / 255);
            colors[length + 1] = (float) (green / 255);
            colors[length + 2] = (float) (blue / 255);
            length += 3;
        }

        PointCloud build() {
            return new PointCloud(Arrays.copyOf(positions, length), Arrays.copyOf(colors, length));
        }
    }
}
