package dev.resplat.tensor.reference;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.PeakKernels;

/** The definition: one element after the other. */
final class ReferencePeak implements PeakKernels {
    @Override
    public void multiplyAdd(Buffer y, int n, int rounds) {
        double[] Y = DoubleArray.of(y);
        for (int i = 0; i < n; i++) {
            for (int round = 0; round < rounds; round++) {
                Y[i] = FACTOR * Y[i] + ADDED;
            }
        }
    }
}
