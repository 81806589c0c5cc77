package dev.resplat.train.synthesis;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.optim.Adam;
import dev.resplat.nn.optim.MovingAverage;
import dev.resplat.nn.optim.Optimizer;
import dev.resplat.nn.optim.Schedule;
import dev.resplat.nn.vision.Lpips;
import dev.resplat.splat.Camera;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.image.Image;
import dev.resplat.train.loop.LearnedFrom;
import dev.resplat.train.loop.MicroBatches;
import dev.resplat.train.loop.Numbers;
import dev.resplat.train.loop.Results;
import dev.resplat.train.loop.Score;
import dev.resplat.train.loop.TrainedModel;
import dev.resplat.train.loop.Trainee;
import dev.resplat.train.metrics.Perceptual;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.ExampleLoader;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ViewData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Trains a model of new views on examples of scenes: it is given context views, and errors of what
 * it renders of the targets are made small.
 *
 * <p>It belongs to the scope in which it was made.
 */
public final class SynthesisTraining implements Trainee {
    /** What is in a checkpoint beside weights and {@link LearnedFrom}: what was seen. */
    private static final String SEEN = "seen";

    /** Batches that wait. */
    private static final int AHEAD = 4;

    /** Seeds of passes of different steps and examples. */
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final SynthesisConfig config;
    private final Device device;
    private final Examples examples;
    private final HeldOutScenes heldOut;
    private final int threads;
    private final SynthesisModel model;
    private final SynthesisModel averaged;
    private final TrainedModel trained;
    private final SynthesisObjective objective;
    private final List<Schedule> rates;
    private Optional<HostArray> seenBefore = Optional.empty();
    private ExampleLoader loader;
    private int nextStep;

    /**
     * Finds the scenes and what else comes from files, and tries them.
     *
     * @param data scenes; without it, they are made
     * @return what makes the training
     * @throws UserMistake when the folder has no such scenes, weights are not in their files, or
     *     the configuration says what cannot be meant
     */
    public static Function<Device, SynthesisTraining> prepare(
            SynthesisConfig config, DataChoice data, Consumer<String> notes) {
        ViewData views = ViewData.open(data, config.seed(), config.data().views(), notes);
        examples(config, views).example(0);
        try (Scope scope = Scope.open()) {
            lpips(config, Devices.find("reference"));
            config.check(notes);
            config.beginning()
                    .ifPresent(
                            begin ->
                                    begin.accept(
                                            config.make(
                                                    new RandomStream(config.seed()),
                                                    Devices.cpu())));
        }
        return device -> new SynthesisTraining(config, device, views, data.threads());
    }

    private static Examples examples(SynthesisConfig config, ViewData views) {
        SynthesisData data = config.data();
        return new Examples(
                views.training(),
                step -> data.examples(config.seed(), step),
                data.batch(),
                config.seed(),
                views.damage());
    }

    SynthesisTraining(SynthesisConfig config, Device device, ViewData views, int threads) {
        this.config = config;
        this.device = device;
        this.threads = threads;
        examples = examples(config, views);
        heldOut = new HeldOutScenes(views, config.data());
        model = config.make(new RandomStream(config.seed()), device);
        averaged = config.make(new RandomStream(config.seed()), device);
        config.beginning().ifPresent(begin -> begin.accept(model));
        List<SynthesisConfig.Group> groups = config.groups(model);
        rates = groups.stream().map(SynthesisConfig.Group::rates).toList();
        Optimizer[] optimizers =
                groups.stream()
                        .map(group -> new Adam(group.parameters(), config.optimizer().adam()))
                        .toArray(Optimizer[]::new);
        trained =
                TrainedModel.of(model, optimizers)
                        .with(new MovingAverage(model.parameters(), config.optimizer().average()));
        objective = new SynthesisObjective(config.loss(), lpips(config, device));
    }

    private static Optional<Lpips> lpips(SynthesisConfig config, Device device) {
        String file = config.loss().perceptual().lpips();
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(Perceptual.read(Path.of(file), device).layer());
    }

    // ---- Learning --------------------------------------------------------------------------

    @Override
    public Numbers step(int step) {
        if (loader == null || step != nextStep) {
            open(step);
        }
        nextStep = step + 1;
        List<Example> batch = seen(loader.next().examples(), step);
        int parts = config.data().microBatches();
        int size = batch.size() / parts;
        try (Scope scope = Scope.open()) {
            MicroBatches.Sum sum =
                    MicroBatches.of(
                            device, model, parts, part -> loss(batch, part * size, size, step));
            return trained.improve(
                    sum.loss(),
                    sum.gradients(),
                    config.optimizer().largestNorm(),
                    rates.stream().mapToDouble(schedule -> schedule.at(step)).toArray());
        }
    }

    private void open(int step) {
        close();
        loader = new ExampleLoader(examples, new ExampleLoader.Config(threads, AHEAD), step);
        seenBefore.ifPresent(loader.monitor()::restore);
    }

    /** With as many context views as the step is for. */
    private List<Example> seen(List<Example> examples, int step) {
        int count = config.data().contextViews(config.seed(), step);
        return examples.stream().map(example -> example.withContext(count)).toList();
    }

    /** The mean loss of some of the examples of a step. */
    private Var loss(List<Example> all, int from, int count, int step) {
        Batch batch = Batch.of(all.subList(from, from + count));
        long seed = config.seed() + GOLDEN * ((long) step * all.size() + from + 1);
        SynthesisModel.Pass pass = new SynthesisModel.Pass(seed, step, true);
        SynthesisModel.Scenes scenes = model.look(ContextViews.of(batch, device), pass);
        Tensor targets = batch.targets(device);
        int last = scenes.depth();
        Var sum = null;
        int views = 0;
        for (int b = 0; b < count; b++) {
            Example example = batch.examples().get(b);
            Tensor own = target(targets, b);
            for (int t = 0; t < example.targets().size(); t++) {
                Camera camera = example.targets().get(t).camera();
                Tensor target = target(own, t);
                for (int depth = 0; depth <= last; depth++) {
                    double weight = config.weight(depth, last);
                    if (weight > 0) {
                        SynthesisModel.Rendered rendered = scenes.render(depth, b, camera);
                        Var loss =
                                objective
                                        .of(rendered, target, example.near(), example.far(), step)
                                        .mul(weight);
                        sum = sum == null ? loss : sum.add(loss);
                    }
                }
                views++;
            }
        }
        Var loss = sum.div(views);
        double weight = config.loss().depth().at(step);
        if (weight > 0 && batch.depth() != null) {
            // What nothing is learned about any more would only add to the numbers of the log.
            Optional<Var> misfit = scenes.depthMisfit(batch.contextDepth());
            loss = plus(loss, weight, misfit.filter(Var::needsGrad));
        }
        return config.recurrence() > 0 ? plus(loss, config.recurrence(), scenes.changes()) : loss;
    }

    private static Var plus(Var loss, double weight, Optional<Var> term) {
        return term.map(more -> loss.add(more.mul(weight))).orElse(loss);
    }

    /** One of the first axis. */
    private static Tensor target(Tensor all, int index) {
        int[] dims = all.shape().dims();
        return Arranging.slice(all, 0, index, index + 1)
                .reshape(Arrays.copyOfRange(dims, 1, dims.length));
    }

    // ---- Looking ---------------------------------------------------------------------------

    @Override
    public Score score() {
        return new Score("psnr", "dB");
    }

    @Override
    public Numbers evaluate(int step) {
        StateDict.load(averaged, weights(), StateDict.Fit.EXACT);
        return heldOut.look(averaged, device);
    }

    @Override
    public Map<String, Double> figures(double seconds) {
        return loader == null ? Map.of() : loader.monitor().figures(seconds);
    }

    // ---- Keeping ---------------------------------------------------------------------------

    @Override
    public TrainedModel trained() {
        return trained;
    }

    @Override
    public Optional<LearnedFrom> learnsFrom() {
        return Optional.of(
                new LearnedFrom("scenes", examples.source().name(), heldOut.fingerprint()));
    }

    @Override
    public Map<String, HostArray> state() {
        Map<String, HostArray> state = Trainee.super.state();
        if (loader != null) {
            state.put(SEEN, loader.monitor().state());
        } else {
            seenBefore.ifPresent(seen -> state.put(SEEN, seen));
        }
        return state;
    }

    @Override
    public void restore(Map<String, HostArray> before) {
        Trainee.super.restore(before);
        seenBefore = Optional.ofNullable(before.get(SEEN));
    }

    @Override
    public String advice() {
        return config.advice();
    }

    @Override
    public void close() {
        if (loader != null) {
            loader.close();
            loader = null;
        }
    }

    @Override
    public Results results(Map<String, HostArray> best) {
        StateDict.load(averaged, best, StateDict.Fit.EXACT);
        Results results =
                new Results("%s, trained".formatted(config.model()))
                        .fact("weights", model.parameterCount())
                        .fact("scenes", examples.source().name())
                        .metric("parameters", model.parameterCount())
                        .metric("scenes", examples.source().name());
        if (loader != null) {
            loader.monitor().describe(results);
        }
        heldOut.show(averaged, device, results);
        return results;
    }

    /** For previews in a terminal. */
    static Image image(Tensor colors) {
        return new Image(colors.shape().dim(1), colors.shape().dim(0), colors.toFloats());
    }
}
