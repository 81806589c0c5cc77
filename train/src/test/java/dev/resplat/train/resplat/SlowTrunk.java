package dev.resplat.train.resplat;

import dev.resplat.tensor.io.HostArray;
import java.util.Map;

/**
 * The first half of a ResNet-18 from weights in the layout of PyTorch, one number after the other:
 * maps are {@code [channel][row][column]}.
 */
final class SlowTrunk {
    private static final double[] MEAN = {0.485, 0.456, 0.406};
    private static final double[] DEVIATION = {0.229, 0.224, 0.225};

    private final Map<String, HostArray> weights;

    SlowTrunk(Map<String, HostArray> weights) {
        this.weights = weights;
    }

    /** What the first convolution and two stages make of an image {@code [height, width, 3]}. */
    double[][][][] features(float[] image, int height, int width) {
        double[][][] x = new double[3][height][width];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < height * width; i++) {
                x[c][i / width][i % width] = (image[3 * i + c] - MEAN[c]) / DEVIATION[c];
            }
        }
        double[][][] convolved = conv("conv1", x, 2, 3);
        double[][][] first = block("layer1.0", pool(rectified(norm("bn1", convolved))), 1);
        first = block("layer1.1", first, 1);
        double[][][] second = block("layer2.1", block("layer2.0", first, 2), 1);
        return new double[][][][] {convolved, first, second};
    }

    private double[][][] block(String name, double[][][] x, int stride) {
        double[][][] y = rectified(norm(name + ".bn1", conv(name + ".conv1", x, stride, 1)));
        y = norm(name + ".bn2", conv(name + ".conv2", y, 1, 1));
        double[][][] shortcut = x;
        if (weights.containsKey(name + ".downsample.0.weight")) {
            shortcut = norm(name + ".downsample.1", conv(name + ".downsample.0", x, stride, 0));
        }
        for (int c = 0; c < y.length; c++) {
            for (int i = 0; i < y[c].length; i++) {
                for (int j = 0; j < y[c][i].length; j++) {
                    y[c][i][j] += shortcut[c][i][j];
                }
            }
        }
        return rectified(y);
    }

    private double[][][] conv(String name, double[][][] x, int stride, int padding) {
        HostArray weight = weights.get(name + ".weight");
        float[] w = weight.toFloats();
        int out = weight.dims()[0];
        int k = weight.dims()[2];
        int height = (x[0].length + 2 * padding - k) / stride + 1;
        int width = (x[0][0].length + 2 * padding - k) / stride + 1;
        double[][][] y = new double[out][height][width];
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    double sum = 0;
                    for (int c = 0; c < x.length; c++) {
                        for (int a = 0; a < k; a++) {
                            for (int b = 0; b < k; b++) {
                                int row = i * stride + a - padding;
                                int column = j * stride + b - padding;
                                if (row >= 0
                                        && row < x[c].length
                                        && column >= 0
                                        && column < x[c][0].length) {
                                    double weightHere = w[((o * x.length + c) * k + a) * k + b];
                                    sum += weightHere * x[c][row][column];
                                }
                            }
                        }
                    }
                    y[o][i][j] = sum;
                }
            }
        }
        return y;
    }

    private double[][][] norm(String name, double[][][] x) {
        float[] gamma = weights.get(name + ".weight").toFloats();
        float[] beta = weights.get(name + ".bias").toFloats();
        float[] mean = weights.get(name + ".running_mean").toFloats();
        float[] variance = weights.get(name + ".running_var").toFloats();
        double[][][] y = new double[x.length][x[0].length][x[0][0].length];
        for (int c = 0; c < x.length; c++) {
            for (int i = 0; i < x[c].length; i++) {
                for (int j = 0; j < x[c][i].length; j++) {
                    double unit = (x[c][i][j] - mean[c]) / Math.sqrt(variance[c] + 1e-5);
                    y[c][i][j] = gamma[c] * unit + beta[c];
                }
            }
        }
        return y;
    }

    private static double[][][] rectified(double[][][] x) {
        for (double[][] channel : x) {
            for (double[] row : channel) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = Math.max(row[j], 0);
                }
            }
        }
        return x;
    }

    /** The largest of 3 x 3, every second one. */
    private static double[][][] pool(double[][][] x) {
        int height = (x[0].length + 1) / 2;
        int width = (x[0][0].length + 1) / 2;
        double[][][] y = new double[x.length][height][width];
        for (int c = 0; c < x.length; c++) {
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    double most = Double.NEGATIVE_INFINITY;
                    for (int row = Math.max(2 * i - 1, 0);
                            row <= Math.min(2 * i + 1, x[c].length - 1);
                            row++) {
                        for (int column = Math.max(2 * j - 1, 0);
                                column <= Math.min(2 * j + 1, x[c][0].length - 1);
                                column++) {
                            most = Math.max(most, x[c][row][column]);
                        }
                    }
                    y[c][i][j] = most;
                }
            }
        }
        return y;
    }

    /** A map at the place of pixel (i, j) of another one, whose corners are at the same places. */
    static double resized(double[][] map, int i, int j, int height, int width) {
        double row = height == 1 ? 0 : i * (map.length - 1.0) / (height - 1);
        double column = width == 1 ? 0 : j * (map[0].length - 1.0) / (width - 1);
        int top = Math.min((int) row, map.length - 1);
        int left = Math.min((int) column, map[0].length - 1);
        int bottom = Math.min(top + 1, map.length - 1);
        int right = Math.min(left + 1, map[0].length - 1);
        double v = row - top;
        double u = column - left;
        return (1 - v) * ((1 - u) * map[top][left] + u * map[top][right])
                + v * ((1 - u) * map[bottom][left] + u * map[bottom][right]);
    }
}
