package dev.resplat.train.resplat;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Pooling;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;

/**
 * Points that lie as pixels do: of B scenes, of V views each, row by row. They stand in that order
 * as rows {@code [B V H W, C]}, which are maps {@code [B V, H, W, C]} as well.
 */
record Grid(int scenes, int views, int height, int width) {
    int rows() {
        return scenes * rowsOfScene();
    }

    int rowsOfScene() {
        return views * height * width;
    }

    /** With r times as many along height and width. */
    Grid finer(int r) {
        return new Grid(scenes, views, r * height, r * width);
    }

    /** Of images of pixels, the mean of each cell: {@code [B V, H, W, C]}. */
    Tensor means(Tensor images) {
        int cell = images.shape().dim(1) / height;
        return cell == 1
                ? images
                : Pooling.average(images, Window.of(cell, cell).stride(cell), false, false);
    }

    /** {@code [B V, H, W, C]}. */
    Var maps(Var rows) {
        return rows.reshape(scenes * views, height, width, -1);
    }

    /** {@code [B V H W, C]}. */
    Var rows(Var maps) {
        return maps.reshape(rows(), -1);
    }
}
