package dev.resplat.tensor;

import dev.resplat.tensor.MatmulKernels.Layout;
import dev.resplat.tensor.MatmulKernels.Size;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every implementation of {@link MatmulKernels} must do: agree with the reference. */
public abstract class MatmulKernelsContract extends DeviceContract {
    private static final int[] EXTENTS = {
        0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 47, 48, 49, 65, 97
    };

    @ParameterizedTest
    @EnumSource(Layout.class)
    public void productsOfAllExtentsAgree(Layout layout) {
        Random random = new Random(layout.ordinal());
        for (int trial = 0; trial < 250; trial++) {
            product(layout, 1, any(random), any(random), any(random), false, false);
        }
        for (int extent : EXTENTS) {
            product(layout, 1, extent, 17, 33, false, false);
            product(layout, 1, 17, extent, 33, false, false);
            product(layout, 1, 17, 33, extent, false, false);
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    public void batchesAgree(Layout layout) {
        Random random = new Random(7);
        for (int trial = 0; trial < 40; trial++) {
            int batch = 1 + random.nextInt(5);
            boolean oneA = random.nextBoolean();
            boolean oneB = random.nextBoolean();
            product(layout, batch, any(random), any(random), any(random), oneA, oneB);
        }
        product(layout, 0, 3, 4, 5, false, false);
        product(layout, 67, 5, 3, 7, false, false);
    }

    /** Enough for several threads and for several blocks of any blocking. */
    @ParameterizedTest
    @CsvSource({
        "257, 263, 269",
        "1, 1031, 515",
        "515, 1031, 1",
        "2003, 3, 17",
        "17, 3, 2003",
        "16, 4099, 16",
        "130, 520, 400"
    })
    public void largeProductsAgree(int m, int k, int n) {
        for (Layout layout : Layout.values()) {
            product(layout, 1, m, k, n, false, false);
        }
    }

    /** Zero times infinity or NaN is NaN: kernels may not skip zeros. */
    @Test
    public void notANumberSpreads() {
        for (float special : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            check(
                    "matmul with " + special,
                    1e-5,
                    d -> {
                        float[] a = new float[20 * 19];
                        float[] b = normals(1, 19 * 21);
                        b[5 * 21 + 3] = special;
                        Tensor left = Tensor.of(d, Shape.of(20, 19), a);
                        return left.matmul(Tensor.of(d, Shape.of(19, 21), b));
                    });
        }
    }

    private void product(
            Layout layout, int batch, int m, int k, int n, boolean oneA, boolean oneB) {
        String what = layout + " " + batch + " x [" + m + ", " + k + "] [" + k + ", " + n + "]";
        Size size = new Size(batch, m, k, n, oneA ? 0 : m * k, oneB ? 0 : k * n);
        check(
                what + (oneA ? ", one a" : "") + (oneB ? ", one b" : ""),
                // The rounding error of a sum of k products of normal numbers.
                2e-7 * 8 * (k + 1),
                d -> {
                    Tensor a = normal(d, m * 31L + k, (oneA ? 1 : batch) * m * k);
                    Tensor b = normal(d, n * 37L + k, (oneB ? 1 : batch) * k * n);
                    Tensor c = Tensor.empty(d, ElementType.REAL, Shape.of(batch, m, n));
                    d.kernels(MatmulKernels.class)
                            .matmul(layout, size, a.buffer(), b.buffer(), c.buffer());
                    return c;
                });
    }

    private static int any(Random random) {
        return EXTENTS[random.nextInt(EXTENTS.length)];
    }
}
