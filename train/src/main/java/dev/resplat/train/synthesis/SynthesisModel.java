package dev.resplat.train.synthesis;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.splat.Camera;
import dev.resplat.train.image.Image;
import java.util.Map;
import java.util.Optional;

/** A network that is given some views of scenes and renders others. */
public abstract class SynthesisModel extends Layer {
    /**
     * How a forward pass is to be done.
     *
     * @param seed of the random numbers that it draws; the same seed, the same result
     * @param step of the training, for what changes while a model is trained; {@link
     *     Integer#MAX_VALUE} after it
     * @param training whether gradients are wanted
     * @param depth how often scenes are refined, by models that do so; {@link #OWN_DEPTH} leaves it
     *     to the model
     */
    public record Pass(long seed, int step, boolean training, int depth) {
        /** As often as the model was trained for. */
        public static final int OWN_DEPTH = -1;

        /** With the model's own depth. */
        public Pass(long seed, int step, boolean training) {
            this(seed, step, training, OWN_DEPTH);
        }

        /** A pass of a model that is trained. */
        public static Pass trained(long seed) {
            return new Pass(seed, Integer.MAX_VALUE, false);
        }

        /** The same with so many refinements. */
        public Pass refined(int times) {
            return new Pass(seed, step, training, times);
        }
    }

    /**
     * Looks at context views: all that has to be done once for any number of new views.
     *
     * @return the scenes, whose tensors belong to the scope that is open
     */
    public abstract Scenes look(ContextViews context, Pass pass);

    /** Scenes that were looked at, to be rendered from anywhere. */
    public interface Scenes {
        /**
         * A scene as a camera sees it, differentiable with respect to the parameters of the model.
         *
         * @param scene its number in the batch
         */
        Rendered render(int scene, Camera camera);

        /** How often the scenes were refined; 0 for models that do not. */
        default int depth() {
            return 0;
        }

        /**
         * The scene as it was after some refinements.
         *
         * @param depth how many, up to {@link #depth()}, for which it is the scene
         */
        default Rendered render(int depth, int scene, Camera camera) {
            if (depth != depth()) {
                throw new IllegalArgumentException("the scenes were not refined");
            }
            return render(scene, camera);
        }

        /**
         * How far away the model says the pixels of the context views of a scene are, {@code [V, H,
         * W]} along z; empty if it does not say that of pixels. What is rendered is another depth:
         * a mean, in which little of what is far away counts much.
         */
        default Optional<float[]> depths(int scene) {
            return Optional.empty();
        }

        /** The mean square of what refinements have changed, differentiable; empty without. */
        default Optional<Var> changes() {
            return Optional.empty();
        }

        /**
         * How badly the model says how far away the pixels of all scenes are, differentiable: a
         * number, 0 or more; empty if it does not say that of pixels.
         *
         * @param depths {@code [B, V, H, W]} of the context views, along z; 0 where unknown
         */
        default Optional<Var> depthMisfit(float[] depths) {
            return Optional.empty();
        }

        /**
         * Numbers that say how sure the model is of a scene, by name, such as the entropy of its
         * depths; the same names for all scenes.
         */
        default Map<String, Double> figures(int scene) {
            return Map.of();
        }

        /** Pictures that say how the model has understood a scene, by caption. */
        default Map<String, Image> pictures(int scene) {
            return Map.of();
        }
    }

    /**
     * A rendered view.
     *
     * @param image {@code [H, W, 3]}, not clipped
     * @param depth {@code [H, W]}; null if the model has none
     */
    public record Rendered(Var image, Var depth) {}
}
