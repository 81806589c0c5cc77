package dev.resplat.splat;

import dev.resplat.autodiff.GradientContract;
import dev.resplat.splat.ProjectionKernels.Lens;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/** The gradients of the renderer of splats in space: of its parts, and of all of it. */
class ProjectionGradientTest extends GradientContract {
    private static final Camera CAMERA = RandomScene.camera(9, 7);

    ProjectionGradientTest() {
        super(Projection.class);
    }

    @Override
    protected void addCases() {
        for (int degree = 0; degree <= Splats3d.MAX_DEGREE; degree++) {
            colors(degree, degree);
        }
        colors(3, 1);
        Tensor[] x = new RandomScene(20, 0, 0.2).tensors(device, CAMERA);
        gradient("Projection.covariances", v -> Projection.covariances(v[0], v[1]), x[1], x[2]);
        Tensor covariances = normal(20, 6).mul(0.02).add(Tensor.of(device, row(), spread()));
        for (double blur : new double[] {0, 0.3}) {
            Lens lens = new Lens(9, 7, 8, 7, 4, 3, 0.01, blur);
            gradient(
                    "Projection.footprints blurred by " + blur,
                    v -> Projection.footprints(v[0], v[1], v[2], lens),
                    x[0],
                    covariances,
                    x[6]);
        }
        images("plain", Options.of(2));
        images("on white, with depth", Options.of(2).on(1, 1, 1).depth());
        images("antialiased", new Options(BlendMode.ALPHA, 2, true, 0.1, 0.2, black(), false));
        images("additive", new Options(BlendMode.ADDITIVE, 1, false, 0.3, 0.01, black(), false));
    }

    private static Shape row() {
        return Shape.of(1, 6);
    }

    private static double[] spread() {
        return new double[] {0.2, 0.01, 0.02, 0.3, 0.03, 0.25};
    }

    private static float[] black() {
        return new float[3];
    }

    private void colors(int stored, int used) {
        Tensor[] x = new RandomScene(12, stored, 0.3).tensors(device, CAMERA);
        gradient(
                "Projection.colors of degree %d, up to %d".formatted(stored, used),
                v -> Projection.colors(v[0], v[1], v[2], v[3], used),
                x[4],
                x[5],
                x[0],
                x[6]);
    }

    private void images(String name, Options options) {
        Tensor[] x = new RandomScene(15, 2, 0.3).tensors(device, CAMERA);
        gradient(
                "Rasterizer.render " + name,
                v -> Rasterizer.render(RandomScene.gaussians(v), CAMERA, v[6], options).image(),
                x);
        if (options.withDepth()) {
            gradient(
                    "Rasterizer.render depth",
                    v -> Rasterizer.render(RandomScene.gaussians(v), CAMERA, v[6], options).depth(),
                    x);
        }
    }
}
