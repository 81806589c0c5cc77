package dev.resplat.train.synthesis;

import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pictures of one size in rows, with white between. */
public final class Sheet {
    private static final int GAP = 2;
    private final List<List<Image>> rows = new ArrayList<>();

    /** Adds a row below. */
    public void add(List<Image> row) {
        rows.add(List.copyOf(row));
    }

    /** All of it. */
    public Image image() {
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
}
