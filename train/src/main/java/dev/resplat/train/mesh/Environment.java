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

    /** What shines from a direction, a unit vector in the world. */
    public interface Sky {
        /** Sets {@code out} to linear RGB {@code [3]}. */
        void radiance(float x, float y, float z, float[] out);
    }

    /**
     * An environment that is painted.
     *
     * @param up the top of the picture, a unit vector {@code [3]}
     * @param height rows of its picture
     * @param sky what shines from where
     * @param background as in {@link #background}
     */
    public static Environment of(float[] up, int height, Sky sky, Optional<float[]> background) {
        float[][] axes = axes(up);
        float[] picture = new float[6 * height * height];
        float[] color = new float[3];
        for (int row = 0; row < height; row++) {
            double polar = Math.PI * (row + 0.5) / height;
            for (int column = 0; column < 2 * height; column++) {
                double azimuth = Math.PI * ((column + 0.5) / height - 1);
                float right = (float) (StrictMath.sin(polar) * StrictMath.sin(azimuth));
                float ahead = (float) (StrictMath.sin(polar) * StrictMath.cos(azimuth));
                float above = (float) StrictMath.cos(polar);
                float[] d = new float[3];
                for (int i = 0; i < 3; i++) {
                    d[i] = right * axes[0][i] + ahead * axes[1][i] + above * axes[2][i];
                }
                sky.radiance(d[0], d[1], d[2], color);
                System.arraycopy(color, 0, picture, 3 * (row * 2 * height + column), 3);
            }
        }
        return new Environment(up, picture, height, background);
    }

    /**
     * Right, ahead (what the middle of the picture shows) and up, {@code [3, 3]}: ahead is the x
     * axis where z is up, and else the z axis as far as it is level.
     */
    static float[][] axes(float[] up) {
        int axis = Math.abs(up[2]) > 0.9f ? 0 : 2;
        float[] ahead = new float[3];
        ahead[axis] = 1;
        float length = 0;
        for (int i = 0; i < 3; i++) {
            ahead[i] -= up[axis] * up[i];
            length += ahead[i] * ahead[i];
        }
        for (int i = 0; i < 3; i++) {
            ahead[i] /= (float) Math.sqrt(length);
        }
        float[] right = {
            ahead[1] * up[2] - ahead[2] * up[1],
            ahead[2] * up[0] - ahead[0] * up[2],
            ahead[0] * up[1] - ahead[1] * up[0]
        };
        return new float[][] {right, ahead, up};
    }
}
