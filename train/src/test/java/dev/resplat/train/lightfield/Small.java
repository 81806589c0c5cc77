package dev.resplat.train.lightfield;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.pixelsplat.BackboneConfig;
import dev.resplat.train.synthesis.ContextViews;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small light fields and what they look at, the same on every device. */
final class Small {
    static final double NEAR = 1;
    static final double FAR = 10;

    private Small() {}

    static LightFieldNetwork network(int raysPerChunk, boolean checkpoint) {
        BackboneConfig backbone =
                new BackboneConfig(
                        new BackboneConfig.ResNetPart(
                                true,
                                BackboneConfig.Kind.RESNET18,
                                4,
                                1,
                                BackboneConfig.Norm.INSTANCE),
                        new BackboneConfig.VitPart(false, 8, 8, 8, 1, 1, 8),
                        8,
                        6);
        JointConfig joint = new JointConfig(true, 4, 8, 1, 2, 12, 2);
        return new LightFieldNetwork(
                backbone, joint, 3, 5, 2, 8, 7, 6, 2, 9, 2, raysPerChunk, checkpoint);
    }

    /** Weights that are nowhere zero. */
    static LightField scattered(Device device, LightFieldNetwork network) {
        LightField model = new LightField(new RandomStream(4), device, network);
        scatter(model);
        return model;
    }

    private static void scatter(Layer layer) {
        SplittableRandom random = new SplittableRandom(9);
        for (Var p : layer.parameters().values()) {
            double[] values = p.value().toDoubles();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (values[i] + 0.1 * (2 * random.nextDouble() - 1));
            }
            p.device().upload(values, p.value().buffer(), values.length);
        }
    }

    /** Looks along z from (x, y, z), turned about the vertical axis. */
    static Camera camera(int width, int height, double x, double y, double z, double angle) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        double[] turn = {c, 0, s, 0, 1, 0, -s, 0, c};
        double[] m = new double[16];
        double[] at = {x, y, z};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                m[4 * i + j] = turn[3 * i + j];
                m[4 * i + 3] -= turn[3 * i + j] * at[j];
            }
        }
        m[15] = 1;
        return new Camera(width, height, width, 1.1 * width, width / 2.0, height / 2.0, m);
    }

    /** Some scenes of views that are beside each other, of noise. */
    static ContextViews context(Device device, int scenes, int views, int width, int height) {
        SplittableRandom random = new SplittableRandom(3);
        float[] pixels = new float[scenes * views * height * width * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextDouble();
        }
        List<List<Camera>> cameras = new ArrayList<>();
        double[] near = new double[scenes];
        double[] far = new double[scenes];
        for (int b = 0; b < scenes; b++) {
            List<Camera> own = new ArrayList<>();
            for (int v = 0; v < views; v++) {
                own.add(camera(width, height, v + 0.1 * b, 0.05 * v, 0, 0.2 * v));
            }
            cameras.add(own);
            near[b] = NEAR;
            far[b] = FAR + b;
        }
        Shape shape = Shape.of(scenes, views, height, width, 3);
        return new ContextViews(Tensor.of(device, shape, pixels), cameras, near, far);
    }
}
