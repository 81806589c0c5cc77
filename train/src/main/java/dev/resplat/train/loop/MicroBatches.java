package dev.resplat.train.loop;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.BufferUpdates;
import dev.resplat.nn.Layer;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.Parcel;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Data-parallel training: a batch in a fixed number of parts, each of which goes forward and
 * backward on one thread.
 *
 * <p>Threads then meet once per step, and not in every kernel; and a thread has the results of one
 * part in its cache, not a part of all results. How many parts there are belongs to the training,
 * not to the machine: gradients are added in the order of the parts, so that bits do not depend on
 * the number of threads. Take a multiple of the usual numbers of cores.
 */
public final class MicroBatches {
    private MicroBatches() {}

    /**
     * The means over the micro-batches of a step.
     *
     * @param loss their mean loss; not finite if one of them is not: then there are no gradients,
     *     and no buffers were moved
     * @param gradients of the mean loss, in the order of the parameters; those of parameters that
     *     no loss depends on are missing
     */
    public record Sum(double loss, Gradients gradients) {}

    /** As {@link #of(Device, Map, int, IntFunction)} with all parameters of a model. */
    public static Sum of(Device device, Layer model, int count, IntFunction<Var> loss) {
        return of(device, model.parameters(), count, loss);
    }

    /**
     * The mean loss of micro-batches and its gradients, which belong to the innermost open scope.
     *
     * <p>The losses are computed at the same time where the {@linkplain Device#concurrently device}
     * allows it, else one after the other. What is to be known beside the loss is written by {@code
     * loss} to arrays, at the number of the micro-batch. {@linkplain BufferUpdates Buffers} that a
     * forward pass moves are moved afterwards, in the order of micro-batches. When one fails, those
     * not yet begun are left out, and the exception of the lowest number is thrown here.
     *
     * @param parameters what gradients are wanted for; what others there are is lost
     * @param count the number of micro-batches
     * @param loss of a micro-batch from its number: it runs in a scope of its own, on any thread,
     *     may read tensors of the caller, and writes none that others see
     */
    public static Sum of(
            Device device, Map<String, Var> parameters, int count, IntFunction<Var> loss) {
        if (count < 1) {
            throw new IllegalArgumentException("there must be a micro-batch, count is " + count);
        }
        Var[] wanted = parameters.values().toArray(Var[]::new);
        Part[] parts = new Part[count];
        try {
            device.concurrently(count, i -> parts[i] = part(wanted, count, loss, i));
            double sum = 0;
            for (Part part : parts) {
                sum += part.loss;
            }
            if (!Double.isFinite(sum)) {
                return new Sum(sum / count, Gradients.of(Map.of()));
            }
            for (Part part : parts) {
                part.updates.apply();
            }
            return new Sum(sum / count, Gradients.of(sums(wanted, parts)));
        } finally {
            for (Part part : parts) {
                if (part != null) {
                    part.parcel.close();
                }
            }
        }
    }

    /**
     * What has come of a micro-batch.
     *
     * @param reached which of the parameters the loss depends on
     * @param parcel their gradients, divided by the number of micro-batches
     */
    private record Part(double loss, BufferUpdates updates, boolean[] reached, Parcel parcel) {}

    private static Part part(Var[] wanted, int count, IntFunction<Var> loss, int i) {
        try (Scope scope = Scope.open();
                BufferUpdates updates = BufferUpdates.record()) {
            Var output = loss.apply(i);
            double value = output.value().item();
            boolean[] reached = new boolean[wanted.length];
            List<Tensor> found = new ArrayList<>();
            if (Double.isFinite(value)) {
                Tensor share = Tensor.full(output.device(), output.shape(), 1.0 / count);
                Gradients gradients = output.backward(share);
                for (int p = 0; p < wanted.length; p++) {
                    reached[p] = gradients.reaches(wanted[p]);
                    if (reached[p]) {
                        found.add(gradients.of(wanted[p]));
                    }
                }
            }
            return new Part(value, updates, reached, Parcel.of(found));
        }
    }

    /** Adds in the order of the micro-batches, parameter by parameter. */
    private static Map<Var, Tensor> sums(Var[] wanted, Part[] parts) {
        try (Scope scope = Scope.open()) {
            List<List<Tensor>> found = new ArrayList<>();
            for (int p = 0; p < wanted.length; p++) {
                found.add(new ArrayList<>());
            }
            for (Part part : parts) {
                int next = 0;
                List<Tensor> gradients = part.parcel.unpack();
                for (int p = 0; p < wanted.length; p++) {
                    if (part.reached[p]) {
                        found.get(p).add(gradients.get(next++));
                    }
                }
            }
            Map<Var, Tensor> sums = new LinkedHashMap<>();
            for (int p = 0; p < wanted.length; p++) {
                if (!found.get(p).isEmpty()) {
                    sums.put(wanted[p], scope.keep(sum(found.get(p))));
                }
            }
            return sums;
        }
    }

    /** The sum of tensors, which are freed. */
    private static Tensor sum(List<Tensor> terms) {
        if (terms.size() == 1) {
            return terms.get(0);
        }
        // the first sum is nobody else's, so the others are added in place
        Tensor sum = terms.get(0).add(terms.get(1));
        ElementwiseKernels kernels = sum.device().kernels(ElementwiseKernels.class);
        for (Tensor term : terms.subList(2, terms.size())) {
            kernels.binary(
                    BinaryOp.ADD, sum.buffer(), term.buffer(), sum.buffer(), sum.shape().size());
        }
        terms.forEach(Tensor::free);
        return sum;
    }
}
