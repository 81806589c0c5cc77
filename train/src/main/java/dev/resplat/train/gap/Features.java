package dev.resplat.train.gap;

import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Perceptual;
import dev.resplat.train.resplat2d.Resplat2d;

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

    /** Of the encoder of ReSplat in 2D. */
    static Features of(Resplat2d model) {
        return new Features() {
            @Override
            public String name() {
                return "resplat2d";
            }

            @Override
            public double[][] of(Image picture) {
                try (Scope scope = Scope.open()) {
                    return cells(model.features(picture));
                }
            }
        };
    }

    /** Of the trunk of LPIPS. */
    static Features of(Perceptual lpips) {
        return new Features() {
            @Override
            public String name() {
                return lpips.name();
            }

            @Override
            public double[][] of(Image picture) {
                try (Scope scope = Scope.open()) {
                    return cells(lpips.features(picture));
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
