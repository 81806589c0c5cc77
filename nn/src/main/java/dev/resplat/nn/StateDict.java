package dev.resplat.nn;

import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.ArraySource;
import dev.resplat.tensor.io.DType;
import dev.resplat.tensor.io.HostArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parameters and buffers of layers, and other named tensors, as arrays on the host, to be stored
 * and read back.
 */
public final class StateDict {
    private StateDict() {}

    /** A copy of every parameter and buffer, in fp32. */
    public static Map<String, HostArray> of(Layer layer) {
        return of(tensors(layer));
    }

    /** What a layer is stored as: its parameters, then its buffers. */
    private static Map<String, Tensor> tensors(Layer layer) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        layer.parameters().forEach((name, parameter) -> tensors.put(name, parameter.value()));
        tensors.putAll(layer.buffers());
        return tensors;
    }

    /** A copy of named tensors, such as the state of an optimizer, in fp32. */
    public static Map<String, HostArray> of(Map<String, Tensor> tensors) {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> arrays.put(name, copy(tensor)));
        return arrays;
    }

    private static HostArray copy(Tensor tensor) {
        return HostArray.of(tensor.toFloats(), tensor.shape().dims());
    }

    /** The same as {@link #of(Map)}, each tensor copied only when it is its turn to be written. */
    public static Map<String, ArraySource> sources(Map<String, Tensor> tensors) {
        Map<String, ArraySource> sources = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> sources.put(name, new TensorSource(tensor)));
        return sources;
    }

    private record TensorSource(Tensor tensor) implements ArraySource {
        @Override
        public DType dtype() {
            return DType.F32;
        }

        @Override
        public int[] dims() {
            return tensor.shape().dims();
        }

        @Override
        public HostArray array() {
            return copy(tensor);
        }
    }

    /**
     * Writes arrays into the tensors of the same name; other arrays are left alone.
     *
     * @param what the tensors are, for the error
     * @throws IllegalArgumentException when a tensor has no array or one of another shape; nothing
     *     has been changed then
     */
    public static void restore(
            String what, Map<String, Tensor> tensors, Map<String, HostArray> arrays) {
        tensors.forEach((name, tensor) -> checkFits(what, name, tensor, arrays.get(name)));
        tensors.forEach((name, tensor) -> tensor.write(arrays.get(name).toFloats()));
    }

    private static void checkFits(String what, String name, Tensor tensor, HostArray array) {
        if (array == null) {
            throw new IllegalArgumentException(what + " lacks " + name);
        }
        if (!shape(array).equals(tensor.shape())) {
            throw new IllegalArgumentException(
                    what + ": " + name + " must be " + tensor.shape() + ", is " + array);
        }
    }

    /**
     * Writes arrays into the parameters and buffers of the same name and shape, and tells what did
     * not fit. Nothing is written unless everything fits or {@code fit} allows the rest to be left.
     * Arrays of PyTorch go through {@link PyTorch#weights} first, which turns them into our layout.
     *
     * @throws IllegalArgumentException listing every mismatch, when {@code fit} is {@link
     *     Fit#EXACT} and there is one
     */
    public static Report load(Layer layer, Map<String, HostArray> arrays, Fit fit) {
        Report report = compare(layer, arrays);
        if (fit == Fit.EXACT && !report.exact()) {
            throw new IllegalArgumentException("weights do not fit the model: " + report);
        }
        tensors(layer)
                .forEach(
                        (name, tensor) -> {
                            HostArray array = arrays.get(name);
                            if (array != null && shape(array).equals(tensor.shape())) {
                                tensor.write(array.toFloats());
                            }
                        });
        return report;
    }

    /** What {@link #load} would find, without writing anything. */
    public static Report compare(Layer layer, Map<String, HostArray> arrays) {
        List<String> missing = new ArrayList<>();
        List<String> unexpected = new ArrayList<>(arrays.keySet());
        List<String> wrongShape = new ArrayList<>();
        Set<String> reversed = PyTorch.reversed(layer);
        for (Map.Entry<String, Tensor> entry : tensors(layer).entrySet()) {
            String name = entry.getKey();
            Shape expected = entry.getValue().shape();
            HostArray array = arrays.get(name);
            if (array == null) {
                missing.add(name);
            } else if (!shape(array).equals(expected)) {
                wrongShape.add(mismatch(name, shape(array), expected, reversed.contains(name)));
            }
            unexpected.remove(name);
        }
        return new Report(missing, unexpected, wrongShape);
    }

    /** With the shapes that a file of PyTorch has, where those are others. */
    private static String mismatch(String name, Shape actual, Shape expected, boolean reversed) {
        String ours = name + " is " + actual + ", the model has " + expected;
        return reversed
                ? ours
                        + " (in PyTorch's layout "
                        + PyTorch.shape(actual)
                        + " and "
                        + PyTorch.shape(expected)
                        + ")"
                : ours;
    }

    private static Shape shape(HostArray array) {
        return Shape.of(array.dims());
    }

    /** Whether weights may differ from the model. */
    public enum Fit {
        /** Every parameter and buffer is there with its shape, and nothing else. */
        EXACT,
        /** What fits is loaded. */
        PARTIAL
    }

    /**
     * How named arrays fit a model.
     *
     * @param missing parameters and buffers without an array
     * @param unexpected arrays without a parameter or buffer
     * @param wrongShape arrays whose shape differs, with both shapes
     */
    public record Report(List<String> missing, List<String> unexpected, List<String> wrongShape) {
        /** Whether everything fits. */
        public boolean exact() {
            return missing.isEmpty() && unexpected.isEmpty() && wrongShape.isEmpty();
        }

        @Override
        public String toString() {
            List<String> parts = new ArrayList<>();
            add(parts, "missing", missing);
            add(parts, "unexpected", unexpected);
            add(parts, "wrong shape", wrongShape);
            return exact() ? "all fit" : String.join("; ", parts);
        }

        private static void add(List<String> parts, String what, List<String> names) {
            if (!names.isEmpty()) {
                parts.add(what + " " + names);
            }
        }
    }
}
