package dev.resplat.train.synthesis;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * A model that puts a splat for each pixel on a plane that it knows, {@code z = depth}; where that
 * is not in view, before the camera.
 */
final class PlaneSplats extends SynthesisModel {
    /** Coefficients beyond the first: so small that they hardly show. */
    static final float REST = 1e-3f;

    private static final double SH0 = 0.28209479177387814;

    private final double depth;

    PlaneSplats(double depth) {
        this.depth = depth;
    }

    @Override
    public Scenes look(ContextViews context, Pass pass) {
        Device device = context.images().device();
        float[] colors = context.flat().toFloats();
        int n = colors.length / 3;
        float[] means = new float[3 * n];
        float[] quats = new float[4 * n];
        float[] logScales = new float[3 * n];
        float[] opacities = new float[n];
        float[] sh0 = new float[3 * n];
        float[] rest = new float[9 * n];
        int pixels = context.width() * context.height();
        for (int i = 0; i < n; i++) {
            Camera camera = context.cameras().get(0).get(i / pixels);
            double[] eye = camera.center();
            double u = i % pixels % context.width() + 0.5;
            double v = i % pixels / context.width() + 0.5;
            double[] at = camera.point(u, v, 1);
            double toPlane = (depth - eye[2]) / (at[2] - eye[2]);
            double s = toPlane > 0.1 ? toPlane : 1;
            for (int k = 0; k < 3; k++) {
                means[3 * i + k] = (float) (eye[k] + s * (at[k] - eye[k]));
                logScales[3 * i + k] = (float) Math.log(k == 2 ? 1e-3 : 0.5 * s / camera.fx());
                sh0[3 * i + k] = (float) ((colors[3 * i + k] - 0.5) / SH0);
            }
            quats[4 * i] = 1;
            opacities[i] = 3;
            for (int k = 0; k < 9; k++) {
                rest[9 * i + k] = REST * k;
            }
        }
        Rasterizer.Gaussians splats =
                new Rasterizer.Gaussians(
                        constant(device, means, n, 3),
                        constant(device, quats, n, 4),
                        constant(device, logScales, n, 3),
                        constant(device, opacities, n),
                        constant(device, sh0, n, 3),
                        constant(device, rest, n, 3, 3));
        return new SplatScenes() {
            @Override
            public Rasterizer.Gaussians gaussians(int scene) {
                return splats;
            }

            @Override
            public Rendered render(int scene, Camera camera) {
                Rasterizer.Rendering rendering =
                        Rasterizer.render(splats, camera, options(scene).depth());
                return new Rendered(rendering.image(), rendering.depth());
            }
        };
    }

    private static Var constant(Device device, float[] values, int... dims) {
        return Var.constant(Tensor.of(device, Shape.of(dims), values));
    }
}
