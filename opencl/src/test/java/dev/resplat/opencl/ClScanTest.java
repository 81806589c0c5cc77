package dev.resplat.opencl;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.ScanKernelsContract;
import dev.resplat.tensor.Scanning;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ClScanTest extends ScanKernelsContract {
    @Override
    protected Device device() {
        return OpenClUnderTest.device();
    }

    /** Enough for totals of totals of blocks. */
    @Test
    void longAxesAgree() {
        int n = 300_007;
        check("sum", 5e-2, d -> Scanning.cumulativeSum(normal(d, 1, n), 0));
        check("reverse", 5e-2, d -> Scanning.reverseCumulativeSum(normal(d, 2, n), 0));
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            // Products that go neither to zero nor to infinity, without rounding errors.
            x[i] = i % 4 < 2 ? -2 : 0.5f;
        }
        check("product", 0, d -> Scanning.cumulativeProduct(Tensor.of(d, Shape.of(n), x), 0));
        float[] y = normals(4, n);
        for (int i = 0; i < n; i++) {
            y[i] = 1 - Math.abs(y[i]) / 10;
        }
        check(
                "gradient",
                1e-4,
                d ->
                        Scanning.cumulativeProductGrad(
                                Tensor.of(d, Shape.of(n), y), 0, normal(d, 5, n)));
    }
}
