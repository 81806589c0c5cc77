package dev.resplat.train.resplat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.train.stereo.CandidateMisfit;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SplatScenes;
import dev.resplat.train.synthesis.SynthesisModel.Rendered;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Scenes as {@link Resplat} has understood them: as they were at first, and after each step. */
public final class ResplatScenes implements SplatScenes {
    /** Splats nearer to a camera than this part of the scene's least depth are not rendered. */
    private static final double NEAR = 0.2;

    private final ContextViews context;
    private final List<ViewFrame> frames;
    private final ResplatNetwork.SplatsConfig config;
    private final List<List<Gaussians>> splats;
    private final Resplat.Course course;
    private final Var depth;
    private final Var shares;

    /**
     * @param context with its cameras in the world
     * @param frames of each scene
     * @param splats of each step those of each scene, in the frame
     * @param depth {@code [B V, H, W, 1]}
     * @param shares of its candidates, {@code [B V, H/f, W/f, n]}
     */
    ResplatScenes(
            ContextViews context,
            List<ViewFrame> frames,
            ResplatNetwork.SplatsConfig config,
            List<List<Gaussians>> splats,
            Resplat.Course course,
            Var depth,
            Var shares) {
        this.context = context;
        this.frames = frames;
        this.config = config;
        this.splats = splats;
        this.course = course;
        this.depth = depth;
        this.shares = shares;
    }

    /** As the configuration says, sorted, on black, without what is very near. */
    static Rasterizer.Options options(
            ContextViews context, ResplatNetwork.SplatsConfig config, int scene) {
        return new Rasterizer.Options(
                BlendMode.ALPHA,
                config.degree(),
                config.antialiased(),
                config.blur(),
                NEAR * context.near()[scene],
                new float[3],
                false);
    }

    @Override
    public int depth() {
        return splats.size() - 1;
    }

    /** {@inheritDoc} They are those of the last step. */
    @Override
    public Gaussians gaussians(int scene) {
        return gaussians(depth(), scene);
    }

    /** Those after some steps, in the world of the context cameras; differentiable. */
    public Gaussians gaussians(int step, int scene) {
        return frames.get(scene).toWorld(splats.get(step).get(scene));
    }

    @Override
    public Rasterizer.Options options(int scene) {
        return options(context, config, scene);
    }

    @Override
    public Rendered render(int scene, Camera camera) {
        return render(depth(), scene, camera);
    }

    /** {@inheritDoc} A gradient flows to the weights through that step's changes. */
    @Override
    public Rendered render(int step, int scene, Camera camera) {
        return frames.get(scene).render(splats.get(step).get(scene), camera, options(scene));
    }

    @Override
    public Optional<Var> changes() {
        return course.deltas().stream()
                .map(delta -> Elementwise.square(delta).mean())
                .reduce(Var::add)
                .map(sum -> sum.div(depth()));
    }

    @Override
    public Optional<float[]> depths(int scene) {
        float[] all = depth.value().toFloats();
        int pixels = all.length / context.scenes();
        return Optional.of(Arrays.copyOfRange(all, scene * pixels, (scene + 1) * pixels));
    }

    @Override
    public Optional<Var> depthMisfit(float[] truth) {
        return Optional.of(CandidateMisfit.of(depth, shares, context.near(), context.far(), truth));
    }

    /**
     * {@inheritDoc} {@code moved1} and so on: how far each step has moved centres, and {@code
     * grown1}: how much it has changed extents; means, in the {@linkplain ResplatNetwork.Unit unit}
     * of the network.
     */
    @Override
    public Map<String, Double> figures(int scene) {
        Map<String, Double> figures = new LinkedHashMap<>();
        float[] before = numbers(0, scene);
        for (int step = 1; step <= depth(); step++) {
            float[] after = numbers(step, scene);
            figures.put("moved" + step, distance(before, after, 0));
            figures.put("grown" + step, distance(before, after, SplatRows.SCALES));
            before = after;
        }
        return figures;
    }

    private float[] numbers(int step, int scene) {
        SplatRows rows = course.rows().get(step);
        return rows.scene(scene).toFloats();
    }

    /** The mean length of what three columns differ by. */
    private double distance(float[] before, float[] after, int column) {
        int n = course.rows().get(0).grid().rowsOfScene();
        int numbers = before.length / n;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double square = 0;
            for (int k = i * numbers + column; k < i * numbers + column + 3; k++) {
                double difference = after[k] - before[k];
                square += difference * difference;
            }
            sum += Math.sqrt(square);
        }
        return sum / n;
    }
}
