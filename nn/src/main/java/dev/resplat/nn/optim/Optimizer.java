package dev.resplat.nn.optim;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes parameters in place, a step at a time, so that a loss becomes smaller.
 *
 * <p>Optimizers are all that changes parameters in training. What they remember between steps
 * belongs to the scope in which they were made.
 */
public abstract class Optimizer {
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private int steps;

    /** For these parameters, remembering {@code memories} tensors of zeros for each. */
    Optimizer(Map<String, Var> parameters, List<String> memories) {
        parameters.forEach(
                (name, parameter) -> {
                    Map<String, Tensor> state = new LinkedHashMap<>();
                    for (String memory : memories) {
                        state.put(memory, Tensor.zeros(parameter.device(), parameter.shape()));
                    }
                    slots.put(name, new Slot(parameter, state));
                });
    }

    /** A parameter and what is remembered of it. */
    record Slot(Var parameter, Map<String, Tensor> state) {
        Device device() {
            return parameter.device();
        }

        OptimizerKernels kernels() {
            return device().kernels(OptimizerKernels.class);
        }

        int size() {
            return parameter.shape().size();
        }
    }

    /**
     * Improves every parameter.
     *
     * @param gradients of the loss
     * @param learningRate the size of this step
     * @throws IllegalStateException when the loss depends on none of the parameters
     */
    public final void step(Gradients gradients, double learningRate) {
        if (slots.values().stream().noneMatch(slot -> gradients.reaches(slot.parameter))) {
            throw new IllegalStateException(
                    "step: the loss depends on none of the " + slots.size() + " parameters");
        }
        steps++;
        for (Slot slot : slots.values()) {
            update(slot, gradients.of(slot.parameter), learningRate, steps);
        }
    }

    /** Improves one parameter; {@code t} counts steps from one. */
    abstract void update(Slot slot, Tensor grad, double learningRate, int t);

    /** The number of steps made. */
    public final int steps() {
        return steps;
    }

    /** Forgets everything, as if no step had been made: for parameters that have been replaced. */
    public final void reset() {
        steps = 0;
        for (Tensor memory : memories().values()) {
            memory.device()
                    .kernels(ElementwiseKernels.class)
                    .fill(memory.buffer(), 0, memory.shape().size());
        }
    }

    /** A copy of everything remembered, named {@code parameter.memory}, for a checkpoint. */
    public final Map<String, HostArray> state() {
        return StateDict.of(memories());
    }

    /**
     * Continues where a checkpoint left off.
     *
     * @param steps number of steps made until then
     * @param state what {@link #state} returned
     * @throws IllegalArgumentException when a memory is missing or has another shape; nothing has
     *     been changed then
     */
    public final void restore(int steps, Map<String, HostArray> state) {
        StateDict.restore("optimizer state", memories(), state);
        this.steps = steps;
    }

    /** Everything remembered, by the name {@code parameter.memory}. */
    private Map<String, Tensor> memories() {
        Map<String, Tensor> memories = new LinkedHashMap<>();
        slots.forEach(
                (name, slot) ->
                        slot.state.forEach(
                                (memory, tensor) -> memories.put(name + "." + memory, tensor)));
        return memories;
    }
}
