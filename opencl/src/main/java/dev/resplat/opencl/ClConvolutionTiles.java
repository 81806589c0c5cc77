package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ConvolutionKernels.Size;
import dev.resplat.tensor.Window;
import java.util.Map;

/**
 * Convolutions and their gradients as matrix products of tiles, for as many channels as fill tiles:
 * two operations for every multiplication, at the rate of {@link ClMatmul} less what finding pixels
 * costs.
 */
final class ClConvolutionTiles {
    private static final int SIDE = 16;
    private static final int GROUP = SIDE * SIDE;

    /** Rows and columns of a work-item at most. */
    private static final int MAX_EACH = 4;

    /** Columns of a product that make tiles worth while. */
    private static final int ENOUGH = 8;

    /** Work-groups that keep a large GPU busy. */
    private static final int MANY_TILES = 256;

    /** Pixels of a part at least, where gradients of weights are summed in parts. */
    private static final int MIN_PART = 256;

    private final ClDevice device;
    private final ClLargest largest;

    ClConvolutionTiles(ClDevice device, ClLargest largest) {
        this.device = device;
        this.largest = largest;
    }

    /** Which product, as {@code KIND} in {@code convolutionTiles.cl}. */
    private enum Kind {
        FORWARD("conv2dTiles"),
        GRAD_X("conv2dGradXTiles"),
        GRAD_WEIGHT("conv2dGradWeightTiles");

        private final String kernel;

        Kind(String kernel) {
            this.kernel = kernel;
        }
    }

    /** Whether results with so many channels in a group fill tiles. */
    static boolean fit(int columns) {
        return columns >= ENOUGH;
    }

    /** How a product is cut into tiles. */
    private final class Tiles {
        private final Kind kind;
        private final Size size;
        private final int down;
        private final int across;
        private final long count;

        Tiles(Kind kind, Size size, int rows, int columns) {
            this.kind = kind;
            this.size = size;
            // A CPU's compiler takes seconds for each program.
            boolean gpu = device.isAccelerator();
            down = gpu ? each(rows) : MAX_EACH;
            across = gpu ? each(columns) : MAX_EACH / 2;
            count = size.groups() * pieces(rows, SIDE * down) * pieces(columns, SIDE * across);
        }

        ClKernel kernel() {
            Window window = size.window();
            boolean strided = window.strideY() > 1 || window.strideX() > 1;
            Map<String, String> constants =
                    Map.of(
                            "SIDE", "" + SIDE,
                            "DOWN", "" + down,
                            "ACROSS", "" + across,
                            "KIND", "" + kind.ordinal(),
                            "STRIDED", kind == Kind.GRAD_X && strided ? "1" : "0",
                            "HALF", device.isMixed() ? "1" : "0");
            return device.program("convolutionTiles.cl", constants).kernel(kind.kernel);
        }

        void run(ClKernel kernel, int parts) {
            ClConvolution.geometry(kernel, size)
                    .run(new long[] {count * parts * GROUP}, new long[] {GROUP});
        }
    }

    private static int each(int extent) {
        int each = 1;
        while (each < MAX_EACH && each * SIDE < extent) {
            each *= 2;
        }
        return each;
    }

    private static long pieces(int n, int piece) {
        return (n - 1) / piece + 1;
    }

    void conv2d(Size size, Buffer x, Buffer weight, Buffer bias, Buffer y) {
        int pixels = size.batch() * size.outHeight() * size.outWidth();
        Tiles tiles = new Tiles(Kind.FORWARD, size, pixels, size.groupOutChannels());
        biased(tiles, x, pixels(size), weight, bias, y);
    }

    void conv2dGradX(Size size, Buffer gradY, Buffer weight, Buffer bias, Buffer gradX) {
        int pixels = size.batch() * size.height() * size.width();
        Tiles tiles = new Tiles(Kind.GRAD_X, size, pixels, size.groupChannels());
        biased(tiles, gradY, outPixels(size), weight, bias, gradX);
    }

    private static int pixels(Size size) {
        return size.batch() * size.height() * size.width() * size.channels();
    }

    private static int outPixels(Size size) {
        return size.batch() * size.outHeight() * size.outWidth() * size.outChannels();
    }

    private void biased(Tiles tiles, Buffer x, int xLength, Buffer weight, Buffer bias, Buffer y) {
        Window window = tiles.size.window();
        int inner = window.height() * window.width() * tiles.size.groupChannels();
        Buffer found = largest.of(x, xLength, weight, inner * tiles.size.outChannels());
        // Without a bias nothing is read there, but an argument there must be.
        Buffer some = bias == null ? weight : bias;
        try {
            ClKernel kernel = tiles.kernel().buffers(x, weight, some, y, found);
            tiles.run(kernel.ints(bias == null ? 0 : 1), 1);
        } finally {
            largest.release(found);
        }
    }

    /** Pixels of a part, of which the gradient of weights is summed up at once. */
    int pixelsOfPart(Size size) {
        int pixels = size.batch() * size.outHeight() * size.outWidth();
        long wanted = Math.max(1, MANY_TILES / weights(size).count);
        int parts = (int) Math.max(1, Math.min(wanted, pixels / MIN_PART));
        return pixels == 0 ? 1 : (pixels - 1) / parts / SIDE * SIDE + SIDE;
    }

    private Tiles weights(Size size) {
        Window window = size.window();
        int rows = window.height() * window.width() * size.groupChannels();
        return new Tiles(Kind.GRAD_WEIGHT, size, rows, size.groupOutChannels());
    }

    /** Writes sums {@code [parts, weights]} of parts of {@link #pixelsOfPart} pixels. */
    void conv2dGradWeight(Size size, Buffer x, Buffer gradY, Buffer sums, int parts, int perPart) {
        Tiles tiles = weights(size);
        Buffer found = largest.of(x, pixels(size), gradY, outPixels(size));
        try {
            ClKernel kernel = tiles.kernel().buffers(x, gradY, sums, found);
            tiles.run(kernel.ints(parts, perPart), parts);
        } finally {
            largest.release(found);
        }
    }
}
