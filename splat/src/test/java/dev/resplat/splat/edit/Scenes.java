package dev.resplat.splat.edit;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.SplittableRandom;

/** Random scenes, cameras around them, and what they see. */
final class Scenes {
    static final Device DEVICE = new CpuDevice(2);

    private Scenes() {}

    /** Splats of all shapes in a ball of radius 1. */
    static Splats3d random(long seed, int n, int degree) {
        SplittableRandom random = new SplittableRandom(seed);
        int terms = Splats3d.terms(degree);
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] logits = new float[n];
        float[] sh = new float[3 * n * terms];
        for (int i = 0; i < n; i++) {
            double[] direction = direction(random);
            double radius = Math.cbrt(random.nextDouble());
            for (int k = 0; k < 3; k++) {
                means[3 * i + k] = (float) (radius * direction[k]);
                logScales[3 * i + k] = (float) (Math.log(0.12) + 1.2 * (random.nextDouble() - 0.5));
            }
            for (int k = 0; k < 4; k++) {
                quats[4 * i + k] = (float) (2 * random.nextDouble() - 1);
            }
            logits[i] = (float) (6 * random.nextDouble() - 3);
            for (int k = 0; k < 3 * terms; k++) {
                double size = k < 3 ? 1 : 0.5;
                sh[3 * terms * i + k] = (float) (size * (2 * random.nextDouble() - 1));
            }
        }
        return new Splats3d(degree, means, quats, logScales, logits, sh);
    }

    /** A unit vector of any direction. */
    static double[] direction(SplittableRandom random) {
        double z = 2 * random.nextDouble() - 1;
        double angle = 2 * Math.PI * random.nextDouble();
        double radius = Math.sqrt(1 - z * z);
        return new double[] {radius * Math.cos(angle), radius * Math.sin(angle), z};
    }

    /** A turn about any axis by any angle. */
    static Similarity turn(SplittableRandom random) {
        return Similarity.turn(direction(random), 2 * Math.PI * random.nextDouble());
    }

    /** A camera of odd size at distance 3 that looks at the origin, and is turned in any way. */
    static Camera camera(SplittableRandom random) {
        double[] r = turn(random).rotation();
        double[] pose = {
            r[0], r[1], r[2], 0.1, r[3], r[4], r[5], -0.05, r[6], r[7], r[8], 3, 0, 0, 0, 1
        };
        return new Camera(67, 53, 80, 84, 32, 27.5, pose);
    }

    /** What a camera sees of a scene, with all its harmonics. */
    static float[] render(Splats3d splats, Camera camera, double near) {
        return splats.render(DEVICE, camera, Options.of(splats.degree()).near(near));
    }

    /** The same where nothing is near. */
    static float[] render(Splats3d splats, Camera camera) {
        return render(splats, camera, Options.NEAR);
    }

    /** How alike two pictures are, in decibels below 1. */
    static double psnr(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
        }
        return -10 * Math.log10(sum / a.length);
    }
}
