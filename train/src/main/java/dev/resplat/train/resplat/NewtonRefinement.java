package dev.resplat.train.resplat;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.image.Image;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SplatScenes;
import dev.resplat.train.synthesis.SynthesisModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A model whose splats are refined by steps after Gauss and Newton, with nothing learned about
 * them: what ReSplat's refinement does before it is trained, for the splats of any model.
 *
 * <pre>{@code
 * splats = model(views)
 * repeat: twice: splats += PART NewtonStep(splats, views), with a probe of the first splats
 * }</pre>
 */
public final class NewtonRefinement extends SynthesisModel {
    /** Steps of a refinement, as in {@code resplat-mini}. */
    private static final int STEPS = 2;

    /**
     * How much of a step is made. Whole ones suit the context views sooner, and others less: what
     * ReSplat learns about lengths is missing here.
     */
    private static final double PART = 0.5;

    /** Of extents, as a part of the least depth. */
    private static final double LEAST_SCALE = 1e-4;

    private final SynthesisModel model;

    /** What a result depends on, beside the model: for results that are kept. */
    public static String basis() {
        return "refined by %d steps of %s with one probe, no extent below %s"
                .formatted(STEPS, PART, LEAST_SCALE);
    }

    /**
     * Refines what a model makes as often as a pass says, and not if it does not say.
     *
     * @param model whose scenes are {@link SplatScenes}
     */
    public NewtonRefinement(SynthesisModel model) {
        this.model = child("model", model);
    }

    /**
     * {@inheritDoc} Its splats are constants.
     *
     * @throws IllegalArgumentException in training, and if the model makes no splats
     */
    @Override
    public SplatScenes look(ContextViews context, Pass pass) {
        if (pass.training()) {
            throw new IllegalArgumentException("nothing is learned through these steps");
        }
        if (!(model.look(context, pass.refined(0)) instanceof SplatScenes first)) {
            throw new IllegalArgumentException("the model makes no splats to refine");
        }
        if (pass.depth() <= 0) {
            return first;
        }
        List<ViewFrame> frames = new ArrayList<>();
        for (int b = 0; b < context.scenes(); b++) {
            ViewFrame axes = ViewFrame.of(ResplatNetwork.Frame.MIDDLE, context.cameras().get(b));
            frames.add(axes.times(context.near()[b]));
        }
        IntFunction<Rasterizer.Options> options = b -> frames.get(b).in(first.options(b));
        ContextViews inFrames = ViewFrame.in(frames, context);
        Tensor turns = SplatRows.unturned(context.images().device(), context.scenes());
        Views views = new Views(inFrames, options, turns, ContextRenders.signs());
        SplatRows rows = begin(first, frames);
        List<SplatRows> course = new ArrayList<>();
        for (int depth = 0; depth < pass.depth(); depth++) {
            rows = views.refined(rows);
            course.add(rows);
        }
        return new Refined(first, frames, turns, course);
    }

    /** What the model has made, in the frames. */
    private static SplatRows begin(SplatScenes first, List<ViewFrame> frames) {
        try (Scope scope = Scope.open()) {
            List<Gaussians> splats = new ArrayList<>();
            for (int b = 0; b < frames.size(); b++) {
                splats.add(frames.get(b).inverse().toWorld(first.gaussians(b)));
            }
            return SplatRows.of(splats).toBeMoved().kept(scope);
        }
    }

    /** What splats are made more alike to: all but what comes of it is freed. */
    private record Views(
            ContextViews context,
            IntFunction<Rasterizer.Options> options,
            Tensor turns,
            RandomStream signs) {
        SplatRows refined(SplatRows begin) {
            try (Scope scope = Scope.open()) {
                SplatRows rows = begin;
                Tensor probe = null;
                for (int i = 0; i < STEPS; i++) {
                    try (Scope step = Scope.open()) {
                        ContextRenders look =
                                new ContextRenders(context, options, rows, turns, true);
                        probe = probe == null ? step.keep(look.probe(signs)) : probe;
                        Var move = Var.constant(look.newton(probe).move().mul(PART));
                        rows = rows.moved(move, LEAST_SCALE).kept(step);
                    }
                }
                return rows.kept(scope);
            }
        }
    }

    /**
     * What the model has made, and what its splats have become.
     *
     * @param frames of each scene
     * @param course all splats after each refinement, in the frames
     */
    private record Refined(
            SplatScenes first, List<ViewFrame> frames, Tensor turns, List<SplatRows> course)
            implements SplatScenes {
        @Override
        public int depth() {
            return course.size();
        }

        @Override
        public Gaussians gaussians(int scene) {
            return frames.get(scene).toWorld(inFrame(depth(), scene));
        }

        private Gaussians inFrame(int depth, int scene) {
            return course.get(depth - 1).gaussians(turns).get(scene);
        }

        @Override
        public Rasterizer.Options options(int scene) {
            return first.options(scene);
        }

        @Override
        public Rendered render(int scene, Camera camera) {
            return render(depth(), scene, camera);
        }

        @Override
        public Rendered render(int depth, int scene, Camera camera) {
            if (depth == 0) {
                return first.render(scene, camera);
            }
            return frames.get(scene).render(inFrame(depth, scene), camera, options(scene));
        }

        /** {@inheritDoc} Refinement does not change it. */
        @Override
        public Optional<float[]> depths(int scene) {
            return first.depths(scene);
        }

        @Override
        public Map<String, Double> figures(int scene) {
            return first.figures(scene);
        }

        @Override
        public Map<String, Image> pictures(int scene) {
            return first.pictures(scene);
        }
    }
}
