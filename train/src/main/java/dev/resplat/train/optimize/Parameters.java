package dev.resplat.train.optimize;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.optim.Adam;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.HostArray;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The splats of a scene as parameters on a device, each part with an optimizer of its own. They
 * have a scope, which is closed and opened anew when splats are replaced: it must be the innermost
 * then.
 */
final class Parameters implements AutoCloseable {
    private static final String SPLATS = "splats.";
    private static final String MEMORY = "adam.";
    private static final String STEPS = "steps";

    private final Device device;
    private final Adam.Config config;
    private final Map<Part, Var> values = new EnumMap<>(Part.class);
    private final Map<Part, Adam> optimizers = new EnumMap<>(Part.class);
    private Scope scope;
    private int count;
    private int degree;

    /** With nothing remembered of gradients. */
    Parameters(Device device, Cloud cloud, Adam.Config config) {
        this(device, cloud, config, Map.of());
    }

    private Parameters(Device device, Cloud cloud, Adam.Config config, Map<Part, Memory> memories) {
        this.device = device;
        this.config = config;
        set(cloud, memories);
    }

    /**
     * As they were at a checkpoint.
     *
     * @param state what {@link #state} returned
     * @throws IllegalArgumentException when something is missing or does not fit
     */
    static Parameters of(Device device, Adam.Config config, Map<String, HostArray> state) {
        int count = State.get(SPLATS + Part.OPACITY_LOGITS.key(), state).size();
        int terms = 1;
        String rest = SPLATS + Part.SH_REST.key();
        if (state.containsKey(rest)) {
            terms += state.get(rest).size() / Math.max(1, 3 * count);
        }
        int degree = (int) Math.round(Math.sqrt(terms)) - 1;
        Map<Part, float[]> parts = new EnumMap<>(Part.class);
        Map<Part, Memory> memories = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            if (part.width(degree) == 0) {
                parts.put(part, new float[0]);
                continue;
            }
            parts.put(part, State.get(SPLATS + part.key(), state).toFloats());
            Map<String, HostArray> memory = State.part(MEMORY + part.key() + ".", state);
            int steps = State.get(STEPS, memory).toInts()[0];
            memory.remove(STEPS);
            memories.put(part, new Memory(steps, memory));
        }
        Cloud cloud = new Cloud(count, degree, parts);
        // to be told if parts do not fit each other
        cloud.splats();
        return new Parameters(device, cloud, config, memories);
    }

    /** A copy of the splats and of what is remembered, for a checkpoint. */
    Map<String, HostArray> state() {
        Map<String, HostArray> state = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            Adam adam = optimizers.get(part);
            if (adam == null) {
                continue;
            }
            Tensor value = get(part).value();
            state.put(SPLATS + part.key(), HostArray.of(value.toFloats(), value.shape().dims()));
            String memory = MEMORY + part.key() + ".";
            adam.state().forEach((name, array) -> state.put(memory + name, array));
            state.put(memory + STEPS, HostArray.of(new int[] {adam.steps()}, 1));
        }
        return state;
    }

    /** What an optimizer knows after so many steps. */
    private record Memory(int steps, Map<String, HostArray> state) {}

    private void set(Cloud cloud, Map<Part, Memory> memories) {
        count = cloud.count();
        degree = cloud.degree();
        scope = Scope.open();
        for (Part part : Part.values()) {
            Shape shape = shape(part, cloud);
            Var parameter = Var.parameter(Tensor.of(device, shape, cloud.part(part)));
            values.put(part, parameter);
            Adam adam = shape.size() == 0 ? null : new Adam(Map.of("x", parameter), config);
            if (adam != null && memories.containsKey(part)) {
                adam.restore(memories.get(part).steps(), memories.get(part).state());
            }
            optimizers.put(part, adam);
        }
    }

    private static Shape shape(Part part, Cloud cloud) {
        int width = part.width(cloud.degree());
        return switch (part) {
            case OPACITY_LOGITS -> Shape.of(cloud.count());
            case SH_REST -> Shape.of(cloud.count(), width / 3, 3);
            default -> Shape.of(cloud.count(), width);
        };
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
        if (optimizers.get(part) != null) {
            optimizers.get(part).step(gradients, rate);
        }
    }

    /** A copy of the splats. */
    Cloud cloud() {
        Map<Part, float[]> parts = new EnumMap<>(Part.class);
        values.forEach((part, value) -> parts.put(part, value.value().toFloats()));
        return new Cloud(count, degree, parts);
    }

    /** Replaces the splats. */
    void apply(Edit edit) {
        Map<Part, Memory> memories = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            Adam adam = optimizers.get(part);
            if (adam != null) {
                memories.put(part, new Memory(adam.steps(), moved(part, adam.state(), edit)));
            }
        }
        close();
        device.trim();
        set(edit.cloud(), memories);
    }

    /** What is remembered, in the rows of the new splats. */
    private Map<String, HostArray> moved(Part part, Map<String, HostArray> state, Edit edit) {
        Cloud cloud = edit.cloud();
        int width = part.width(degree);
        int newWidth = part.width(cloud.degree());
        Map<String, HostArray> moved = new LinkedHashMap<>();
        state.forEach(
                (name, array) -> {
                    float[] rows = Cloud.rows(array.toFloats(), width, edit.memories());
                    float[] wide = Cloud.widened(rows, cloud.count(), width, newWidth);
                    moved.put(name, HostArray.of(wide, shape(part, cloud).dims()));
                });
        return moved;
    }

    @Override
    public void close() {
        scope.close();
    }
}
