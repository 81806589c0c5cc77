package dev.resplat.splat.io;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.SplittableRandom;

/** Scenes for tests of files, and how alike two scenes look. */
final class SomeScene {
    private static final Device DEVICE = new CpuDevice(1);
    private static final int WIDTH = 93;
    private static final int HEIGHT = 71;

    private SomeScene() {}

    /**
     * Splats in a ball of radius 2, long and flat and turned, of all opacities, whose colours
     * depend on the direction.
     */
    static Splats3d splats(int count, int degree, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int terms = Splats3d.terms(degree);
        float[] means = numbers(random, 3 * count, 0, 1.2);
        float[] quats = numbers(random, 4 * count, 0, 1);
        float[] logScales = numbers(random, 3 * count, -2.2, 0.9);
        float[] opacityLogits = numbers(random, count, 0.5, 3);
        float[] sh = numbers(random, 3 * count * terms, 0, 0.12);
        for (int i = 0; i < count; i++) {
            for (int channel = 0; channel < 3; channel++) {
                sh[3 * terms * i + channel] = (float) (3 * random.nextDouble() - 1.5);
            }
        }
        return new Splats3d(degree, means, quats, logScales, opacityLogits, sh);
    }

    private static float[] numbers(SplittableRandom random, int count, double middle, double size) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (middle + size * (2 * random.nextDouble() - 1));
        }
        return numbers;
    }

    /** A camera that looks at the origin from a distance, somewhere around and turned itself. */
    static Camera camera(double around, double above, double roll, double distance) {
        double ca = Math.cos(around);
        double sa = Math.sin(around);
        double cb = Math.cos(above);
        double sb = Math.sin(above);
        double cr = Math.cos(roll);
        double sr = Math.sin(roll);
        double[] right = {ca, 0, -sa};
        double[] forward = {sa * cb, sb, ca * cb};
        double[] down = {
            forward[1] * right[2] - forward[2] * right[1],
            forward[2] * right[0] - forward[0] * right[2],
            forward[0] * right[1] - forward[1] * right[0]
        };
        double[] pose = new double[16];
        for (int i = 0; i < 3; i++) {
            pose[i] = cr * right[i] + sr * down[i];
            pose[4 + i] = cr * down[i] - sr * right[i];
            pose[8 + i] = forward[i];
        }
        pose[11] = distance;
        pose[15] = 1;
        return new Camera(WIDTH, HEIGHT, 80, 84, WIDTH / 2.0 - 3, HEIGHT / 2.0 + 2, pose);
    }

    /** PSNR in dB of the views of one scene and another, over three turned cameras. */
    static double psnr(Splats3d expected, Splats3d actual, double distance) {
        double squares = 0;
        int count = 0;
        for (int i = 0; i < 3; i++) {
            Camera camera = camera(0.4 + 2.1 * i, 0.7 * i - 0.6, 0.5 - 0.8 * i, distance);
            float[] a = view(expected, camera);
            float[] b = view(actual, camera);
            for (int k = 0; k < a.length; k++) {
                squares += (a[k] - b[k]) * (a[k] - b[k]);
            }
            count += a.length;
        }
        return squares == 0 ? Double.POSITIVE_INFINITY : -10 * Math.log10(squares / count);
    }

    private static float[] view(Splats3d splats, Camera camera) {
        float[] image =
                splats.render(DEVICE, camera, Options.of(splats.degree()).on(0.1f, 0.2f, 0.3f));
        for (int i = 0; i < image.length; i++) {
            image[i] = Math.max(0, Math.min(1, image[i]));
        }
        return image;
    }

    /** The same scene with harmonics up to a degree. */
    static Splats3d upTo(int degree, Splats3d splats) {
        int from = 3 * Splats3d.terms(splats.degree());
        int width = 3 * Splats3d.terms(degree);
        float[] sh = new float[width * splats.count()];
        for (int i = 0; i < splats.count(); i++) {
            System.arraycopy(splats.sh(), from * i, sh, width * i, width);
        }
        return new Splats3d(
                degree,
                splats.means(),
                splats.quats(),
                splats.logScales(),
                splats.opacityLogits(),
                sh);
    }
}
