package dev.resplat.train.image;

import java.util.Arrays;

/**
 * Numbers as colours, from violet to yellow: viridis (van der Walt and Smith 2015), every 32nd of
 * its 256 colours with lines between.
 */
public final class Viridis {
    private static final float[][] SCALE = {
        {68, 1, 84},
        {71, 44, 122},
        {59, 81, 139},
        {44, 113, 142},
        {33, 144, 141},
        {39, 173, 129},
        {92, 200, 99},
        {170, 220, 50},
        {253, 231, 37}
    };

    private Viridis() {}

    /**
     * The colour of a number.
     *
     * @param place from 0, violet, to 1, yellow; beyond, it is one of these
     * @param colors where red, green and blue go, 0 to 1
     * @param at the index of red
     */
    public static void put(float place, float[] colors, int at) {
        float step = Math.min(Math.max(place, 0), 1) * (SCALE.length - 1);
        int below = Math.min((int) step, SCALE.length - 2);
        for (int c = 0; c < 3; c++) {
            float from = SCALE[below][c];
            colors[at + c] = (from + (step - below) * (SCALE[below + 1][c] - from)) / 255;
        }
    }

    /**
     * A map of numbers.
     *
     * @param values {@code [height, width]}
     * @param least what is violet
     * @param most what is yellow
     */
    public static Image map(int width, int height, float[] values, float least, float most) {
        float[] colors = new float[3 * values.length];
        for (int i = 0; i < values.length; i++) {
            put((values[i] - least) / (most - least), colors, 3 * i);
        }
        return new Image(width, height, colors);
    }

    /**
     * Depths, from yellow for what is near to violet for what is far, along their inverse; the
     * nearest and the farthest fiftieth are cut off. Black is where there is none.
     *
     * @param depth {@code [height, width]}
     */
    public static Image depth(int width, int height, float[] depth) {
        float[] inverse = new float[depth.length];
        int known = 0;
        for (float d : depth) {
            if (d > 0 && d < Float.POSITIVE_INFINITY) {
                inverse[known++] = 1 / d;
            }
        }
        Arrays.sort(inverse, 0, known);
        float far = known == 0 ? 0 : inverse[known / 50];
        float near = known == 0 ? 1 : inverse[known - 1 - known / 50];
        float range = near > far ? near - far : 1;
        float[] colors = new float[3 * depth.length];
        for (int i = 0; i < depth.length; i++) {
            if (depth[i] > 0 && depth[i] < Float.POSITIVE_INFINITY) {
                put((1 / depth[i] - far) / range, colors, 3 * i);
            }
        }
        return new Image(width, height, colors);
    }
}
