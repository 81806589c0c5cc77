package dev.resplat.autodiff;

import dev.resplat.tensor.Tensor;

/** Gradients of normalisation, also where a group is one element and has none. */
class NormalizationGradientTest extends GradientContract {
    NormalizationGradientTest() {
        super(Normalization.class);
    }

    @Override
    protected void addCases() {
        for (int[] dims : new int[][] {{5}, {3, 5}, {2, 3, 7}, {4, 1}, {0, 3}}) {
            int c = dims[dims.length - 1];
            gradient(
                    "Normalization.layer of rank " + dims.length + " with " + c,
                    x -> Normalization.layer(x[0], x[1], x[2], 1e-3),
                    normal(dims),
                    normal(c),
                    normal(c));
        }
        for (int groups : new int[] {1, 2, 3, 6}) {
            gradient(
                    "Normalization.group " + groups,
                    x -> Normalization.group(x[0], groups, x[1], x[2], 1e-2),
                    normal(2, 2, 3, 6),
                    normal(6),
                    normal(6));
        }
        gradient(
                "Normalization.group of single places",
                x -> Normalization.group(x[0], 2, x[1], x[2], 1e-2),
                normal(3, 4),
                normal(4),
                normal(4));
        gradient(
                "Normalization.instance",
                x -> Normalization.instance(x[0], x[1], x[2], 1e-2),
                normal(2, 5, 3),
                normal(3),
                normal(3));
        gradient(
                "Normalization.instance without scales",
                x -> Normalization.instance(x[0], 1e-2),
                normal(2, 5, 3));
        gradient(
                "Normalization.batch",
                x -> Normalization.batch(x[0], x[1], x[2], 1e-2).y(),
                normal(3, 4, 5),
                normal(5),
                normal(5));
        Tensor mean = normal(5);
        Tensor variance = positive(5);
        gradient(
                "Normalization.batchFixed",
                x -> Normalization.batchFixed(x[0], x[1], x[2], mean, variance, 1e-2),
                normal(3, 4, 5),
                normal(5),
                normal(5));
    }
}
