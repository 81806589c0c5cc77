package dev.resplat.train.lightfield;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.train.loop.OptimizerConfig;
import dev.resplat.train.loop.RateConfig;
import dev.resplat.train.synthesis.LossConfig;
import dev.resplat.train.synthesis.StartWeights;
import dev.resplat.train.synthesis.SynthesisConfig;
import dev.resplat.train.synthesis.SynthesisData;
import dev.resplat.train.synthesis.SynthesisModel;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How {@link LightField} is trained; {@code configs/lightfield-mini.yaml} explains the values.
 *
 * @param model {@value #MODEL}
 * @param network what is trained
 * @param start weights of the same network to begin with: {@value #MODEL} for those that come with
 *     the program, a {@code best.safetensors}, or the directory of a run; empty for random ones
 * @param data what it learns from
 * @param loss what is made small
 * @param optimizer how weights are improved
 * @param schedule the learning rate
 * @param steps how many there are
 * @param evaluateEvery steps between two evaluations
 * @param checkpointEvery steps between two checkpoints
 * @param checkpointSeconds seconds after which there is one, too
 * @param seed of weights and examples
 */
public record LightFieldConfig(
        String model,
        LightFieldNetwork network,
        String start,
        SynthesisData data,
        LossConfig loss,
        OptimizerConfig optimizer,
        RateConfig schedule,
        int steps,
        int evaluateEvery,
        int checkpointEvery,
        double checkpointSeconds,
        long seed)
        implements SynthesisConfig {
    /** The name of the model. */
    public static final String MODEL = "lightfield";

    public LightFieldConfig {
        SynthesisConfig.require(
                steps, evaluateEvery, checkpointEvery, checkpointSeconds, data, network.multiple());
    }

    @Override
    public int multiple() {
        return network.multiple();
    }

    @Override
    public boolean makesSplats() {
        return false;
    }

    @Override
    public SynthesisModel make(RandomStream random, Device device) {
        return new LightField(random, device, network);
    }

    @Override
    public Optional<Consumer<SynthesisModel>> beginning() {
        return StartWeights.beginning("start", start, MODEL, SynthesisModel::parameters);
    }
}
