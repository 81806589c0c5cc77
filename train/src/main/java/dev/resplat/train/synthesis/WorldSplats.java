package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;

/**
 * Splats of a model in the world of the cameras that the user gave, on the host.
 *
 * @param splats as they are stored
 * @param options how they are rendered there
 */
record WorldSplats(Splats3d splats, Rasterizer.Options options) {
    /** An opacity of 1 as floats have it. */
    private static final float MOST_LOGIT = 17;

    /**
     * Takes splats back to the world of the files.
     *
     * @param origin {@code [3]}: a place of that world
     * @param scale the model has seen its points as {@code scale (X - origin)}
     * @throws IllegalArgumentException if one of their numbers is not finite
     */
    static WorldSplats of(SplatScenes scenes, double[] origin, double scale) {
        Rasterizer.Gaussians made = scenes.gaussians(0);
        int n = made.count();
        int degree = SplatScenes.degree(made);
        float[] first = made.sh0().value().toFloats();
        float[] rest = made.shRest().value().toFloats();
        int width = 3 * Splats3d.terms(degree);
        float[] sh = new float[n * width];
        for (int i = 0; i < n; i++) {
            System.arraycopy(first, 3 * i, sh, i * width, 3);
            System.arraycopy(rest, i * (width - 3), sh, i * width + 3, width - 3);
        }
        float[] logits = made.opacityLogits().value().toFloats();
        for (int i = 0; i < n; i++) {
            // What is surely there, or not, has a logit that files cannot hold.
            logits[i] = Math.min(Math.max(logits[i], -MOST_LOGIT), MOST_LOGIT);
        }
        Splats3d seen =
                new Splats3d(
                        degree,
                        made.means().value().toFloats(),
                        made.quats().value().toFloats(),
                        made.logScales().value().toFloats(),
                        logits,
                        sh);
        double[] back = new double[3];
        for (int k = 0; k < 3; k++) {
            back[k] = -scale * origin[k];
        }
        Rasterizer.Options o = scenes.options(0);
        Rasterizer.Options there =
                new Rasterizer.Options(
                        o.mode(),
                        o.degree(),
                        o.antialiased(),
                        o.blur(),
                        o.near() / scale,
                        o.background(),
                        true);
        return new WorldSplats(seen.inWorld(back, 1 / scale), there);
    }

    /** In the middle between cameras. */
    static double[] middle(Iterable<Camera> cameras) {
        double[] sum = new double[3];
        int count = 0;
        for (Camera camera : cameras) {
            for (int k = 0; k < 3; k++) {
                sum[k] += camera.center()[k];
            }
            count++;
        }
        for (int k = 0; k < 3; k++) {
            sum[k] /= count;
        }
        return sum;
    }
}
