package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.FeatureMaps;
import dev.resplat.tensor.SamplingKernels;
import java.util.Map;

/**
 * Bilinear reads, a work-item for every result. Where outputs meet in a pixel, as in the gradient
 * through a grid, they are sorted by the pixels that they see, so that every pixel adds up its own
 * in a fixed order: 32 bytes per output.
 */
final class ClSampling implements SamplingKernels {
    private static final int GROUP = 64;

    /** Channels of a work-item at least, before an output gets more of them. */
    private static final int EACH = 2;

    private final ClDevice device;
    private final ClRadixSort sort;

    ClSampling(ClDevice device) {
        this.device = device;
        this.sort = new ClRadixSort(device);
    }

    /** Integers of 64 bits are slow on GPUs: they are taken where those of 32 are too short. */
    private ClKernel kernel(String name, FeatureMaps maps) {
        long most = 4L * Math.max((long) maps.h() * maps.outH(), (long) maps.w() * maps.outW());
        String count = most < Integer.MAX_VALUE ? "int" : "long";
        return device.program("sampling.cl", Map.of("COUNT", count, "GROUP", "" + GROUP))
                .kernel(name);
    }

    private static ClKernel geometry(ClKernel kernel, FeatureMaps maps) {
        return kernel.ints(maps.n(), maps.h(), maps.w(), maps.outH(), maps.outW(), maps.c());
    }

    @Override
    public void resizeBilinear(Buffer x, Buffer y, FeatureMaps maps, boolean alignCorners) {
        geometry(kernel("resizeBilinear", maps).buffers(x, y), maps)
                .ints(alignCorners ? 1 : 0)
                .run(maps.outSize());
    }

    @Override
    public void resizeBilinearGrad(
            Buffer gradY, Buffer gradX, FeatureMaps maps, boolean alignCorners) {
        geometry(kernel("resizeBilinearGrad", maps).buffers(gradY, gradX), maps)
                .ints(alignCorners ? 1 : 0)
                .run(maps.size());
    }

    private static ClKernel how(ClKernel kernel, Padding padding, boolean alignCorners) {
        return kernel.ints(padding == Padding.BORDER ? 1 : 0, alignCorners ? 1 : 0);
    }

    @Override
    public void gridSample(
            Buffer x,
            Buffer grid,
            Buffer y,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners) {
        ClKernel kernel = geometry(kernel("gridSample", maps).buffers(x, grid, y), maps);
        how(kernel, padding, alignCorners).run(maps.outSize());
    }

    @Override
    public void gridSampleGradX(
            Buffer grid,
            Buffer gradY,
            Buffer gradX,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners) {
        int outputs = maps.n() * maps.outH() * maps.outW();
        long cells = (long) maps.n() * (maps.h() + 1) * (maps.w() + 1);
        int count = Math.toIntExact(cells + 1);
        Buffer fractions = device.allocate(ElementType.REAL, 2 * outputs);
        Buffer starts = device.allocate(ElementType.INT32, count);
        Buffer ends = device.allocate(ElementType.INT32, count);
        try (ClPairs pairs = new ClPairs(device, outputs)) {
            device.fill((ClBuffer) starts, 0);
            device.fill((ClBuffer) ends, 0);
            ClKernel kernel = kernel("cells", maps);
            kernel.buffers(grid, pairs.keys(), pairs.values(), fractions);
            how(geometry(kernel, maps), padding, alignCorners).run(outputs);
            sort.sort(pairs, outputs, ClRadixSort.bits(count));
            device.program("index.cl", Map.of())
                    .kernel("runs")
                    .buffers(pairs.keys(), starts, ends)
                    .ints(outputs)
                    .run(outputs);
            kernel = kernel("gridSampleGradX", maps);
            kernel.buffers(gradY, pairs.values(), starts, ends, fractions, gradX);
            geometry(kernel, maps).run(maps.size());
        } finally {
            device.release(fractions);
            device.release(starts);
            device.release(ends);
        }
    }

    @Override
    public void gridSampleGradGrid(
            Buffer x,
            Buffer grid,
            Buffer gradY,
            Buffer gradGrid,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners) {
        int lanes = Math.min(GROUP, Integer.highestOneBit(Math.max(1, maps.c() / EACH)));
        long outputs = (long) maps.n() * maps.outH() * maps.outW();
        long groups = (outputs * lanes + GROUP - 1) / GROUP;
        ClKernel kernel = kernel("gridSampleGradGrid", maps).buffers(x, grid, gradY, gradGrid);
        how(geometry(kernel, maps), padding, alignCorners)
                .ints(lanes)
                .run(new long[] {groups * GROUP}, new long[] {GROUP});
    }
}
