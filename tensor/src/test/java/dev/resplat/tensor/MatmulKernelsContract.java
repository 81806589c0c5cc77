package dev.resplat.tensor;

import dev.resplat.tensor.MatmulKernels.Layout;
import dev.resplat.tensor.MatmulKernels.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every implementation of {@link MatmulKernels} must do: agree with the reference. */
public abstract class MatmulKernelsContract extends DeviceContract {
    private static final int[] EXTENTS = {
        0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 47, 48, 49, 65, 97
    };

    @ParameterizedTest
    @MethodSource
    public void productsOfAllExtentsAgree(Layout layout, int m, int k, int n) {
        product(layout, 1, m, k, n, false, false);
    }

    static List<Arguments> productsOfAllExtentsAgree() {
        List<Arguments> products = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            Random random = new Random(layout.ordinal());
            for (int trial = 0; trial < 250; trial++) {
                products.add(Arguments.of(layout, any(random), any(random), any(random)));
            }
            for (int extent : EXTENTS) {
                products.add(Arguments.of(layout, extent, 17, 33));
                products.add(Arguments.of(layout, 17, extent, 33));
                products.add(Arguments.of(layout, 17, 33, extent));
            }
        }
        return products;
    }

    @ParameterizedTest
    @MethodSource
    public void batchesAgree(
            Layout layout, int batch, int m, int k, int n, boolean oneA, boolean oneB) {
        product(layout, batch, m, k, n, oneA, oneB);
    }

    static List<Arguments> batchesAgree() {
        List<Arguments> products = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            Random random = new Random(7);
            for (int trial = 0; trial < 40; trial++) {
                int batch = 1 + random.nextInt(5);
                boolean oneA = random.nextBoolean();
                boolean oneB = random.nextBoolean();
                int m = any(random);
                int k = any(random);
                products.add(Arguments.of(layout, batch, m, k, any(random), oneA, oneB));
            }
            products.add(Arguments.of(layout, 0, 3, 4, 5, false, false));
            products.add(Arguments.of(layout, 67, 5, 3, 7, false, false));
        }
        return products;
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
