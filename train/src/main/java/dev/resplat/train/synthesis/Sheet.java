package dev.resplat.train.synthesis;

import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pictures of one size in rows, with white between. */
final class Sheet {
    private static final int GAP = 2;
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

    private final List<List<Image>> rows = new ArrayList<>();

    /** Adds a row below. */
    void add(List<Image> row) {
        rows.add(List.copyOf(row));
    }

    /** All of it. */
    Image image() {
        Image first = rows.get(0).get(0);
        int columns = rows.stream().mapToInt(List::size).max().orElseThrow();
        int width = columns * (first.width() + GAP) - GAP;
        int height = rows.size() * (first.height() + GAP) - GAP;
        float[] colors = new float[3 * width * height];
        Arrays.fill(colors, 1);
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < rows.get(r).size(); c++) {
                Image image = rows.get(r).get(c);
                int corner = r * (first.height() + GAP) * width + c * (first.width() + GAP);
                for (int y = 0; y < image.height(); y++) {
                    System.arraycopy(
                            image.colors(),
                            3 * y * image.width(),
                            colors,
                            3 * (corner + y * width),
                            3 * image.width());
                }
            }
        }
        return new Image(width, height, colors);
    }

    /**
     * Depths as colours, from yellow for what is near to violet for what is far, along their
     * inverse; the nearest and the farthest fiftieth are cut off. Black is where there is none.
     * Colours are those of viridis (van der Walt and Smith 2015), every 32nd of 256.
     *
     * @param depth {@code [height, width]}
     */
    static Image depth(int width, int height, float[] depth) {
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
            if (!(depth[i] > 0 && depth[i] < Float.POSITIVE_INFINITY)) {
                continue;
            }
            float place = Math.min(Math.max((1 / depth[i] - far) / range, 0), 1);
            float step = place * (SCALE.length - 1);
            int below = Math.min((int) step, SCALE.length - 2);
            for (int c = 0; c < 3; c++) {
                float from = SCALE[below][c];
                colors[3 * i + c] = (from + (step - below) * (SCALE[below + 1][c] - from)) / 255;
            }
        }
        return new Image(width, height, colors);
    }
}
