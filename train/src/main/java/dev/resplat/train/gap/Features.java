package dev.resplat.train.gap;

import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;
import java.util.function.Function;

/** What a network sees in a picture. Used by the thread that trains. */
public interface Features {
    /**
     * So many cells across and down have a row each: more samples, and finer than a mean of all.
     */
    int CELLS = 4;

    /** What the network is called: a part of the name of a number, such as {@code resplat2d}. */
    String name();

    /** A row of numbers for each of some places, always equally long. */
    double[][] of(Image picture);

    /**
     * Those of a network.
     *
     * @param name what it is called
     * @param map of a picture: {@code [h, w, width]}, in the open scope, of a width that is always
     *     the same
     */
    static Features of(String name, Function<Image, Tensor> map) {
        return new Features() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public double[][] of(Image picture) {
                try (Scope scope = Scope.open()) {
                    return cells(map.apply(picture));
                }
            }
        };
    }

    /** What a map {@code [h, w, width]} has in the middle of cells; small ones have fewer. */
    private static double[][] cells(Tensor map) {
        int height = map.shape().dim(0);
        int width = map.shape().dim(1);
        int channels = map.shape().dim(2);
        float[] values = map.toFloats();
        int down = Math.min(CELLS, height);
        int across = Math.min(CELLS, width);
        double[][] rows = new double[down * across][channels];
        for (int row = 0; row < rows.length; row++) {
            int y = (2 * (row / across) + 1) * height / (2 * down);
            int x = (2 * (row % across) + 1) * width / (2 * across);
            for (int c = 0; c < channels; c++) {
                rows[row][c] = values[(y * width + x) * channels + c];
            }
        }
        return rows;
    }
}
