package dev.resplat.nn;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that owns parameters, its own and those of the layers it is made of.
 *
 * <p>Parameters are named by the path to them, {@code blocks.0.weight}. They belong to the scope in
 * which the layer was made, and live as long as that is open.
 */
public abstract class Layer {
    private final Map<String, Var> own = new LinkedHashMap<>();
    private final Map<String, Layer> children = new LinkedHashMap<>();

    /** Registers a parameter under a name without dots. */
    protected final Var parameter(String name, Tensor value) {
        Var parameter = Var.parameter(value);
        register(name, own.putIfAbsent(name, parameter) != null || children.containsKey(name));
        return parameter;
    }

    /** Registers a layer that this one is made of. */
    protected final <L extends Layer> L child(String name, L layer) {
        register(name, children.putIfAbsent(name, layer) != null || own.containsKey(name));
        return layer;
    }

    private void register(String name, boolean taken) {
        if (taken || name.isEmpty() || name.indexOf('.') >= 0) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName()
                            + ": '"
                            + name
                            + "' is "
                            + (taken ? "registered twice" : "no name for a parameter or layer"));
        }
    }

    /** All parameters by name, in the order they were registered, own ones first. */
    public final Map<String, Var> parameters() {
        Map<String, Var> all = new LinkedHashMap<>();
        collect("", all);
        return Collections.unmodifiableMap(all);
    }

    private void collect(String prefix, Map<String, Var> all) {
        own.forEach((name, parameter) -> all.put(prefix + name, parameter));
        children.forEach((name, layer) -> layer.collect(prefix + name + ".", all));
    }

    /** The number of elements of all parameters. */
    public final long parameterCount() {
        return parameters().values().stream().mapToLong(p -> p.shape().size()).sum();
    }
}
