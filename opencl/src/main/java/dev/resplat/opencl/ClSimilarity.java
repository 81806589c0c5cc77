package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ReduceOp;
import dev.resplat.tensor.SimilarityKernels;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * SSIM by tiles in local memory. With a gradient, three numbers per window are kept: 12 bytes per
 * pixel and channel.
 */
final class ClSimilarity implements SimilarityKernels {
    private static final int TILE = 16;
    private static final int GROUP = TILE * TILE;

    /** R, Q and P. */
    private static final int PARTS = 3;

    private static final Map<String, String> CONSTANTS =
            Map.of(
                    "TILE", "" + TILE,
                    "WINDOW", "" + WINDOW,
                    "C1", (float) C1 + "f",
                    "C2", (float) C2 + "f",
                    "WEIGHTS",
                            Arrays.stream(SimilarityKernels.weights())
                                    .mapToObj(w -> (float) w + "f")
                                    .collect(Collectors.joining(", ", "{", "}")));

    private final ClDevice device;
    private final ReduceKernels reduce;

    ClSimilarity(ClDevice device, ReduceKernels reduce) {
        this.device = device;
        this.reduce = reduce;
    }

    @Override
    public void ssim(
            Buffer x,
            Buffer y,
            Buffer mean,
            Buffer gradX,
            int n,
            int height,
            int width,
            int channels) {
        ClProgram program = device.program("similarity.cl", CONSTANTS);
        int rows = height - WINDOW + 1;
        int columns = width - WINDOW + 1;
        int windows = n * rows * columns * channels;
        int tiles = n * channels * tiles(rows) * tiles(columns);
        Buffer sums = device.allocate(ElementType.REAL, tiles);
        Buffer parts = gradX == null ? sums : device.allocate(ElementType.REAL, PARTS * windows);
        try {
            program.kernel("similarity")
                    .buffers(x, y, sums, parts)
                    .ints(n, height, width, channels)
                    .floats(1.0 / windows)
                    .ints(gradX == null ? 0 : 1)
                    .run(new long[] {(long) tiles * GROUP}, new long[] {GROUP});
            reduce.reduce(ReduceOp.SUM, sums, mean, 1, tiles, 1);
            if (gradX != null) {
                long pixelTiles = (long) n * channels * tiles(height) * tiles(width);
                program.kernel("similarityGrad")
                        .buffers(x, y, parts, gradX)
                        .ints(n, height, width, channels)
                        .floats(1.0 / windows)
                        .run(new long[] {pixelTiles * GROUP}, new long[] {GROUP});
            }
        } finally {
            device.release(sums);
            if (gradX != null) {
                device.release(parts);
            }
        }
    }

    private static int tiles(int extent) {
        return (extent - 1) / TILE + 1;
    }
}
