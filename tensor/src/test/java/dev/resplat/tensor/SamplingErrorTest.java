package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

/** Mistakes with feature maps are told with the operation, the argument and the shapes. */
class SamplingErrorTest {
    private final Device device = new ReferenceDevice();
    @RegisterExtension final InScope scope = InScope.on(device);
    private Tensor x;

    @BeforeEach
    void openScope() {
        x = zeros(2, 4, 5, 3);
    }

    private Tensor zeros(int... dims) {
        return Tensor.zeros(device, Shape.of(dims));
    }

    private static void fails(Executable code, String... parts) {
        String message = assertThrows(IllegalArgumentException.class, code).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), "'" + message + "' lacks '" + part + "'");
        }
    }

    @Test
    void mapsHaveFourAxesAndAreReal() {
        Tensor flat = zeros(4, 5);
        fails(() -> Sampling.resizeBilinear(flat, 2, 2, true), "resizeBilinear: x", "[4, 5]");
        fails(() -> Pooling.max(flat, Window.of(2, 2)), "maxPool: x", "[N, H, W, C]", "[4, 5]");
        fails(() -> Arranging.pixelShuffle(flat, 2), "pixelShuffle: x", "[4, 5]");
        Tensor ints = Tensor.ofInts(device, Shape.of(1, 1, 1, 1), 1);
        fails(() -> Pooling.average(ints, Window.of(1, 1), false, true), "x must be real");
    }

    @Test
    void resizingNeedsPixels() {
        fails(() -> Sampling.resizeBilinear(x, 0, 2, true), "[2, 4, 5, 3]", "0 x 2");
        fails(() -> Sampling.resizeBilinear(zeros(2, 0, 5, 3), 2, 2, true), "[2, 0, 5, 3]");
    }

    @Test
    void gridsFitMaps() {
        Padding zeros = Padding.ZEROS;
        String expected = "grid must be [2, outH, outW, 2]";
        fails(() -> Sampling.gridSample(x, zeros(1, 4, 5, 2), zeros, true), expected, "[1, 4, 5");
        fails(() -> Sampling.gridSample(x, zeros(2, 4, 5, 3), zeros, true), expected);
        Tensor grid = zeros(2, 6, 7, 2);
        fails(
                () -> Sampling.gridSampleGradGrid(x, grid, x, zeros, true),
                "gridSampleGradGrid: gradY must be [2, 6, 7, 3], is [2, 4, 5, 3]");
        fails(
                () -> Sampling.gridSampleGradX(grid, x, 4, 5, zeros, true),
                "gridSampleGradX: grid must be [2, 4, 5, 2], is [2, 6, 7, 2]");
        fails(() -> Sampling.gridSample(zeros(2, 0, 5, 3), grid, zeros, true), "has no pixels");
    }

    @Test
    void cellsOfPixelsHaveASizeThatCanBe() {
        fails(() -> Arranging.pixelShuffle(x, 0), "pixelShuffle: r", "is 0");
        fails(() -> Arranging.pixelShuffle(x, 1 << 16), "pixelShuffle: r", "32767", "is 65536");
        fails(() -> Arranging.pixelUnshuffle(x, 1 << 16), "pixelUnshuffle: r", "is 65536");
        fails(() -> Arranging.pixelShuffle(x, 32_767), "multiple of 32767^2");
    }

    @Test
    void windowsThatSeeTooMuchTogetherAreNamed() {
        Tensor line = Tensor.zeros(CpuDevice.scalar(1), Shape.of(1, 100_000, 1, 1));
        fails(
                () -> Pooling.max(line, Window.of(10_001, 1)),
                "maxPool: window 10001x1 over maps of 100000 x 1 pixels: 900090000 places");
        assertEquals(0, Pooling.max(line, Window.of(30_001, 1).stride(30_000)).sum().item());
    }

    @Test
    void windowsFitMaps() {
        fails(
                () -> Pooling.max(x, Window.of(5, 2)),
                "maxPool: x [2, 4, 5, 3]: window 5x2 does not fit",
                "height 4");
        fails(
                () -> Pooling.average(x, Window.of(2, 6), true, true),
                "averagePool: x [2, 4, 5, 3]: window 2x6 does not fit",
                "width 5");
        fails(
                () -> Pooling.max(x, Window.of(2, 2).padding(2)),
                "maxPool: the padding of window 2x2",
                "at most half");
        Tensor y = Pooling.max(x, Window.of(2, 2));
        fails(
                () -> Pooling.maxGrad(x, y, x, Window.of(2, 2), false),
                "maxPoolGrad: gradY must be [2, 3, 4, 3], is [2, 4, 5, 3]");
        fails(
                () -> Pooling.averageGrad(x, 9, 9, Window.of(2, 2), false),
                "averagePoolGrad: gradY must be [2, 8, 8, 3]",
                "[2, 4, 5, 3]");
    }

    @Test
    void shufflesFitMaps() {
        fails(() -> Arranging.pixelShuffle(x, 2), "pixelShuffle:", "[2, 4, 5, 3]", "2^2");
        fails(() -> Arranging.pixelUnshuffle(x, 2), "pixelUnshuffle:", "[2, 4, 5, 3]", "2");
        fails(() -> Arranging.pixelShuffle(x, 0), "r must be from 1 to 32767, is 0");
    }
}
