package dev.resplat.train.compare;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.image.Image;
import dev.resplat.train.models.SynthesisWeights;
import dev.resplat.train.resplat.NewtonRefinement;
import dev.resplat.train.resplat.Resplat;
import dev.resplat.train.synthesis.ContextViews;
import dev.resplat.train.synthesis.SplatScenes;
import dev.resplat.train.synthesis.SynthesisModel;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.Example;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A model of new views with its weights.
 *
 * @param weights what it has learned
 * @param seed of what it draws
 */
record ModelContender(Profile profile, SynthesisWeights weights, long seed) implements Contender {
    @Override
    public String basis() {
        String basis = "weights %s, seed %d".formatted(weights.file().fingerprint(), seed);
        boolean unlearned = profile.depth() > 0 && !weights.config().refines();
        return unlearned ? basis + ", " + NewtonRefinement.basis() : basis;
    }

    @Override
    public Maker open(Device device, BooleanSupplier stop) {
        SynthesisModel own = weights.on(device);
        SynthesisModel model = weights.refining(own);
        return new Maker() {
            @Override
            public long parameters() {
                return used(own).values().stream().mapToLong(p -> p.shape().size()).sum();
            }

            @Override
            public Made make(Example example) {
                ContextViews context = ContextViews.of(Batch.of(List.of(example)), device);
                SynthesisModel.Pass pass = SynthesisModel.Pass.trained(seed);
                SynthesisModel.Scenes scenes = model.look(context, pass.refined(profile.depth()));
                return scenes instanceof SplatScenes made
                        ? new Splats(example, made.gaussians(0), made.options(0))
                        : new Rays(example, scenes);
            }
        };
    }

    /** All, but for the recurrent part of a ReSplat that does not refine, or has not learned to. */
    private Map<String, Var> used(SynthesisModel model) {
        boolean refines = profile.depth() > 0 && weights.config().refines();
        return model instanceof Resplat resplat && !refines
                ? resplat.parameters(false)
                : model.parameters();
    }

    /** Its splats are all that is needed of it, and are rendered as those of others are. */
    private record Splats(Example example, Rasterizer.Gaussians splats, Rasterizer.Options options)
            implements Made {
        @Override
        public long count() {
            return splats.count();
        }

        @Override
        public Image render(int target) {
            Camera camera = example.targets().get(target).camera();
            try (Scope scope = Scope.open()) {
                return image(camera, Rasterizer.render(splats, camera, options).image());
            }
        }
    }

    /** Without splats the model itself is needed for each view. */
    private record Rays(Example example, SynthesisModel.Scenes scenes) implements Made {
        @Override
        public long count() {
            return 0;
        }

        @Override
        public Image render(int target) {
            Camera camera = example.targets().get(target).camera();
            try (Scope scope = Scope.open()) {
                return image(camera, scenes.render(0, camera).image());
            }
        }
    }

    private static Image image(Camera camera, Var colors) {
        return new Image(camera.width(), camera.height(), colors.value().toFloats());
    }
}
