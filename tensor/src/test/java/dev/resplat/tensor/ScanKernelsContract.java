package dev.resplat.tensor;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every implementation of {@link ScanKernels} must do: agree with the reference. */
public abstract class ScanKernelsContract extends DeviceContract {
    /** Relative rounding error of a float, with room for a sum of products. */
    private static final double EPSILON = 4 * 0x1p-24;

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "0, 3, 2",
        "3, 0, 2",
        "3, 2, 0",
        "2, 3, 1",
        "3, 17, 1",
        "1, 15, 16",
        "5, 16, 17",
        "1000, 33, 1",
        "1, 50021, 1",
        "7, 1009, 3",
        "3, 31, 127",
        "3, 31, 129",
        "2, 7, 5003",
        "300, 5, 31"
    })
    public void totalsAgree(int outer, int n, int inner) {
        double sums = EPSILON * (1 + n) * 5;
        check("sum", sums, d -> Scanning.cumulativeSum(normal(d, 1, outer, n, inner), 1));
        check(
                "reverse",
                sums,
                d -> Scanning.reverseCumulativeSum(normal(d, 2, outer, n, inner), 1));
        check(
                "product",
                EPSILON * (10 + n),
                d -> Scanning.cumulativeProduct(factors(d, outer, n, inner), 1));
        check(
                "gradient",
                EPSILON * (10 + n) * 10,
                d ->
                        Scanning.cumulativeProductGrad(
                                factors(d, outer, n, inner), 1, normal(d, 4, outer, n, inner)));
    }

    /** Numbers from 0 to 1.1, some of them zero: products stay small. */
    private static Tensor factors(Device device, int outer, int n, int inner) {
        float[] x = normals(3, outer * n * inner);
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 23 == 22 ? 0 : Math.min(Math.abs(x[i]), 1.1f);
        }
        return Tensor.of(device, Shape.of(outer, n, inner), x);
    }
}
