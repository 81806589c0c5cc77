package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.Philox;
import dev.resplat.tensor.RandomKernels;

/** The definition: each element from its own counter. */
final class ReferenceRandom implements RandomKernels {
    @Override
    public void uniform(Buffer y, int n, long seed, long draw) {
        double[] Y = DoubleArray.of(y);
        int[] block = new int[4];
        for (int i = 0; i < n; i++) {
            Philox.block(block, seed, draw, i / 4);
            Y[i] = Philox.uniform(block[i % 4]);
        }
    }

    @Override
    public void normal(Buffer y, int n, long seed, long draw) {
        double[] Y = DoubleArray.of(y);
        int[] block = new int[4];
        double[] pair = new double[2];
        for (int i = 0; i < n; i++) {
            Philox.block(block, seed, draw, i / 4);
            Philox.normals(block, i % 4 / 2 * 2, pair);
            Y[i] = pair[i % 2];
        }
    }
}
