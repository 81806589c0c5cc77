package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ConvolutionKernels;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ReduceOp;
import dev.resplat.tensor.Window;
import java.util.Map;

/**
 * Convolutions: {@linkplain ClConvolutionTiles matrix products} where there are channels enough,
 * else as they are defined, a work-item for every result. Gradients of few weights are sums over
 * many pixels, so parts of them are summed first.
 */
final class ClConvolution implements ConvolutionKernels {
    /** Pixels of a part at least. */
    private static final int PART = 64;

    /** With so many work-items a device has enough to do. */
    private static final int ENOUGH = 1 << 16;

    private final ClDevice device;
    private final ReduceKernels reduce;
    private final ClConvolutionTiles tiles;

    ClConvolution(ClDevice device, ReduceKernels reduce, ClLargest largest) {
        this.device = device;
        this.tiles = new ClConvolutionTiles(device, largest);
        this.reduce = reduce;
    }

    @Override
    public void conv2d(Size size, Buffer x, Buffer weight, Buffer bias, Buffer y) {
        int results = size.batch() * size.outHeight() * size.outWidth() * size.outChannels();
        if (results > 0 && ClConvolutionTiles.fit(size.groupOutChannels())) {
            tiles.conv2d(size, x, weight, bias, y);
            return;
        }
        ClKernel kernel = biased("conv2d", x, weight, bias, y);
        geometry(kernel, size).run(results);
    }

    @Override
    public void conv2dGradX(Size size, Buffer gradY, Buffer weight, Buffer bias, Buffer gradX) {
        int results = size.batch() * size.height() * size.width() * size.channels();
        if (results > 0 && ClConvolutionTiles.fit(size.groupChannels())) {
            tiles.conv2dGradX(size, gradY, weight, bias, gradX);
            return;
        }
        ClKernel kernel = biased("conv2dGradX", gradY, weight, bias, gradX);
        geometry(kernel, size).run(results);
    }

    @Override
    public void conv2dGradWeight(Size size, Buffer x, Buffer gradY, Buffer gradWeight) {
        Window window = size.window();
        int pixels = size.batch() * size.outHeight() * size.outWidth();
        int taps = window.height() * window.width();
        int weights = taps * size.groupChannels() * size.outChannels();
        if (weights == 0) {
            return;
        }
        boolean tiled = ClConvolutionTiles.fit(size.groupOutChannels());
        int perPart =
                tiled
                        ? tiles.pixelsOfPart(size)
                        : Math.max(PART, pixels / Math.max(1, ENOUGH / weights));
        int parts = Math.max(1, (pixels - 1) / perPart + 1);
        Buffer sums = parts == 1 ? gradWeight : device.allocate(ElementType.REAL, parts * weights);
        try {
            if (tiled) {
                tiles.conv2dGradWeight(size, x, gradY, sums, parts, perPart);
            } else {
                ClKernel kernel = kernel("conv2dGradWeight").buffers(x, gradY, sums);
                geometry(kernel.ints(parts, perPart), size).run((long) parts * weights);
            }
            if (parts > 1) {
                reduce.reduce(ReduceOp.SUM, sums, gradWeight, 1, parts, weights);
            }
        } finally {
            if (parts > 1) {
                device.release(sums);
            }
        }
    }

    private ClKernel kernel(String name) {
        return device.program("convolution.cl", Map.of()).kernel(name);
    }

    private ClKernel biased(String name, Buffer x, Buffer weight, Buffer bias, Buffer y) {
        // Without a bias nothing is read there, but an argument there must be.
        Buffer some = bias == null ? weight : bias;
        return kernel(name).buffers(x, weight, some, y).ints(bias == null ? 0 : 1);
    }

    /** The last arguments of all kernels of convolutions. */
    static ClKernel geometry(ClKernel kernel, Size size) {
        Window window = size.window();
        return kernel.ints(
                        size.batch(),
                        size.height(),
                        size.width(),
                        size.channels(),
                        size.outHeight(),
                        size.outWidth(),
                        size.outChannels(),
                        size.groups())
                .ints(window.height(), window.width(), window.strideY(), window.strideX())
                .ints(window.dilationY(), window.dilationX())
                .ints(window.paddingY(), window.paddingX());
    }
}
