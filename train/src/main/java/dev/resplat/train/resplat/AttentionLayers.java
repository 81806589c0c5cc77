package dev.resplat.train.resplat;

import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Linear;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;

/**
 * What makes queries, keys and values, without bias and stored as one weight {@code qkv}, and
 * {@code proj}, which takes back what was found.
 */
final class AttentionLayers extends Layer {
    private final int inner;
    private final Linear weight;
    private final Linear mix;

    AttentionLayers(RandomStream random, Device device, int width, int inner) {
        this.inner = inner;
        weight =
                child(
                        "qkv",
                        Linear.withoutBias(
                                random, device, width, 3 * inner, Initializer.uniformFanIn()));
        mix = child("proj", new Linear(random, device, inner, width));
    }

    Var query(Var x) {
        return part(x, 0);
    }

    Var key(Var x) {
        return part(x, 1);
    }

    Var value(Var x) {
        return part(x, 2);
    }

    /** By a third of the weight: to cut that costs less than to cut a product with all. */
    private Var part(Var x, int i) {
        return x.matmul(Layout.slice(weight.weight(), 1, i * inner, (i + 1) * inner));
    }

    /** {@code [..., inner]} to {@code [..., width]}. */
    Var mix(Var x) {
        return mix.forward(x);
    }
}
