package dev.resplat.train.resplat;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.loop.OptimizerConfig;
import dev.resplat.train.loop.RateConfig;
import dev.resplat.train.synthesis.LossConfig;
import dev.resplat.train.synthesis.StartWeights;
import dev.resplat.train.synthesis.SynthesisConfig;
import dev.resplat.train.synthesis.SynthesisData;
import dev.resplat.train.synthesis.SynthesisModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How {@link Resplat} is trained; {@code configs/resplat-mini.yaml} explains the values.
 *
 * @param model {@value #MODEL}
 * @param network what is trained
 * @param refinement how its recurrent part is
 * @param data what it learns from
 * @param loss what is made small
 * @param optimizer how weights are improved
 * @param schedule the learning rate of the first splats
 * @param steps how many there are
 * @param evaluateEvery steps between two evaluations
 * @param checkpointEvery steps between two checkpoints
 * @param checkpointSeconds seconds after which there is one, too
 * @param seed of weights, examples and how often they are refined
 */
public record ResplatConfig(
        String model,
        ResplatNetwork network,
        RefinementConfig refinement,
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
    public static final String MODEL = "resplat";

    public ResplatConfig {
        SynthesisConfig.require(
                steps, evaluateEvery, checkpointEvery, checkpointSeconds, data, network.multiple());
    }

    @Override
    public int multiple() {
        return network.multiple();
    }

    @Override
    public SynthesisModel make(RandomStream random, Device device) {
        RefinementSteps often = new RefinementSteps(refinement, seed);
        return new Resplat(random, device, network, trunk(device), often);
    }

    /** What errors of features are of; none where they are not used. */
    private RenderFeatures trunk(Device device) {
        ResplatNetwork.UpdateConfig update = network.update();
        if (!update.features()) {
            return null;
        }
        return update.trunk().isEmpty()
                ? RenderFeatures.builtIn(device)
                : RenderFeatures.read(Path.of(update.trunk()), device);
    }

    @Override
    public void check(Consumer<String> notes) {
        try (Scope scope = Scope.open()) {
            trunk(Devices.cpu());
        }
        if (refinement.first() == 0 && refinement.start().isEmpty()) {
            throw new UserMistake(
                    "refinement.stages begin at step 0, so first splats are never learned: let them"
                            + " begin later, or take those of other weights with"
                            + " refinement.start=RUN");
        }
        if (!refinement.stages().isEmpty() && refinement.first() >= steps) {
            notes.accept(
                    "refinement.stages begin at step %d, after all %d steps: only first splats are learned"
                            .formatted(refinement.first(), steps));
        }
        tellOtherNetwork(
                "refinement.start",
                refinement.start(),
                List.of("update."),
                "its first splats were learned with %s, here they are made otherwise",
                notes);
        tellOtherNetwork(
                "refinement.startUpdate",
                refinement.startUpdate(),
                List.of("stereo.", "points."),
                "what refines them was learned with %s, here it works otherwise",
                notes);
    }

    /**
     * What has no weights, such as how many views are compared, goes unnoticed otherwise.
     *
     * @param elsewhere parts of the network that are not taken
     */
    private void tellOtherNetwork(
            String key, String start, List<String> elsewhere, String what, Consumer<String> notes) {
        if (start.isEmpty()) {
            return;
        }
        ResplatConfig before = StartWeights.config(key, start, MODEL, ResplatConfig.class);
        List<String> others =
                Config.changes(before.network, network).entrySet().stream()
                        .filter(other -> elsewhere.stream().noneMatch(other.getKey()::startsWith))
                        .filter(other -> !other.getKey().equals("checkpoint"))
                        .map(other -> "network.%s=%s".formatted(other.getKey(), other.getValue()))
                        .toList();
        if (!others.isEmpty()) {
            notes.accept(
                    "%s=%s: ".formatted(key, start) + what.formatted(String.join(" ", others)));
        }
    }

    /** {@inheritDoc} First splats have a rate, and what refines them another. */
    @Override
    public String advice() {
        return "%s; while it refines, refinement.schedule.rate below %s"
                .formatted(schedule.advice(), refinement.schedule().rate());
    }

    @Override
    public Optional<Consumer<SynthesisModel>> beginning() {
        return Stream.of(
                        beginning("refinement.start", refinement.start(), false),
                        beginning("refinement.startUpdate", refinement.startUpdate(), true))
                .flatMap(Optional::stream)
                .reduce(Consumer::andThen);
    }

    private static Optional<Consumer<SynthesisModel>> beginning(
            String key, String name, boolean recurrent) {
        return StartWeights.beginning(
                key, name, MODEL, model -> ((Resplat) model).parameters(recurrent));
    }

    @Override
    public int depth() {
        return refinement.depth();
    }

    @Override
    public double weight(int depth, int last) {
        return refinement.weight(depth, last);
    }

    @Override
    public List<Group> groups(SynthesisModel model) {
        Resplat resplat = (Resplat) model;
        return List.of(
                new Group(resplat.parameters(false), refinement.before(schedule, steps)),
                new Group(resplat.parameters(true), refinement.rates(steps)));
    }

    @Override
    public double recurrence() {
        return refinement.recurrence();
    }

    @Override
    public List<String> mayChange() {
        return List.of("schedule.*", "refinement.schedule.*");
    }
}
