package dev.resplat.train.stereo;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * Where a pixel is in its window, as sines and cosines of ever lower frequencies (Carion et al.
 * 2020, "End-to-end object detection with transformers", in their code): half of the channels for
 * the row, half for the column.
 */
final class SinePositions {
    private static final double TEMPERATURE = 10_000;

    private SinePositions() {}

    /**
     * Positions in each of {@code windows x windows} windows.
     *
     * @param channels a multiple of 4
     * @return {@code [1, height, width, channels]}
     */
    static Tensor of(Device device, int height, int width, int windows, int channels) {
        int half = channels / 2;
        float[] rows = waves(height / windows, half);
        float[] columns = waves(width / windows, half);
        float[] all = new float[height * width * channels];
        for (int y = 0; y < height; y++) {
            int row = y % (height / windows) * half;
            for (int x = 0; x < width; x++) {
                int column = x % (width / windows) * half;
                int at = (y * width + x) * channels;
                System.arraycopy(rows, row, all, at, half);
                System.arraycopy(columns, column, all, at + half, half);
            }
        }
        return Tensor.of(device, Shape.of(1, height, width, channels), all);
    }

    /** {@code [n, channels]}: sines and cosines in turn, the last place being a whole turn. */
    private static float[] waves(int n, int channels) {
        float[] waves = new float[n * channels];
        for (int i = 0; i < n; i++) {
            double turn = (i + 1.0) / n * 2 * Math.PI;
            for (int c = 0; c < channels; c++) {
                double angle = turn / StrictMath.pow(TEMPERATURE, 2.0 * (c / 2) / channels);
                waves[i * channels + c] =
                        (float) (c % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
            }
        }
        return waves;
    }
}
