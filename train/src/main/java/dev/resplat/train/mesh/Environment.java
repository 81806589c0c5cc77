package dev.resplat.train.mesh;

import java.util.Optional;

/**
 * What shines from far away and from all around: a picture of all directions, or one colour.
 *
 * @param up where the top of the picture is, a unit vector {@code [3]}
 * @param picture radiances, linear RGB, {@code [height, width, 3]} with {@code width = 2 height}:
 *     equirectangular, row 0 at the top
 * @param height rows of the picture
 * @param background the colour of pixels that show no triangle, encoded as sRGB {@code [3]}; empty
 *     if these show the picture
 */
public record Environment(float[] up, float[] picture, int height, Optional<float[]> background) {
    /**
     * Checks the size of the picture.
     *
     * @throws IllegalArgumentException if it is another
     */
    public Environment {
        if (picture.length != 3 * height * 2 * height) {
            throw new IllegalArgumentException(
                    "an environment of %d rows has %d numbers, must have %d"
                            .formatted(height, picture.length, 6 * height * height));
        }
    }

    /**
     * The same radiance from everywhere.
     *
     * @param radiance linear RGB {@code [3]}
     * @param background encoded as sRGB {@code [3]}
     */
    public static Environment uniform(float[] radiance, float[] background) {
        int height = 1;
        float[] picture = new float[6];
        System.arraycopy(radiance, 0, picture, 0, 3);
        System.arraycopy(radiance, 0, picture, 3, 3);
        return new Environment(new float[] {0, 0, 1}, picture, height, Optional.of(background));
    }
}
