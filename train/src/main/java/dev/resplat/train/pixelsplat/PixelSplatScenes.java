package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.Viridis;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SplatScenes;
import dev.resplat.train.synthesis.SynthesisModel.Rendered;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Scenes as {@link PixelSplat} has understood them. */
public final class PixelSplatScenes implements SplatScenes {
    /** Splats nearer to a camera than this part of the scene's least depth are not rendered. */
    private static final double NEAR = 0.2;

    private final ContextViews context;
    private final int degree;
    private final int buckets;
    private final Supplier<Optional<EpipolarTransformer.Attended>> attended;
    private final DepthHead.Depths depths;
    private final List<Rasterizer.Gaussians> splats;

    PixelSplatScenes(
            ContextViews context,
            int degree,
            int buckets,
            Supplier<Optional<EpipolarTransformer.Attended>> attended,
            DepthHead.Depths depths,
            List<Rasterizer.Gaussians> splats) {
        this.context = context;
        this.degree = degree;
        this.buckets = buckets;
        this.attended = attended;
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

    /** {@inheritDoc} It is that of the most probable bucket, of the first surface. */
    @Override
    public Optional<float[]> depths(int scene) {
        Tensor all = depths.probabilities().value();
        int surfaces = all.shape().dim(1);
        int choices = all.shape().dim(2);
        float[] p = all.toFloats();
        float[] places = depths.places().value().toFloats();
        int pixels = context.views() * context.height() * context.width();
        double near = context.near()[scene];
        double far = context.far()[scene];
        float[] said = new float[pixels];
        for (int i = 0; i < pixels; i++) {
            int pixel = scene * pixels + i;
            int first = pixel * surfaces * choices;
            int best = 0;
            for (int k = 1; k < choices; k++) {
                best = p[first + k] > p[first + best] ? k : best;
            }
            double place = best + 1 / (1 + Math.exp(-places[first + best]));
            double disparity = (1 - place / choices) * (1 / near - 1 / far) + 1 / far;
            said[i] = (float) (1 / disparity / context.rayLength(pixel));
        }
        return Optional.of(said);
    }

    @Override
    public Optional<Var> depthMisfit(float[] truth) {
        return Optional.of(DepthMisfit.of(depths, buckets, context, truth));
    }

    /** {@inheritDoc} {@code entropy}: of the distributions of depths, in bits, their mean. */
    @Override
    public Map<String, Double> figures(int scene) {
        float[] entropies = entropies(scene);
        if (entropies.length == 0) {
            return Map.of();
        }
        double sum = 0;
        for (float entropy : entropies) {
            sum += entropy;
        }
        return Map.of("entropy", sum / entropies.length);
    }

    /** Of each distribution of a scene, in bits; none where depths are not drawn. */
    private float[] entropies(int scene) {
        Tensor all = depths.probabilities().value();
        int buckets = all.shape().dim(-1);
        if (buckets < 2) {
            return new float[0];
        }
        float[] p = all.toFloats();
        float[] entropies = new float[p.length / buckets / context.scenes()];
        int first = scene * entropies.length * buckets;
        for (int i = 0; i < entropies.length * buckets; i++) {
            float probability = p[first + i];
            if (probability > 0) {
                entropies[i / buckets] -=
                        (float) (probability * Math.log(probability) / Math.log(2));
            }
        }
        return entropies;
    }

    /**
     * {@inheritDoc} How unsure pixels of the first view are of their depth, and where some of them
     * look in the second.
     */
    @Override
    public Map<String, Image> pictures(int scene) {
        Map<String, Image> pictures = new LinkedHashMap<>();
        float[] entropies = entropies(scene);
        if (entropies.length > 0) {
            int pixels = context.height() * context.width();
            int surfaces = entropies.length / pixels / context.views();
            float[] first = new float[pixels];
            for (int i = 0; i < pixels; i++) {
                first[i] = entropies[i * surfaces];
            }
            int buckets = depths.probabilities().shape().dim(-1);
            float most = (float) (Math.log(buckets) / Math.log(2));
            pictures.put(
                    "entropy of depths in bits, violet 0 to yellow %.0f".formatted(most),
                    Viridis.map(context.width(), context.height(), first, 0, most));
        }
        attended.get()
                .ifPresent(
                        weights ->
                                pictures.put(
                                        "where marked pixels look along their epipolar lines",
                                        AttentionPicture.of(context.images(), weights, scene)));
        return pictures;
    }
}
