package dev.resplat.train.optimize;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.ArraySource;
import dev.resplat.tensor.io.HostArray;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The splats of a scene as parameters on a device, each part with an optimizer of its own.
 *
 * <p>Memory is what bounds the number of splats: 59 numbers each with harmonics of degree 3, and
 * two moments of every one. So splats are rearranged one part at a time, on the device.
 */
final class Parameters implements AutoCloseable {
    private static final String SPLATS = "splats.";
    private static final String MEMORY = "adam.";
    private static final String STEPS = "steps";
    private static final String X = "x";

    private final Device device;
    private final Adam.Config config;
    private final Map<Part, Var> values = new EnumMap<>(Part.class);

    /** One for every part that has a width: that of harmonics of degree 0 has none. */
    private final Map<Part, Adam> optimizers = new EnumMap<>(Part.class);

    private final Scope scope = Scope.open();
    private int count;
    private int degree;

    /** With nothing remembered of gradients. */
    Parameters(Device device, Cloud cloud, Adam.Config config) {
        this.device = device;
        this.config = config;
        count = cloud.count();
        degree = cloud.degree();
        for (Part part : Part.values()) {
            begin(part, Tensor.of(device, part.shape(count, degree), cloud.part(part)));
        }
    }

    private void begin(Part part, Tensor value) {
        values.put(part, Var.parameter(value));
        if (part.width(degree) > 0) {
            optimizers.put(part, new Adam(Map.of(X, get(part)), config));
        }
    }

    /**
     * As they were at a checkpoint.
     *
     * @param state what {@link #state} returned
     * @throws IllegalArgumentException when something is missing or does not fit
     */
    static Parameters of(Device device, Adam.Config config, Map<String, HostArray> state) {
        Parameters parameters = new Parameters(device, cloud(state), config);
        try {
            parameters.restore(state);
        } catch (IllegalArgumentException e) {
            parameters.close();
            throw e;
        }
        return parameters;
    }

    /**
     * The splats of a checkpoint.
     *
     * @param state what {@link #state} returned
     * @throws IllegalArgumentException when something is missing or does not fit
     */
    static Cloud cloud(Map<String, HostArray> state) {
        Map<Part, float[]> parts = new EnumMap<>(Part.class);
        int count = State.get(SPLATS + Part.OPACITY_LOGITS.key(), state).size();
        int degree = 0;
        for (Part part : Part.values()) {
            String name = SPLATS + part.key();
            if (part == Part.SH_REST && !state.containsKey(name)) {
                parts.put(part, new float[0]);
                continue;
            }
            HostArray array = State.get(name, state);
            if (part == Part.SH_REST) {
                int terms = array.dims().length == 3 ? array.dims()[1] + 1 : 0;
                degree = (int) Math.round(Math.sqrt(terms)) - 1;
            }
            parts.put(part, array.toFloats());
        }
        Cloud cloud = new Cloud(count, degree, parts);
        cloud.check();
        return cloud;
    }

    private void restore(Map<String, HostArray> state) {
        optimizers.forEach(
                (part, adam) -> {
                    Map<String, HostArray> memory = State.part(MEMORY + part.key() + ".", state);
                    int steps = State.get(STEPS, memory).toInts()[0];
                    memory.remove(STEPS);
                    adam.restore(steps, memory);
                });
    }

    /** The splats and what is remembered, to be written before anything changes. */
    Map<String, ArraySource> state() {
        Map<String, Tensor> splats = new LinkedHashMap<>();
        optimizers.forEach((part, adam) -> splats.put(SPLATS + part.key(), get(part).value()));
        Map<String, ArraySource> state = StateDict.sources(splats);
        optimizers.forEach(
                (part, adam) -> {
                    String memory = MEMORY + part.key() + ".";
                    adam.sources().forEach((name, array) -> state.put(memory + name, array));
                    state.put(memory + STEPS, HostArray.of(new int[] {adam.steps()}, 1));
                });
        return state;
    }

    /** Splats there are. */
    int count() {
        return count;
    }

    /** Of the harmonics. */
    int degree() {
        return degree;
    }

    Var get(Part part) {
        return values.get(part);
    }

    /** To be rendered. */
    Gaussians gaussians() {
        return new Gaussians(
                get(Part.MEANS),
                get(Part.QUATS),
                get(Part.LOG_SCALES),
                get(Part.OPACITY_LOGITS),
                get(Part.SH0),
                get(Part.SH_REST));
    }

    /** One step of the optimizer of a part. */
    void step(Part part, Gradients gradients, double rate) {
        if (get(part).shape().size() > 0) {
            optimizers.get(part).step(gradients, rate);
        }
    }

    /** A copy of the splats. */
    Cloud cloud() {
        return cloud(Set.of(Part.values()));
    }

    /** A copy of some parts of the splats. */
    Cloud cloud(Set<Part> some) {
        Map<Part, float[]> parts = new EnumMap<>(Part.class);
        some.forEach(part -> parts.put(part, get(part).value().toFloats()));
        return new Cloud(count, degree, parts);
    }

    /** Replaces the splats. No other scope may have been opened since these were made. */
    void apply(Edit edit) {
        // what waits there has the sizes of the old ones
        device.trim();
        int n = edit.rows().length;
        int[] from = new int[n];
        float[] known = new float[n];
        for (int i = 0; i < n; i++) {
            from[i] = Math.max(edit.memories()[i], 0);
            known[i] = edit.memories()[i] < 0 ? 0 : 1;
        }
        try (Scope work = Scope.open()) {
            Tensor rows = Tensor.ofInts(device, Shape.of(n), edit.rows());
            Tensor memories = Tensor.ofInts(device, Shape.of(n), from);
            Tensor kept = Tensor.of(device, Shape.of(n), known);
            for (Part part : Part.values()) {
                Shape shape = part.shape(n, degree);
                float[] changed = edit.changed().get(part);
                Tensor column = kept.reshape(column(shape));
                replace(
                        part,
                        work,
                        x ->
                                changed == null
                                        ? Gathering.gatherRows(x, rows)
                                        : Tensor.of(device, shape, changed),
                        x -> Gathering.gatherRows(x, memories).mul(column));
            }
        }
        count = n;
    }

    /** To be multiplied with a tensor of this shape, row by row. */
    private static Shape column(Shape rows) {
        int[] dims = new int[rows.rank()];
        Arrays.fill(dims, 1);
        dims[0] = rows.dim(0);
        return Shape.of(dims);
    }

    /** Raises the degree of the harmonics, with zeros for the new terms. */
    void raise(int newDegree) {
        int more = (Part.SH_REST.width(newDegree) - Part.SH_REST.width(degree)) / 3;
        boolean first = degree == 0;
        degree = newDegree;
        device.trim();
        if (first) {
            get(Part.SH_REST).value().free();
            begin(Part.SH_REST, Tensor.zeros(device, Part.SH_REST.shape(count, degree)));
            return;
        }
        UnaryOperator<Tensor> wider = x -> Arranging.pad(x, 1, 0, more);
        try (Scope work = Scope.open()) {
            replace(Part.SH_REST, work, wider, wider);
        }
    }

    /** One part, and what is remembered of it, as other tensors, which outlive the scope. */
    private void replace(
            Part part, Scope work, UnaryOperator<Tensor> value, UnaryOperator<Tensor> memory) {
        Tensor old = get(part).value();
        values.put(part, Var.parameter(work.keep(value.apply(old))));
        old.free();
        Adam adam = optimizers.get(part);
        if (adam != null) {
            adam.replace(X, get(part), x -> work.keep(Scope.compute(() -> memory.apply(x))));
        }
        device.trim();
    }

    @Override
    public void close() {
        scope.close();
    }
}
