package dev.resplat.splat;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * Splats in space for tests, the same on every device, and a camera that sees most of them: some
 * are beside it, some behind.
 */
final class RandomScene {
    final int n;
    final int degree;
    final double[] means;
    final double[] quats;
    final double[] logScales;
    final double[] opacityLogits;
    final double[] sh0;
    final double[] shRest;

    /** Splats with deviations around {@code scale} in a ball of radius 2. */
    RandomScene(int n, int degree, double scale) {
        this.n = n;
        this.degree = degree;
        int terms = Splats3d.terms(degree);
        means = new double[3 * n];
        quats = new double[4 * n];
        logScales = new double[3 * n];
        opacityLogits = new double[n];
        sh0 = new double[3 * n];
        shRest = new double[3 * n * (terms - 1)];
        SplittableRandom random = new SplittableRandom(n + 31L * degree);
        fill(means, random, 2);
        fill(quats, random, 1);
        fill(logScales, random, 0.8);
        fill(opacityLogits, random, 2);
        fill(sh0, random, 0.5);
        fill(shRest, random, 0.5);
        for (int i = 0; i < logScales.length; i++) {
            logScales[i] = (float) (logScales[i] + Math.log(scale));
        }
    }

    private static void fill(double[] values, SplittableRandom random, double size) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (size * (2 * random.nextDouble() - 1));
        }
    }

    /** A camera at distance 3 that looks at the scene, turned a little about all axes. */
    static Camera camera(int width, int height) {
        double a = 0.3;
        double b = -0.2;
        double c = 0.4;
        double[][] x = {{1, 0, 0}, {0, Math.cos(a), -Math.sin(a)}, {0, Math.sin(a), Math.cos(a)}};
        double[][] y = {{Math.cos(b), 0, Math.sin(b)}, {0, 1, 0}, {-Math.sin(b), 0, Math.cos(b)}};
        double[][] z = {{Math.cos(c), -Math.sin(c), 0}, {Math.sin(c), Math.cos(c), 0}, {0, 0, 1}};
        double[][] r = product(product(x, y), z);
        double[] pose = {
            (float) r[0][0],
            (float) r[0][1],
            (float) r[0][2],
            0.125,
            (float) r[1][0],
            (float) r[1][1],
            (float) r[1][2],
            -0.25,
            (float) r[2][0],
            (float) r[2][1],
            (float) r[2][2],
            1.5,
            0,
            0,
            0,
            1
        };
        double focal = 0.8 * width;
        return new Camera(width, height, focal, 1.1 * focal, 0.45 * width, 0.55 * height, pose);
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 3; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    /** Means, quats, log-scales, opacity logits, harmonics (two) and the pose of a camera. */
    Tensor[] tensors(Device device, Camera camera) {
        return new Tensor[] {
            Tensor.of(device, Shape.of(n, 3), means),
            Tensor.of(device, Shape.of(n, 4), quats),
            Tensor.of(device, Shape.of(n, 3), logScales),
            Tensor.of(device, Shape.of(n), opacityLogits),
            Tensor.of(device, Shape.of(n, 3), sh0),
            Tensor.of(device, Shape.of(n, Splats3d.terms(degree) - 1, 3), shRest),
            Tensor.of(device, Shape.of(4, 4), camera.worldToCamera())
        };
    }

    /** The first six of such variables. */
    static Gaussians gaussians(Var[] x) {
        return new Gaussians(x[0], x[1], x[2], x[3], x[4], x[5]);
    }
}
