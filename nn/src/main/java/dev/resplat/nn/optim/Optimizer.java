package dev.resplat.nn.optim;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.ArraySource;
import dev.resplat.tensor.io.HostArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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

    /** The same as {@link #state}, each array copied only when it is its turn to be written. */
    public final Map<String, ArraySource> sources() {
        return StateDict.sources(memories());
    }

    /**
     * Puts a parameter in the place of the one of this name, whose shape may have been another.
     * What is remembered belongs to the innermost open scope then.
     *
     * @param memory what each memory of the old one becomes for the new one: another tensor, after
     *     which the old is freed
     * @throws IllegalArgumentException when there is none of this name, or a memory does not have
     *     the shape of the parameter
     */
    public final void replace(String name, Var parameter, UnaryOperator<Tensor> memory) {
        Slot old = slots.get(name);
        if (old == null) {
            throw new IllegalArgumentException(
                    "no parameter " + name + ", there are " + slots.keySet());
        }
        Map<String, Tensor> state = new LinkedHashMap<>();
        old.state.forEach(
                (kind, remembered) -> {
                    Tensor tensor = memory.apply(remembered);
                    if (!tensor.shape().equals(parameter.shape())) {
                        throw new IllegalArgumentException(
                                "%s of %s is %s, the parameter %s"
                                        .formatted(kind, name, tensor, parameter.shape()));
                    }
                    state.put(kind, tensor);
                    remembered.free();
                });
        slots.put(name, new Slot(parameter, state));
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
