package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.FeatureMaps;
import dev.resplat.tensor.PoolingKernels;
import dev.resplat.tensor.Window;
import java.util.Map;

/**
 * Pooling, a work-item for every result. The gradient through a maximum looks for its place once
 * more, and keeps 4 bytes per output meanwhile.
 */
final class ClPooling implements PoolingKernels {
    private static final Map<String, String> CONSTANTS = Map.of("WINDOW_MAX", "" + Window.MAX);

    private final ClDevice device;

    ClPooling(ClDevice device) {
        this.device = device;
    }

    private ClKernel kernel(String name) {
        return device.program("pooling.cl", CONSTANTS).kernel(name);
    }

    private static ClKernel geometry(ClKernel kernel, FeatureMaps maps, Window window) {
        return kernel.ints(maps.n(), maps.h(), maps.w(), maps.c(), maps.outH(), maps.outW())
                .ints(window.height(), window.width(), window.strideY(), window.strideX())
                .ints(window.dilationY(), window.dilationX())
                .ints(window.paddingY(), window.paddingX());
    }

    @Override
    public void maxPool(Buffer x, Buffer y, FeatureMaps maps, Window window) {
        geometry(kernel("maxPool").buffers(x, y, y).ints(0), maps, window).run(maps.outSize());
    }

    @Override
    public void maxPoolGrad(
            Buffer x, Buffer y, Buffer gradY, Buffer gradX, FeatureMaps maps, Window window) {
        Buffer from = device.allocate(ElementType.INT32, maps.outSize());
        try {
            geometry(kernel("maxPool").buffers(x, y, from).ints(1), maps, window)
                    .run(maps.outSize());
            geometry(kernel("maxPoolGrad").buffers(from, gradY, gradX), maps, window)
                    .run(maps.size());
        } finally {
            device.release(from);
        }
    }

    @Override
    public void averagePool(
            Buffer x, Buffer y, FeatureMaps maps, Window window, boolean countPadding) {
        ClKernel kernel = kernel("averagePool").buffers(x, y).ints(countPadding ? 1 : 0);
        geometry(kernel, maps, window).run(maps.outSize());
    }

    @Override
    public void averagePoolGrad(
            Buffer gradY, Buffer gradX, FeatureMaps maps, Window window, boolean countPadding) {
        ClKernel kernel =
                kernel("averagePoolGrad").buffers(gradY, gradX).ints(countPadding ? 1 : 0);
        geometry(kernel, maps, window).run(maps.size());
    }
}
