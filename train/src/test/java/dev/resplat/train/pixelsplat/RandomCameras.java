package dev.resplat.train.pixelsplat;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Quaternion;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Cameras anywhere that look anywhere, and numbers to make splats of. */
final class RandomCameras {
    private final Device device;
    private final RandomStream random;

    RandomCameras(Device device, long seed) {
        this.device = device;
        random = new RandomStream(seed);
    }

    Tensor normal(int... dims) {
        return random.normal(device, Shape.of(dims));
    }

    Tensor uniform(double from, double to, int... dims) {
        return random.uniform(device, Shape.of(dims)).mul(to - from).add(from);
    }

    /** {@code [4, 4]}. */
    double[] pose() {
        double[] q = normal(4).toDoubles();
        double length = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
        double[] r =
                new Quaternion(q[0] / length, q[1] / length, q[2] / length, q[3] / length).matrix();
        double[] t = normal(3).toDoubles();
        return new double[] {
            r[0], r[1], r[2], t[0], r[3], r[4], r[5], t[1], r[6], r[7], r[8], t[2], 0, 0, 0, 1
        };
    }

    List<Camera> cameras(int n, int width, int height) {
        List<Camera> cameras = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            double[] x = uniform(0.8, 1.2, 4).toDoubles();
            double fx = width * x[0];
            double fy = height * 1.3 * x[1];
            double[] pose = pose();
            cameras.add(
                    new Camera(width, height, fx, fy, width * x[2] / 2, height * x[3] / 2, pose));
        }
        return cameras;
    }

    /** {@code [4, 4]}: the product of two of them. */
    static double[] product(double[] a, double[] b) {
        double[] c = new double[16];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 4; k++) {
                    c[4 * i + j] += a[4 * i + k] * b[4 * k + j];
                }
            }
        }
        return c;
    }

    /** The point of the world as the camera has it. */
    static double[] inCamera(Camera camera, double... x) {
        double[] m = camera.worldToCamera();
        double[] y = new double[3];
        for (int i = 0; i < 3; i++) {
            y[i] = m[4 * i] * x[0] + m[4 * i + 1] * x[1] + m[4 * i + 2] * x[2] + m[4 * i + 3];
        }
        return y;
    }
}
