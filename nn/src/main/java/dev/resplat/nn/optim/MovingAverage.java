package dev.resplat.nn.optim;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An exponential moving average of parameters, which often predicts better than the parameters
 * themselves (Polyak and Juditsky 1992). It belongs to the scope in which it was made.
 */
public final class MovingAverage {
    private final Map<String, Var> parameters;
    private final Map<String, Tensor> averages = new LinkedHashMap<>();
    private final double decay;

    /**
     * Starts at the present values.
     *
     * @param decay fraction of the average kept at each update, in [0, 1)
     */
    public MovingAverage(Map<String, Var> parameters, double decay) {
        Require.in("decay", decay, 0, 1);
        this.parameters = parameters;
        this.decay = decay;
        parameters.forEach((name, p) -> averages.put(name, p.value().add(0)));
    }

    /** Takes in the present values: {@code average = decay average + (1 - decay) value}. */
    public void update() {
        parameters.forEach(
                (name, p) ->
                        p.device()
                                .kernels(OptimizerKernels.class)
                                .movingAverage(
                                        decay,
                                        averages.get(name).buffer(),
                                        p.value().buffer(),
                                        p.shape().size()));
    }

    /** The averages as named arrays, to be loaded into a model or stored. */
    public Map<String, HostArray> state() {
        return StateDict.of(averages);
    }

    /**
     * Continues where {@link #state} was taken.
     *
     * @throws IllegalArgumentException when an average is missing or has another shape; nothing has
     *     been changed then
     */
    public void restore(Map<String, HostArray> state) {
        StateDict.restore("moving average", averages, state);
    }
}
