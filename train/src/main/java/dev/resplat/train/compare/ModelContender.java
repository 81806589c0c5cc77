package dev.resplat.train.compare;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.image.Image;
import dev.resplat.train.models.SynthesisWeights;
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
    public Maker open(Device device, BooleanSupplier stop) {
        SynthesisModel model = weights.on(device);
        return new Maker() {
            @Override
            public long parameters() {
                return used(model).values().stream().mapToLong(p -> p.shape().size()).sum();
            }

            @Override
            public Made make(Example example) {
                ContextViews context = ContextViews.of(Batch.of(List.of(example)), device);
                SynthesisModel.Pass pass = SynthesisModel.Pass.trained(seed);
                return new Shown(example, model.look(context, pass.refined(profile.depth())));
            }
        };
    }

    /** All, but for the recurrent part of a ReSplat that does not refine. */
    private Map<String, Var> used(SynthesisModel model) {
        return model instanceof Resplat resplat && profile.depth() == 0
                ? resplat.parameters(false)
                : model.parameters();
    }

    private record Shown(Example example, SynthesisModel.Scenes scenes) implements Made {
        @Override
        public long count() {
            return scenes instanceof SplatScenes made ? made.gaussians(0).count() : 0;
        }

        @Override
        public Image render(int target) {
            Camera camera = example.targets().get(target).camera();
            try (Scope scope = Scope.open()) {
                float[] colors = scenes.render(0, camera).image().value().toFloats();
                return new Image(camera.width(), camera.height(), colors);
            }
        }
    }
}
