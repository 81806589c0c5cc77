package dev.resplat.nn;

import dev.resplat.tensor.Shape;
import dev.resplat.tensor.io.HostArray;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Weights as PyTorch stores them, turned into ours: {@code StateDict.load(model,
 * PyTorch.weights(model, arrays), Fit.EXACT)}.
 *
 * <p>Linear layers have {@code [out, in]} there and {@code [in, out]} here, convolutions {@code
 * [out, in, kH, kW]} there and {@code [kH, kW, in, out]} here, and transposed convolutions have
 * input and output exchanged in both. So weights of two, three and four axes have their axes in
 * reverse, but for the two of a kernel, which stay in order. That is so for layers that are {@link
 * Reversed}; all other arrays, such as the rows of an {@link Embedding}, are the same in both.
 */
public final class PyTorch {
    private static final String COUNTER = "num_batches_tracked";

    private PyTorch() {}

    /**
     * A layer whose own weights of two to four axes have these in reverse in PyTorch. A layer that
     * you write says so with this, if its weights come from PyTorch.
     */
    public interface Reversed {}

    /**
     * Arrays of a state dict of PyTorch in our layout. Those that the model does not have are left
     * as they are, but counts of batches, which nothing depends on, are left out.
     */
    public static Map<String, HostArray> weights(Layer model, Map<String, HostArray> arrays) {
        Set<String> reversed = reversed(model);
        Map<String, HostArray> ours = new LinkedHashMap<>();
        arrays.forEach(
                (name, array) -> {
                    if (!name.endsWith(COUNTER)) {
                        ours.put(name, reversed.contains(name) ? reordered(array) : array);
                    }
                });
        return ours;
    }

    /** The names of parameters and buffers whose axes are in reverse. */
    static Set<String> reversed(Layer model) {
        Set<String> reversed = new HashSet<>();
        model.visit(
                "",
                (path, layer) -> {
                    if (layer instanceof Reversed) {
                        Stream.of(layer.parameters(), layer.buffers())
                                .flatMap(own -> own.keySet().stream())
                                .filter(name -> name.indexOf('.') < 0)
                                .forEach(name -> reversed.add(path + name));
                    }
                });
        return reversed;
    }

    /** What PyTorch has where we have this shape of a weight in reverse. */
    static Shape shape(Shape ours) {
        return switch (ours.rank()) {
            case 2 -> Shape.of(ours.dim(1), ours.dim(0));
            case 3 -> Shape.of(ours.dim(2), ours.dim(1), ours.dim(0));
            case 4 -> Shape.of(ours.dim(3), ours.dim(2), ours.dim(0), ours.dim(1));
            default -> ours;
        };
    }

    /**
     * The arrays below a name, by the rest of their names: a part of a model, such as the {@code
     * features} of a classifier.
     */
    public static Map<String, HostArray> below(String prefix, Map<String, HostArray> arrays) {
        Map<String, HostArray> below = new LinkedHashMap<>();
        arrays.forEach(
                (name, array) -> {
                    if (name.startsWith(prefix + ".")) {
                        below.put(name.substring(prefix.length() + 1), array);
                    }
                });
        return below;
    }

    private static HostArray reordered(HostArray array) {
        int[] dims = array.dims();
        return switch (dims.length) {
            case 2 -> reordered(array, dims[0], dims[1], 1, dims[1], dims[0]);
            case 3 -> reordered(array, dims[0], dims[1], dims[2], dims[2], dims[1], dims[0]);
            case 4 ->
                    reordered(
                            array,
                            dims[0],
                            dims[1],
                            dims[2] * dims[3],
                            dims[2],
                            dims[3],
                            dims[1],
                            dims[0]);
            default -> array;
        };
    }

    /** From {@code [first, second, taps]} to {@code [taps, second, first]}. */
    private static HostArray reordered(
            HostArray array, int first, int second, int taps, int... dims) {
        float[] x = array.toFloats();
        float[] y = new float[x.length];
        for (int i = 0; i < first; i++) {
            for (int j = 0; j < second; j++) {
                for (int t = 0; t < taps; t++) {
                    y[(t * second + j) * first + i] = x[(i * second + j) * taps + t];
                }
            }
        }
        return HostArray.of(y, dims);
    }
}
