package dev.resplat.splat;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Small splats that a camera at the origin of the world has in front of it, for tests. */
final class InFront {
    private InFront() {}

    /** Round splats of one deviation, some beside the image, 3 to 5 away. */
    static Splats3d splats(int n, int degree, double deviation) {
        SplittableRandom random = new SplittableRandom(17);
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] logits = new float[n];
        float[] sh = new float[3 * n * Splats3d.terms(degree)];
        Arrays.fill(logScales, (float) Math.log(deviation));
        for (int i = 0; i < n; i++) {
            means[3 * i] = (float) (4 * random.nextDouble() - 2);
            means[3 * i + 1] = (float) (3 * random.nextDouble() - 1.5);
            means[3 * i + 2] = (float) (3 + 2 * random.nextDouble());
            quats[4 * i] = 1;
            logits[i] = (float) (4 * random.nextDouble() - 2);
        }
        for (int i = 0; i < sh.length; i++) {
            sh[i] = (float) (random.nextDouble() - 0.5);
        }
        return new Splats3d(degree, means, quats, logScales, logits, sh);
    }

    /** One round splat on the axis of the camera. */
    static Splats3d one(double depth, double deviation, double logit, float... color) {
        float s = (float) Math.log(deviation);
        float[] sh = new float[3];
        for (int c = 0; c < 3; c++) {
            sh[c] = (float) ((color[c] - 0.5) / Harmonics.DC);
        }
        return new Splats3d(
                0,
                new float[] {0, 0, (float) depth},
                new float[] {1, 0, 0, 0},
                new float[] {s, s, s},
                new float[] {(float) logit},
                sh);
    }

    /** A camera at the origin that looks along z. */
    static Camera camera(int width, int height) {
        double[] pose = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        return new Camera(width, height, width, width, width / 2.0, height / 2.0, pose);
    }
}
