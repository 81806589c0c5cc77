package dev.resplat.nn;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Something that owns parameters, its own and those of the layers it is made of.
 *
 * <p>Beside parameters there may be <em>buffers</em>: tensors that are stored with them but are not
 * trained, such as running statistics, or weights that are only ever loaded. A layer may change the
 * elements of its own buffers in a forward pass in training, and says so.
 *
 * <p>Both are named by the path to them, {@code blocks.0.weight}. They belong to the scope in which
 * the layer was made, and live as long as that is open.
 */
public abstract class Layer {
    private final Map<String, Var> own = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Map<String, Layer> children = new LinkedHashMap<>();

    /** Registers a parameter under a name without dots. */
    protected final Var parameter(String name, Tensor value) {
        checkName(name);
        Var parameter = Var.parameter(value);
        own.put(name, parameter);
        return parameter;
    }

    /** Registers a buffer under a name without dots. */
    protected final Tensor buffer(String name, Tensor value) {
        checkName(name);
        buffers.put(name, value);
        return value;
    }

    /** Registers a layer that this one is made of. */
    protected final <L extends Layer> L child(String name, L layer) {
        checkName(name);
        children.put(name, layer);
        return layer;
    }

    private void checkName(String name) {
        boolean taken =
                own.containsKey(name) || buffers.containsKey(name) || children.containsKey(name);
        if (taken || name.isEmpty() || name.indexOf('.') >= 0) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName()
                            + ": '"
                            + name
                            + "' is "
                            + (taken
                                    ? "registered twice"
                                    : "no name for a parameter, buffer or layer"));
        }
    }

    /** All parameters by name, in the order they were registered, own ones first. */
    public final Map<String, Var> parameters() {
        Map<String, Var> all = new LinkedHashMap<>();
        visit("", (path, layer) -> layer.own.forEach((name, p) -> all.put(path + name, p)));
        return Collections.unmodifiableMap(all);
    }

    /** All buffers by name, in the order they were registered, own ones first. */
    public final Map<String, Tensor> buffers() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        visit("", (path, layer) -> layer.buffers.forEach((name, b) -> all.put(path + name, b)));
        return Collections.unmodifiableMap(all);
    }

    /**
     * Visits this layer and those it is made of, each with what stands before the names of its
     * parameters: nothing, or a path that ends with a dot.
     */
    final void visit(String path, BiConsumer<String, Layer> visitor) {
        visitor.accept(path, this);
        children.forEach((name, layer) -> layer.visit(path + name + ".", visitor));
    }

    /** The number of elements of all parameters. */
    public final long parameterCount() {
        return parameters().values().stream().mapToLong(p -> p.shape().size()).sum();
    }
}
