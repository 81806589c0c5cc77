package dev.resplat.train.resplat2d;

import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Sorting;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.fit.Placement;
import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.List;

/**
 * ReSplat in the article's 2D form: an encoder proposes splats of a picture, then a head that is
 * the same at every step looks at how their render differs from the picture, and moves them.
 *
 * <p>Between steps the splats are detached: a gradient reaches a step through its own moves and
 * through hidden states, not through the splats of later steps (Xu et al. 2025, "ReSplat", section
 * 3.2). What is not differentiated at all: which splats are chosen, removed and added.
 */
public final class Resplat2d extends Layer {
    /** Pixels of the color that splats are placed with: they keep it where they have no area. */
    private static final double LEAST_AREA = 1e-3;

    private final NetworkConfig config;
    private final Device device;
    private final Encoder encoder;
    private final List<Refiner> refiners = new ArrayList<>();

    /** What new splats remember, {@code [1, memory]}. */
    private final Var newborn;

    /** Begins with small random weights, and with a head that changes nothing. */
    public Resplat2d(RandomStream random, Device device, NetworkConfig config) {
        this.config = config;
        this.device = device;
        encoder = child("encoder", new Encoder(random, device, config));
        LayerList<Refiner> list = child("refiners", new LayerList<>());
        for (int i = 0; i < config.parts().untied(); i++) {
            refiners.add(list.add(new Refiner(random, device, config)));
        }
        newborn = parameter("newborn", Tensor.zeros(device, Shape.of(1, config.memory())));
    }

    /** What it is made of. */
    public NetworkConfig config() {
        return config;
    }

    /** What the encoder sees in a picture: {@code [H/4, W/4, features]}, in the open scope. */
    public Tensor features(Image picture) {
        Shape shape = Shape.of(picture.height(), picture.width(), 3);
        Tensor seen = encoder.look(Tensor.of(device, shape, picture.colors())).value();
        return seen.reshape(seen.shape().dim(1), seen.shape().dim(2), seen.shape().dim(3));
    }

    /** Looks at a picture. */
    Subject look(Image picture) {
        return new Subject(picture);
    }

    /**
     * What a step has done.
     *
     * @param state after it
     * @param moves {@code [N, 10]}: in terms of {@link Units#largest}; zeros for those not chosen
     * @param neighbors int32 {@code [N, k]}
     * @param chosen how many splats have moved
     * @param replaced how many splats went, and as many began
     */
    record Step(State state, Var moves, Tensor neighbors, int chosen, int replaced) {}

    /** A picture that is made into splats. */
    final class Subject {
        private final Image picture;
        private final Tensor target;
        private final Var features;
        private final Turnover turnover;

        private Subject(Image picture) {
            this.picture = picture;
            target =
                    Tensor.of(
                            device,
                            Shape.of(picture.height(), picture.width(), 3),
                            picture.colors());
            features = encoder.look(target);
            turnover = new Turnover(device, picture.colors(), picture.width(), picture.height());
        }

        /** The picture {@code [H, W, 3]}. */
        Tensor target() {
            return target;
        }

        /** Splats as an image of this picture's size. */
        Rendering render(State state) {
            return Rendering.of(state.splats().value(), picture.width(), picture.height());
        }

        /** The encoder's proposal of n splats: depth 0. */
        State begin(int n, long seed) {
            Splats2d placed = new Placement(picture, seed).splats(device, n, Rendering.MODE);
            Tensor splats = colored(State.rows(device, placed));
            return encoder.propose(features, target, splats, config.ellipses());
        }

        /** Splats whose colours are the means of what is under their footprints. */
        private Tensor colored(Tensor splats) {
            Rendering rendering = Rendering.of(splats, picture.width(), picture.height());
            Tensor ones = Tensor.full(device, Shape.of(picture.height(), picture.width(), 1), 1);
            Tensor areas = rendering.gather(ones).add(LEAST_AREA);
            Tensor rest = Arranging.slice(splats, 1, 0, Column.COLOR);
            Tensor placed = Arranging.slice(splats, 1, Column.COLOR, Column.COUNT);
            Tensor sums = rendering.gather(target).add(placed.mul(LEAST_AREA));
            return Arranging.concat(1, rest, sums.div(areas));
        }

        /**
         * One step of refinement.
         *
         * @param step its number, from 0
         * @param rendering of the state
         */
        Step refine(int step, State state, Rendering rendering) {
            Tensor splats = state.splats().value();
            int n = state.count();
            Feedback feedback = Feedback.of(splats, rendering, target);
            Tensor means = Arranging.slice(splats, 1, Column.MEAN, Column.LOG_SCALE);
            Tensor neighbors =
                    Neighbors.nearest(means, means, Math.min(config.neighbors(), n)).index();
            int s = (int) Math.ceil(config.selected() * n);
            Tensor chosen = Sorting.topK(feedback.energies(), Order.DESCENDING, s).index();
            NetworkConfig.Parts parts = config.parts();
            Var memory =
                    parts.memory()
                            ? state.memory()
                            : Var.constant(Tensor.zeros(device, state.memory().shape()));
            Refiner.Update update =
                    refiners.get(Math.min(step, refiners.size() - 1))
                            .forward(
                                    new State(state.splats(), memory),
                                    parts.feedback() ? feedback : feedback.muted(),
                                    Encoder.at(features, splats),
                                    chosen,
                                    neighbors);
            Var moves = Index.scatterAddRows(update.moves(), chosen, n);
            Var next = Units.moved(splats, moves, config.ellipses());
            Var remembered = memory.add(Index.scatterAddRows(update.remembered(), chosen, n));
            int going = (int) (config.turnover() * n);
            if (going == 0) {
                return new Step(new State(next, remembered), moves, neighbors, s, 0);
            }
            Turnover.Change change = turnover.of(splats, feedback, neighbors, going);
            Var kept = Var.constant(change.kept());
            Var anew = Var.constant(change.kept().neg().add(1));
            State renewed =
                    new State(
                            next.mul(kept).add(Var.constant(change.born())),
                            remembered.mul(kept).add(newborn.mul(anew)));
            return new Step(renewed, moves, neighbors, s, change.count());
        }
    }
}
