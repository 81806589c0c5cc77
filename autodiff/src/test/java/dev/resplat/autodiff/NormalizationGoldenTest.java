package dev.resplat.autodiff;

import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/** Normalisation and its gradients, with parameters as in generate_normalization.py. */
class NormalizationGoldenTest extends GoldenContract {
    NormalizationGoldenTest() {
        super("networks/normalization.safetensors");
        add("layer", (x, i) -> Normalization.layer(x[0], x[1], x[2], 1e-5));
        add("layer of one row", (x, i) -> Normalization.layer(x[0], x[1], x[2], 1e-5));
        add("layer of images", (x, i) -> Normalization.layer(x[0], x[1], x[2], 1e-3));
        add("layer far from zero", (x, i) -> Normalization.layer(x[0], x[1], x[2], 1e-5));
        add("layer of one channel", (x, i) -> Normalization.layer(x[0], x[1], x[2], 1e-2));
        add("group of all channels", (x, i) -> Normalization.group(x[0], 1, x[1], x[2], 1e-5));
        add("group of two", (x, i) -> Normalization.group(x[0], 3, x[1], x[2], 1e-5));
        add("group of one", (x, i) -> Normalization.group(x[0], 6, x[1], x[2], 1e-5));
        add("group far from zero", (x, i) -> Normalization.group(x[0], 2, x[1], x[2], 1e-5));
        add("group of single places", (x, i) -> Normalization.group(x[0], 2, x[1], x[2], 0.1));
        add("instance", (x, i) -> Normalization.instance(x[0], x[1], x[2], 1e-5));
        add("instance without scales", (x, i) -> Normalization.instance(x[0], 1e-3));
        add("batch", (x, i) -> Normalization.batch(x[0], x[1], x[2], 1e-5).y());
        add("batch of rows", (x, i) -> Normalization.batch(x[0], x[1], x[2], 1e-2).y());
        add("batch far from zero", (x, i) -> Normalization.batch(x[0], x[1], x[2], 1e-5).y());
        add("batch fixed", (x, i) -> fixed(x));
    }

    private static Var fixed(Var[] x) {
        Tensor mean = Tensor.of(x[0].device(), Shape.of(3), 0.5, -1.25, 2);
        Tensor variance = Tensor.of(x[0].device(), Shape.of(3), 0.25, 1.5, 3);
        return Normalization.batchFixed(x[0], x[1], x[2], mean, variance, 1e-3);
    }
}
