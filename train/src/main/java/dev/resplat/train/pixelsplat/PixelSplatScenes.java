package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SplatScenes;
import dev.resplat.train.synthesis.SynthesisModel.Rendered;
import java.util.List;
import java.util.Map;

/** Scenes as {@link PixelSplat} has understood them. */
public final class PixelSplatScenes implements SplatScenes {
    /** Splats nearer to a camera than this part of the scene's least depth are not rendered. */
    private static final double NEAR = 0.2;

    private final ContextViews context;
    private final int degree;
    private final DepthHead.Depths depths;
    private final List<Rasterizer.Gaussians> splats;

    PixelSplatScenes(
            ContextViews context,
            int degree,
            DepthHead.Depths depths,
            List<Rasterizer.Gaussians> splats) {
        this.context = context;
        this.degree = degree;
        this.depths = depths;
        this.splats = splats;
    }

    @Override
    public Rasterizer.Gaussians gaussians(int scene) {
        return splats.get(scene);
    }

    @Override
    public Rasterizer.Options options(int scene) {
        return Rasterizer.Options.of(degree).near(NEAR * context.near()[scene]);
    }

    @Override
    public Rendered render(int scene, Camera camera) {
        Device device = context.images().device();
        Tensor pose = Tensor.of(device, Shape.of(4, 4), camera.worldToCamera());
        Rasterizer.Rendering rendering =
                Rasterizer.render(
                        splats.get(scene), camera, Var.constant(pose), options(scene).depth());
        return new Rendered(rendering.image(), rendering.depth());
    }

    /** {@inheritDoc} {@code entropy}: of the distributions of depths, in bits, their mean. */
    @Override
    public Map<String, Double> figures(int scene) {
        Tensor all = depths.probabilities().value();
        int buckets = all.shape().dim(-1);
        if (buckets < 2) {
            return Map.of();
        }
        float[] p = all.toFloats();
        int rows = p.length / buckets / context.scenes();
        double sum = 0;
        for (int i = scene * rows * buckets; i < (scene + 1) * rows * buckets; i++) {
            sum -= p[i] > 0 ? p[i] * Math.log(p[i]) : 0;
        }
        return Map.of("entropy", sum / rows / Math.log(2));
    }
}
