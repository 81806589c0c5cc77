package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.PyTorch;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;

/** {@code y = x weight}, several such products whose weights are stored as one. */
final class Projection extends Layer implements PyTorch.Reversed {
    private final int width;
    private final Var weight;

    /**
     * With the initial values PyTorch gives a linear layer.
     *
     * @param width of each product
     * @param count of products
     */
    Projection(RandomStream random, Device device, int in, int width, int count) {
        this.width = width;
        weight =
                parameter(
                        "weight",
                        Initializer.uniformFanIn()
                                .make(random, device, Shape.of(in, count * width)));
    }

    /** All weights, {@code [in, count width]}. */
    Var weight() {
        return weight;
    }

    /** The weight of the i-th product, {@code [in, width]}. */
    Var weight(int i) {
        return part(weight, i);
    }

    /** The part of {@code [n, count width]} that belongs to the i-th product. */
    Var part(Var x, int i) {
        return Layout.slice(x, -1, i * width, (i + 1) * width);
    }
}
