package dev.resplat.tensor;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every implementation of {@link PeakKernels} must do: agree with the reference. */
public abstract class PeakKernelsContract extends DeviceContract {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 127, 128, 129, 1000, 5000})
    public void elementsOfAllExtentsAgree(int n) {
        for (int rounds : new int[] {0, 1, 50}) {
            check(
                    n + " elements, " + rounds + " rounds",
                    1e-5,
                    d -> {
                        Tensor y = normal(d, n, n);
                        d.kernels(PeakKernels.class).multiplyAdd(y.buffer(), n, rounds);
                        return y;
                    });
        }
    }
}
