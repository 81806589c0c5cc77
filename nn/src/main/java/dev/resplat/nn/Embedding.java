package dev.resplat.nn;

import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Arrays;

/** A learned row of numbers for each of {@code count} things. */
public final class Embedding extends Layer {
    private final Var weight;

    /** With standard normal rows, as PyTorch gives. */
    public Embedding(RandomStream random, Device device, int count, int width) {
        weight =
                parameter(
                        "weight",
                        Initializer.normal(1).make(random, device, Shape.of(count, width)));
    }

    /** The rows, {@code [count, width]}. */
    public Var weight() {
        return weight;
    }

    /**
     * @param index int32 {@code [...]}, each below {@code count}
     * @return {@code [..., width]}
     */
    public Var forward(Tensor index) {
        int[] dims = Arrays.copyOf(index.shape().dims(), index.shape().rank() + 1);
        dims[dims.length - 1] = weight.shape().dim(1);
        return Layout.reshape(Index.gatherRows(weight, index.reshape(-1)), dims);
    }
}
