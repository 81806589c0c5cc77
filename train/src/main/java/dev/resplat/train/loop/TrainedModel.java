package dev.resplat.train.loop;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.optim.GradientClip;
import dev.resplat.nn.optim.MovingAverage;
import dev.resplat.nn.optim.Optimizer;
import dev.resplat.tensor.io.HostArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model, the optimizers that improve it and, if there is one, the moving average of its
 * parameters: improved together by a step, stored together in a checkpoint.
 *
 * <p>The state is named {@code model.NAME}, {@code optimizer0.NAME}, {@code optimizer0.steps} and
 * {@code average.NAME}. An optimizer counts its steps itself, because those that were skipped are
 * none.
 */
public final class TrainedModel {
    private static final String MODEL = "model.";
    private static final String AVERAGE = "average.";
    private static final String LOSS = "loss";
    private static final String STEPS = "steps";

    private final Layer model;
    private final Optional<MovingAverage> average;
    private final List<Optimizer> optimizers;

    private TrainedModel(Layer model, Optional<MovingAverage> average, List<Optimizer> optimizers) {
        this.model = model;
        this.average = average;
        this.optimizers = optimizers;
    }

    /** Of a model and the optimizers of its parameters, mostly one. */
    public static TrainedModel of(Layer model, Optimizer... optimizers) {
        return new TrainedModel(model, Optional.empty(), List.of(optimizers));
    }

    /** The same with an average of {@code model.parameters()}. */
    public TrainedModel with(MovingAverage average) {
        return new TrainedModel(model, Optional.of(average), optimizers);
    }

    /**
     * Improves the model, unless the loss or the norm of the gradients is not finite.
     *
     * @param loss of the parameters
     * @param largestNorm to which the gradients are scaled if theirs is larger; may be infinite
     * @param rates the learning rate of each optimizer; one whose rate is 0 rests
     * @return {@code loss}, {@code gradientNorm} before it was made smaller, {@code learningRate}:
     *     the largest
     */
    public Numbers improve(Var loss, double largestNorm, double... rates) {
        double value = loss.value().item();
        if (!Double.isFinite(value)) {
            return Numbers.of(LOSS, value);
        }
        return improve(value, loss.backward(), largestNorm, rates);
    }

    /** The same for gradients that are there already, as the sum of those of several batches. */
    public Numbers improve(double loss, Gradients gradients, double largestNorm, double... rates) {
        double norm = GradientClip.byNorm(gradients, largestNorm);
        if (Double.isFinite(loss) && Double.isFinite(norm)) {
            for (int i = 0; i < optimizers.size(); i++) {
                if (rates[i] > 0) {
                    optimizers.get(i).step(gradients, rates[i]);
                }
            }
            average.ifPresent(MovingAverage::update);
        }
        double rate = Arrays.stream(rates).max().orElseThrow();
        return Numbers.of(LOSS, loss).and("gradientNorm", norm).and("learningRate", rate);
    }

    /**
     * What people load: averages where there are some, else the parameters; and the buffers. A
     * trainee with averages evaluates a second model that has been {@linkplain StateDict#load
     * given} these.
     */
    public Map<String, HostArray> weights() {
        Map<String, HostArray> weights = StateDict.of(model);
        average.ifPresent(a -> weights.putAll(a.state()));
        return weights;
    }

    /**
     * Checks that arrays are {@link #weights} of such a model.
     *
     * @throws IllegalArgumentException saying what does not fit
     */
    public void checkFits(Map<String, HostArray> weights) {
        StateDict.Report report = StateDict.compare(model, weights);
        if (!report.exact()) {
            throw new IllegalArgumentException("weights do not fit the model: " + report);
        }
    }

    /** A copy of everything. */
    public Map<String, HostArray> state() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        put(MODEL, StateDict.of(model), state);
        average.ifPresent(a -> put(AVERAGE, a.state(), state));
        for (int i = 0; i < optimizers.size(); i++) {
            put(optimizer(i), optimizers.get(i).state(), state);
            long[] steps = {optimizers.get(i).steps()};
            state.put(optimizer(i) + STEPS, HostArray.of(steps));
        }
        return state;
    }

    /**
     * Goes on from a {@link #state}.
     *
     * @throws IllegalArgumentException when an array is missing or has another shape
     */
    public void restore(Map<String, HostArray> state) {
        StateDict.load(model, part(MODEL, state), StateDict.Fit.EXACT);
        average.ifPresent(a -> a.restore(part(AVERAGE, state)));
        for (int i = 0; i < optimizers.size(); i++) {
            optimizers
                    .get(i)
                    .restore(steps(optimizer(i) + STEPS, state), part(optimizer(i), state));
        }
    }

    private static int steps(String name, Map<String, HostArray> state) {
        HostArray steps = state.get(name);
        if (steps == null || steps.size() != 1) {
            throw new IllegalArgumentException("the state lacks " + name);
        }
        return steps.toInts()[0];
    }

    private static String optimizer(int index) {
        return "optimizer" + index + ".";
    }

    /** Adds arrays with a prefix to their names. */
    static void put(String prefix, Map<String, HostArray> part, Map<String, HostArray> all) {
        part.forEach((name, array) -> all.put(prefix + name, array));
    }

    /** The arrays whose names begin so, under what comes after that. */
    static Map<String, HostArray> part(String prefix, Map<String, HostArray> all) {
        Map<String, HostArray> part = new LinkedHashMap<>();
        all.forEach(
                (name, array) -> {
                    if (name.startsWith(prefix)) {
                        part.put(name.substring(prefix.length()), array);
                    }
                });
        return part;
    }
}
