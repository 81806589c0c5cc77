package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.KernelCheck;
import dev.resplat.tensor.MatmulKernels;
import dev.resplat.tensor.MatmulKernels.Layout;
import dev.resplat.tensor.MatmulKernels.Size;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiles of matrix products: what is valid, and that no bit of a product depends on them. */
class ProductTilesTest {
    private static Set<ProductTiles> all() {
        Set<ProductTiles> all = new LinkedHashSet<>();
        for (ProductKind kind : ProductKind.values()) {
            for (ClFacts.Kind hardware : ClFacts.Kind.values()) {
                all.addAll(kind.candidates(hardware));
            }
        }
        return all;
    }

    private static List<ProductTiles> someTiles() {
        return Stream.of("64x64x16 4x4 4", "128x128x8 8x8 4", "32x64x32 8x16 8")
                .map(text -> ProductTiles.parse(text).orElseThrow())
                .toList();
    }

    @Test
    void tilesAreReadAsTheyAreWritten() {
        for (ProductTiles tiles : all()) {
            assertEquals(Optional.of(tiles), ProductTiles.parse(tiles.toString()));
            assertTrue(tiles.turned().isValid(), tiles.toString());
        }
        assertTrue(all().size() > 10, "only " + all());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "64x64x16",
                "64x64x16 4x4 3",
                "64x64x16 4x4 16",
                "64x64x12 4x4 4",
                "64x64x64 4x4 4",
                "64x66x16 4x4 4",
                "128x128x8 4x4 4",
                "128x128x32 8x8 4",
                "64x64x16 4x4 4 ",
                "64x64x0 4x4 4",
                "-64x64x16 4x4 4",
                "99999999999x64x16 4x4 4"
            })
    void whatIsNoTilesIsRefused(String text) {
        assertEquals(Optional.empty(), ProductTiles.parse(text));
    }

    /** Extents that are multiples of nothing, and of everything; one long enough to be cut. */
    @ParameterizedTest
    @EnumSource(Layout.class)
    void noBitDependsOnTiles(Layout layout) {
        ClDevice device = (ClDevice) OpenClUnderTest.device();
        ClMatmul matmul = (ClMatmul) device.kernels(MatmulKernels.class);
        for (int[] extents : List.of(new int[] {67, 141, 35}, new int[] {64, 576, 32})) {
            float[] expected = null;
            // Each program is compiled, so only one layout has all of them.
            for (ProductTiles tiles : layout == Layout.PLAIN ? all() : someTiles()) {
                float[] product = product(device, matmul, layout, extents, tiles);
                if (expected == null) {
                    expected = product;
                }
                assertArrayEquals(expected, product, layout + " by " + tiles);
            }
        }
    }

    private static float[] product(
            ClDevice device, ClMatmul matmul, Layout layout, int[] extents, ProductTiles tiles) {
        int m = extents[0];
        int k = extents[1];
        int n = extents[2];
        Buffer a = buffer(device, KernelCheck.normal(1, 2 * m * k));
        Buffer b = buffer(device, KernelCheck.normal(2, k * n));
        Buffer c = device.allocate(ElementType.REAL, 2 * m * n);
        matmul.matmul(layout, new Size(2, m, k, n, m * k, 0), a, b, c, tiles);
        float[] product = new float[2 * m * n];
        device.download(c, product, product.length);
        device.release(a);
        device.release(b);
        device.release(c);
        return product;
    }

    private static Buffer buffer(ClDevice device, double[] values) {
        Buffer buffer = device.allocate(ElementType.REAL, values.length);
        device.upload(values, buffer, values.length);
        return buffer;
    }
}
