package dev.resplat.train.synthesis;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.train.config.Require;
import dev.resplat.train.loop.OptimizerConfig;
import dev.resplat.train.loop.RateConfig;
import dev.resplat.train.loop.TrainingConfig;
import dev.resplat.train.views.ExamplesConfig;
import java.util.List;
import java.util.Map;

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

    @Override
    default List<String> mayChange() {
        return List.of("schedule.*");
    }

    @Override
    default Map<String, Object> budget() {
        return Map.of(
                "data.views", data().views(),
                "data.examples", data().examples(),
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
            ExamplesConfig examples,
            int multiple) {
        TrainingConfig.require(steps, evaluateEvery, checkpointEvery, checkpointSeconds);
        requireMultiple("data.examples.width", examples.width(), multiple);
        requireMultiple("data.examples.height", examples.height(), multiple);
    }

    private static void requireMultiple(String name, int value, int multiple) {
        Require.that(
                value % multiple == 0,
                name,
                "a multiple of %d, because of the network".formatted(multiple),
                value);
    }
}
