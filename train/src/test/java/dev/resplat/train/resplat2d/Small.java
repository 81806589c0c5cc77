package dev.resplat.train.resplat2d;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;
import java.util.SplittableRandom;

/** Small things for tests, the same on every device: a network, splats, pictures. */
final class Small {
    static final NetworkConfig.Parts ALL = new NetworkConfig.Parts(true, true, true, 1);

    private Small() {}

    static NetworkConfig config(double selected, double turnover, NetworkConfig.Parts parts) {
        return new NetworkConfig(3, 6, 2, 3, selected, turnover, true, parts);
    }

    /** A head that has learned nothing. */
    static Resplat2d untrained(Device device, NetworkConfig config) {
        return new Resplat2d(new RandomStream(4), device, config);
    }

    /** Weights that are nowhere zero, as if something had been learned. */
    static Resplat2d scattered(Device device, NetworkConfig config) {
        Resplat2d model = untrained(device, config);
        scatter(model, 0.1);
        return model;
    }

    private static void scatter(Layer layer, double size) {
        SplittableRandom random = new SplittableRandom(9);
        for (Var p : layer.parameters().values()) {
            float[] values = p.value().toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (size * (2 * random.nextDouble() - 1));
            }
            p.value().write(values);
        }
    }

    /** Rows of splats in a picture of this size, of deviations around e. */
    static double[] rows(int n, int width, int height) {
        SplittableRandom random = new SplittableRandom(12);
        double[] rows = new double[n * Column.COUNT];
        for (int s = 0; s < n; s++) {
            int at = s * Column.COUNT;
            rows[at + Column.MEAN] = (float) (width * random.nextDouble());
            rows[at + Column.MEAN + 1] = (float) (height * random.nextDouble());
            rows[at + Column.LOG_SCALE] = (float) (0.5 + random.nextDouble());
            for (int c = Column.STRETCH; c < Column.COLOR; c++) {
                rows[at + c] = (float) (1.2 * random.nextDouble() - 0.6);
            }
            for (int c = Column.COLOR; c < Column.COUNT; c++) {
                rows[at + c] = (float) random.nextDouble();
            }
        }
        return rows;
    }

    static Tensor splats(Device device, double[] rows) {
        return Tensor.of(device, Shape.of(rows.length / Column.COUNT, Column.COUNT), rows);
    }

    /** Waves of different lengths in each channel. */
    static Image waves(int width, int height) {
        float[] colors = new float[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            double x = (i % width + 0.5) / width;
            double y = (i / width + 0.5) / height;
            colors[3 * i] = (float) (0.5 + 0.4 * Math.sin(5 * x + 3 * y));
            colors[3 * i + 1] = (float) (0.5 + 0.4 * Math.cos(7 * y - 2 * x));
            colors[3 * i + 2] = (float) (0.5 + 0.4 * Math.sin(9 * x * y + 1));
        }
        return new Image(width, height, colors);
    }

    static Tensor map(Device device, Image picture) {
        Shape shape = Shape.of(picture.height(), picture.width(), 3);
        return Tensor.of(device, shape, picture.colors());
    }
}
