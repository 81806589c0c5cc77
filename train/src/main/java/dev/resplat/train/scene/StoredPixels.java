package dev.resplat.train.scene;

import dev.resplat.splat.Camera;

/**
 * The pixels of a view as they wait in memory: 8 bits per channel.
 *
 * @param colors {@code [height, width, 3]}, unsigned
 * @param alpha {@code [height, width]}, unsigned, or null
 * @param mask {@code [height, width]}, 0 or 1, or null
 * @param depth {@code [height, width]}, or null
 */
record StoredPixels(byte[] colors, byte[] alpha, byte[] mask, float[] depth) {
    /** How much memory they take. */
    long bytes() {
        return colors.length
                + (alpha == null ? 0 : alpha.length)
                + (mask == null ? 0 : mask.length)
                + (depth == null ? 0 : 4L * depth.length);
    }

    /** As floats, which belong to the caller. */
    ViewPixels pixels(Camera camera) {
        return new ViewPixels(
                camera,
                floats(colors, 255),
                floats(alpha, 255),
                floats(mask, 1),
                depth == null ? null : depth.clone());
    }

    private static float[] floats(byte[] levels, float most) {
        if (levels == null) {
            return null;
        }
        float[] result = new float[levels.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (levels[i] & 255) / most;
        }
        return result;
    }
}
