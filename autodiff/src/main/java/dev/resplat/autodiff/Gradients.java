package dev.resplat.autodiff;

import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.UnaryOperator;

/**
 * The gradients of one loss with respect to the parameters it was made from.
 *
 * <p>They belong to the scope in which {@link Var#backward} was called. Gradients of intermediate
 * results are freed as soon as they have been passed on.
 */
public final class Gradients {
    private static final Comparator<Var> NEWEST_FIRST =
            (a, b) -> Long.compare(b.serial(), a.serial());

    /**
     * In the order in which they were reached, so that sums over them have the same bits every
     * time.
     */
    private final Map<Var, Tensor> gradients = new LinkedHashMap<>();

    private Gradients() {}

    /**
     * Gradients that have been computed in another way, as the sums of those of several batches.
     * Their order is that of the map.
     *
     * @throws ShapeException when one has not the shape of its parameter
     */
    public static Gradients of(Map<Var, Tensor> gradients) {
        Gradients result = new Gradients();
        gradients.forEach(
                (parameter, gradient) -> {
                    if (!gradient.shape().equals(parameter.shape())) {
                        throw new ShapeException(
                                "gradients: a gradient is %s, its %s is %s"
                                        .formatted(gradient.shape(), parameter, parameter.shape()));
                    }
                    result.gradients.put(parameter, gradient);
                });
        return result;
    }

    /** The gradient with respect to a parameter; zeros when the loss does not depend on it. */
    public Tensor of(Var parameter) {
        Tensor gradient = gradients.get(parameter);
        // Zeros are not remembered: they belong to the scope of whoever asks, not to that of these.
        return gradient != null ? gradient : Tensor.zeros(parameter.device(), parameter.shape());
    }

    /** Whether the loss depends on the parameter. */
    public boolean reaches(Var parameter) {
        return gradients.containsKey(parameter);
    }

    /** Every gradient there is. */
    public Collection<Tensor> all() {
        return Collections.unmodifiableCollection(gradients.values());
    }

    /** Replaces every gradient, as clipping does. */
    public void replaceAll(UnaryOperator<Tensor> function) {
        gradients.replaceAll(
                (parameter, old) -> {
                    Tensor replaced = function.apply(old);
                    if (replaced != old) {
                        old.free();
                    }
                    return replaced;
                });
    }

    /**
     * Reverse-mode differentiation. Results are visited newest first: as arguments are older than
     * results, a gradient is complete when its turn comes.
     *
     * @param seed the gradient of the loss with respect to {@code output}
     * @param boundary variables numbered up to this are treated as parameters
     */
    static Gradients of(Var output, Tensor seed, long boundary) {
        if (!seed.shape().equals(output.shape())) {
            throw new ShapeException(
                    "backward: seed must be " + output.shape() + ", is " + seed.shape());
        }
        if (seed.type() != ElementType.REAL) {
            throw new IllegalArgumentException("backward: seed must be real, is " + seed);
        }
        Gradients result = new Gradients();
        if (output.needsGrad()) {
            result.walk(output, seed, boundary);
        }
        return result;
    }

    private void walk(Var output, Tensor seed, long boundary) {
        PriorityQueue<Var> pending = new PriorityQueue<>(NEWEST_FIRST);
        gradients.put(output, seed.alias());
        pending.add(output);
        while (!pending.isEmpty()) {
            Var v = pending.poll();
            if (!v.isLeaf() && v.serial() > boundary) {
                Tensor grad = gradients.remove(v);
                for (Var.Arrow arrow : v.arrows()) {
                    spread(v, arrow, grad, pending);
                }
                grad.free();
            }
        }
    }

    /** Computes gradients of arguments in a scope of their own and adds them to what is there. */
    private void spread(Var result, Var.Arrow arrow, Tensor grad, PriorityQueue<Var> pending) {
        try (Scope scope = Scope.open()) {
            if (arrow instanceof Var.Edge edge) {
                accumulate(result, edge.parent(), edge.vjp().apply(grad), scope, pending);
            } else if (arrow instanceof Var.Joint joint) {
                Tensor[] grads = joint.vjp().apply(grad);
                for (int i = 0; i < grads.length; i++) {
                    Var parent = joint.parents().get(i);
                    if (parent.needsGrad()) {
                        accumulate(result, parent, grads[i], scope, pending);
                    }
                }
            }
        }
    }

    private void accumulate(
            Var result, Var parent, Tensor grad, Scope scope, PriorityQueue<Var> pending) {
        checkShape(result, parent, grad);
        Tensor before = gradients.get(parent);
        Tensor total = before == null ? grad : before.add(grad);
        // What was handed through or captured belongs to others: share it instead of taking it.
        gradients.put(parent, scope.keep(scope.owns(total) ? total : total.alias()));
        if (before == null) {
            pending.add(parent);
        } else {
            before.free();
        }
    }

    private static void checkShape(Var result, Var parent, Tensor grad) {
        if (!grad.shape().equals(parent.shape())) {
            throw new ShapeException(
                    "backward of "
                            + result.op()
                            + ": a gradient is "
                            + grad.shape()
                            + ", its argument "
                            + parent
                            + " is "
                            + parent.shape());
        }
    }
}
