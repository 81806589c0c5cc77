package dev.resplat.train.trunk;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Mode;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.optim.Adam;
import dev.resplat.nn.optim.MovingAverage;
import dev.resplat.nn.optim.Schedule;
import dev.resplat.nn.vision.ResNet;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.data.Draws;
import dev.resplat.train.loop.DataMonitor;
import dev.resplat.train.loop.LearnedFrom;
import dev.resplat.train.loop.MicroBatches;
import dev.resplat.train.loop.Numbers;
import dev.resplat.train.loop.Results;
import dev.resplat.train.loop.Score;
import dev.resplat.train.loop.TrainedModel;
import dev.resplat.train.loop.Trainee;
import dev.resplat.train.resplat.RenderFeatures;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.ViewData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Trains the network whose {@linkplain RenderFeatures features} tell renders from images, without
 * labels that people made: from a window of a view that was made worse, as renders of wrong splats
 * are, it is to tell the depths, normals and edges of depth of what the view shows.
 *
 * <p>Why this: who tells depth and normals must see structures and where they are, and where these
 * are blurred, displaced or covered, what is seen differs, the more so the worse it is; and as
 * colours do not tell depth, other colours matter less than other structures. The answers are known
 * of every pixel of scenes that the program makes, and need one image and one pass, no pairs, no
 * momentum and no large batches. To undo what was done was tried, too: the network learned next to
 * nothing of it (0.1 percent of the squares), or, with a decoder that reads the first convolution,
 * distances of its features told strengths worse.
 *
 * <p>The decoder is thrown away in the end: {@link #weights} are those of the trunk. It belongs to
 * the scope in which it was made.
 */
public final class TrunkTraining implements Trainee {
    private static final String FIRST = "conv1.weight";
    private static final String MEAN = "bn1.running_mean";
    private static final String VARIANCE = "bn1.running_var";

    private final TrunkConfig config;
    private final Device device;
    private final Views views;
    private final DataMonitor monitor;
    private final HeldOutWindows heldOut;
    private final TrunkModel model;
    private final TrunkModel averaged;
    private final ResNet frozen;
    private final TrainedModel trained;
    private final Schedule schedule;

    /**
     * Finds the scenes and tries them.
     *
     * @param data scenes; without it, they are made
     * @return what makes the training
     * @throws UserMistake when the folder has no scenes
     */
    public static Function<Device, TrunkTraining> prepare(
            TrunkConfig config, DataChoice data, Consumer<String> notes) {
        ViewData views = ViewData.open(data, config.seed(), config.data().pathViews(), notes);
        int size = config.data().viewSize();
        views.training().training(0, size, size).cameras();
        return device -> new TrunkTraining(config, device, views, data.threads());
    }

    TrunkTraining(TrunkConfig config, Device device, ViewData data, int threads) {
        this.config = config;
        this.device = device;
        views = new Views(data, config.data(), config.seed(), threads);
        monitor = new DataMonitor(views::stallSeconds).count("damaged", views::damaged);
        heldOut = new HeldOutWindows(views.heldOut(), config.degradation(), device);
        model = new TrunkModel(new RandomStream(config.seed()), device, config.network());
        averaged = new TrunkModel(new RandomStream(config.seed()), device, config.network());
        frozen = network();
        trained =
                TrainedModel.of(model, new Adam(model.parameters(), config.optimizer().adam()))
                        .with(new MovingAverage(model.parameters(), config.optimizer().average()));
        schedule = config.schedule().over(config.steps());
    }

    private ResNet network() {
        return RenderFeatures.network(
                new RandomStream(config.seed()), device, config.network().width());
    }

    // ---- Learning --------------------------------------------------------------------------

    @Override
    public Numbers step(int step) {
        List<ViewPixels> present = views.at(step);
        int parts = config.data().microBatches();
        int size = config.data().batch() / parts;
        try (Scope scope = Scope.open()) {
            MicroBatches.Sum sum =
                    MicroBatches.of(
                            device,
                            model,
                            parts,
                            part -> loss(present, (long) step * parts + part, size));
            return trained.improve(
                    sum.loss(),
                    sum.gradients(),
                    config.optimizer().largestNorm(),
                    schedule.at(step));
        }
    }

    /** The mean loss of a part of a batch; windows are made on the thread that learns from them. */
    private Var loss(List<ViewPixels> present, long part, int count) {
        List<Lesson> lessons = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Draws draws = new Draws(config.seed(), Draws.Purpose.DEGRADATIONS, part * count + i);
            ViewPixels view = present.get(draws.below(present.size()));
            lessons.add(Lesson.of(view, config.data().window(), config.degradation(), draws));
        }
        Tensor worse = StrengthOrder.tensor(lessons.stream().map(Lesson::worse).toList(), device);
        Var answer = model.forward(Var.constant(RenderFeatures.normalized(worse)), Mode.TRAINING);
        Var shapes = constant(answer, lessons, lesson -> lesson.shape().values());
        Var weights = constant(answer, lessons, this::weights);
        return Elementwise.square(answer.sub(shapes)).mul(weights).mean();
    }

    /** The number of channels makes up for the mean over all of them. */
    private float[] weights(Lesson lesson) {
        double[] weights = {
            config.loss().depth(),
            config.loss().normals() / 3,
            config.loss().normals() / 3,
            config.loss().normals() / 3,
            config.loss().edges()
        };
        float[] result = lesson.shape().known().clone();
        for (int i = 0; i < result.length; i++) {
            result[i] *= (float) (SurfaceShape.CHANNELS * weights[i % SurfaceShape.CHANNELS]);
        }
        return result;
    }

    /** What lessons know, in the shape of an answer. */
    private Var constant(Var answer, List<Lesson> lessons, Function<Lesson, float[]> what) {
        Shape shape = answer.shape();
        float[] all = new float[shape.size()];
        int at = 0;
        for (Lesson lesson : lessons) {
            float[] values = what.apply(lesson);
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return Var.constant(Tensor.of(device, shape, all));
    }

    // ---- Looking ---------------------------------------------------------------------------

    /** Not the measure of {@link StrengthOrder}, so that no choice of weights favours it. */
    @Override
    public Score score() {
        return new Score("explained", "");
    }

    @Override
    public Numbers evaluate(int step) {
        StateDict.load(averaged, trained.weights(), StateDict.Fit.EXACT);
        Numbers numbers = heldOut.look(averaged);
        StateDict.load(frozen, weights(), StateDict.Fit.EXACT);
        return numbers.and("order", heldOut.order(frozen).get("order"));
    }

    @Override
    public Map<String, Double> figures(double seconds) {
        return monitor.figures(seconds);
    }

    // ---- Keeping ---------------------------------------------------------------------------

    /**
     * Those of the trunk, without what was above. The first convolution is divided by the root of
     * the mean variance of what it makes, so that its features are about as large as the others;
     * the norm behind it makes up for that.
     */
    @Override
    public Map<String, HostArray> weights() {
        Map<String, HostArray> weights = TrunkModel.ofTrunk(trained.weights());
        double variance = 0;
        float[] variances = weights.get(VARIANCE).toFloats();
        for (float v : variances) {
            variance += v / variances.length;
        }
        scale(FIRST, 1 / Math.sqrt(variance), weights);
        scale(MEAN, 1 / Math.sqrt(variance), weights);
        scale(VARIANCE, 1 / variance, weights);
        return weights;
    }

    private static void scale(String name, double factor, Map<String, HostArray> weights) {
        float[] values = weights.get(name).toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (factor * values[i]);
        }
        weights.put(name, HostArray.of(values, weights.get(name).dims()));
    }

    @Override
    public void checkFits(Map<String, HostArray> weights) {
        StateDict.Report report = StateDict.compare(frozen, weights);
        if (!report.exact()) {
            throw new IllegalArgumentException("weights do not fit the trunk: " + report);
        }
    }

    @Override
    public TrainedModel trained() {
        return trained;
    }

    @Override
    public Optional<LearnedFrom> learnsFrom() {
        return Optional.of(new LearnedFrom("scenes", views.name(), heldOut.fingerprint()));
    }

    @Override
    public String advice() {
        return config.schedule().advice();
    }

    @Override
    public void close() {
        views.close();
    }

    @Override
    public Results results(Map<String, HostArray> best) {
        StateDict.load(frozen, best, StateDict.Fit.EXACT);
        Results results =
                new Results("What tells renders from images, trained")
                        .fact("weights", frozen.parameterCount())
                        .fact("scenes", views.name())
                        .metric("parameters", frozen.parameterCount())
                        .metric("scenes", views.name());
        monitor.describe(results);
        heldOut.show(frozen, network(), results);
        return results;
    }
}
