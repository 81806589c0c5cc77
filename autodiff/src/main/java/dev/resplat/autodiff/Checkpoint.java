package dev.resplat.autodiff;

import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Trades time for memory (Chen et al. 2016, "Training deep nets with sublinear memory cost"): the
 * intermediate results of a block are freed after the forward pass and computed again when the
 * backward pass needs them.
 */
public final class Checkpoint {
    private Checkpoint() {}

    /**
     * {@code block(inputs)}, remembering only inputs and output. Gradients flow to the inputs and
     * to every older variable, such as a parameter, that the block uses.
     *
     * @param block a pure function of its arguments, as it runs twice: random numbers it needs are
     *     drawn outside
     */
    public static Var of(Function<Var[], Var> block, Var... inputs) {
        List<Var> parents = new ArrayList<>(List.of(inputs));
        Tensor value;
        try (Scope scope = Scope.open()) {
            long before = Var.newest();
            Var output = block.apply(copies(inputs));
            for (Var used : Graph.ancestors(output, before)) {
                if (used.serial() <= before) {
                    parents.add(used);
                }
            }
            Tensor made = output.value();
            value = scope.keep(scope.owns(made) ? made : made.alias());
        }
        return Var.of("checkpoint", value, parents, g -> backward(block, inputs, parents, g));
    }

    private static Tensor[] backward(
            Function<Var[], Var> block, Var[] inputs, List<Var> parents, Tensor grad) {
        long before = Var.newest();
        Var[] copies = copies(inputs);
        Gradients gradients = Gradients.of(block.apply(copies), grad, before);
        Tensor[] result = new Tensor[parents.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = gradients.of(i < inputs.length ? copies[i] : parents.get(i));
        }
        return result;
    }

    /** Fresh ends for the graph of the block, so that it does not reach beyond its inputs. */
    private static Var[] copies(Var[] inputs) {
        Var[] copies = new Var[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            Tensor value = inputs[i].value();
            copies[i] = inputs[i].needsGrad() ? Var.parameter(value) : Var.constant(value);
        }
        return copies;
    }
}
