package dev.resplat.train.resplat2d;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * A map as splats see it around themselves: at the points of a square grid with the spacing of a
 * splat's scale, so that large and small splats see alike.
 *
 * @param side points along a side of the grid
 */
record Surroundings(int side) {
    /** Points of the grid. */
    int points() {
        return side * side;
    }

    /**
     * Values of a map, row by row of the grid; beyond the map, those of its border.
     *
     * @param map {@code [H, W, C]}
     * @param splats {@code [N, 10]}
     * @return {@code [N, points, C]}
     */
    Tensor of(Tensor map, Tensor splats) {
        Device device = map.device();
        int n = splats.shape().dim(0);
        int height = map.shape().dim(0);
        int width = map.shape().dim(1);
        Tensor means = Arranging.slice(splats, 1, Column.MEAN, Column.LOG_SCALE).reshape(n, 1, 2);
        Tensor reach = Units.scales(splats).reshape(n, 1, 1).mul(offsets(device));
        Tensor scale = Tensor.of(device, Shape.of(2), 2.0 / width, 2.0 / height);
        Tensor grid = means.add(reach).mul(scale).add(-1).reshape(1, n, points(), 2);
        Tensor maps = map.reshape(1, height, width, -1);
        return Sampling.gridSample(maps, grid, Padding.BORDER, false).reshape(n, points(), -1);
    }

    private Tensor offsets(Device device) {
        double[] offsets = new double[2 * points()];
        for (int i = 0; i < points(); i++) {
            offsets[2 * i] = i % side - (side - 1) / 2.0;
            offsets[2 * i + 1] = i / side - (side - 1) / 2.0;
        }
        return Tensor.of(device, Shape.of(1, points(), 2), offsets);
    }
}
