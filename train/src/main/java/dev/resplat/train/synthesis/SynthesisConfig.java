package dev.resplat.train.synthesis;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.optim.Schedule;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.train.config.Require;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.loop.OptimizerConfig;
import dev.resplat.train.loop.RateConfig;
import dev.resplat.train.loop.TrainingConfig;
import dev.resplat.train.views.ExamplesConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a model of new views is trained. The record of a model's configuration implements this by
 * having components of these names, and its network beside them.
 */
public interface SynthesisConfig extends TrainingConfig {
    /** What it learns from. */
    SynthesisData data();

    /** What is made small. */
    LossConfig loss();

    /** How weights are improved. */
    OptimizerConfig optimizer();

    /** The learning rate. */
    RateConfig schedule();

    /**
     * Context images must be multiples of this many pixels in height and width, because of the
     * network.
     */
    int multiple();

    /** The network as it begins, in the scope that is open. */
    SynthesisModel make(RandomStream random, Device device);

    /**
     * What gives a model that is about to be trained other weights than random ones, and throws a
     * {@link UserMistake} when they cannot be read or are of another network; empty without.
     */
    default Optional<Consumer<SynthesisModel>> beginning() {
        return Optional.empty();
    }

    /**
     * Looks at what depends on several values or on files, before there is a run.
     *
     * @param notes takes a line about what may be a mistake
     * @throws UserMistake about what is one
     */
    default void check(Consumer<String> notes) {}

    /** What to change when a run diverges. */
    default String advice() {
        return schedule().advice();
    }

    /**
     * Parameters that are improved together, and how fast.
     *
     * @param rates the learning rate of each step; where it is 0, the parameters rest
     */
    record Group(Map<String, Var> parameters, Schedule rates) {}

    /** What is improved at which rate: all parameters at the same, unless a model has parts. */
    default List<Group> groups(SynthesisModel model) {
        return List.of(new Group(model.parameters(), schedule().over(steps())));
    }

    /**
     * How often the model refines its scenes where it is not told; 0 for models that do not refine.
     */
    default int depth() {
        return 0;
    }

    /** Whether the model has learned to refine its scenes. */
    default boolean refines() {
        return depth() > 0;
    }

    /** Whether scenes are splats, which can be kept, and refined without the model. */
    default boolean makesSplats() {
        return true;
    }

    /**
     * How much a render counts that is made after some refinements.
     *
     * @param depth how many
     * @param last how many there are
     * @return 0 where none is to be made; the last counts 1
     */
    default double weight(int depth, int last) {
        return depth == last ? 1 : 0;
    }

    /** Weight of the recurrence loss, {@link SynthesisModel.Scenes#changes()}. */
    default double recurrence() {
        return 0;
    }

    @Override
    default List<String> mayChange() {
        return List.of("schedule.*");
    }

    @Override
    default Map<String, Object> budget() {
        return Map.of(
                "data.views", data().views(),
                "data.examples", data().examples(),
                "data.contextViews", data().contextViews(),
                "data.sizes", data().sizes(),
                "data.heldOut", data().heldOut());
    }

    @Override
    default int samplesPerStep() {
        return data().batch();
    }

    /**
     * Checks what depends on more than one component, for constructors of configurations.
     *
     * @throws IllegalArgumentException saying what does not fit
     */
    static void require(
            int steps,
            int evaluateEvery,
            int checkpointEvery,
            double checkpointSeconds,
            SynthesisData data,
            int multiple) {
        TrainingConfig.require(steps, evaluateEvery, checkpointEvery, checkpointSeconds);
        ExamplesConfig examples = data.examples();
        String multiples = "multiple of %d, because of the network".formatted(multiple);
        int width = examples.width();
        int height = examples.height();
        Require.that(width % multiple == 0, "data.examples.width", "a " + multiples, width);
        Require.that(height % multiple == 0, "data.examples.height", "a " + multiples, height);
        for (double part : data.sizes()) {
            ExamplesConfig sized = data.part(part);
            Require.that(
                    sized.width() % multiple == 0 && sized.height() % multiple == 0,
                    "data.sizes",
                    "parts of %d x %d, each side a %s".formatted(width, height, multiples),
                    part);
        }
    }
}
