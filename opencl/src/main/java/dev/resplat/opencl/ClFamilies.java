package dev.resplat.opencl;

import static java.util.Map.entry;

import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.splat.ProjectionKernels;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.IndexKernels;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.PeakKernels;
import dev.resplat.tensor.RandomKernels;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ScanKernels;
import dev.resplat.tensor.SoftmaxKernels;
import dev.resplat.tensor.SortKernels;
import java.util.Map;

/** The kernel families that OpenCL devices have, each compiled when it is first used. */
final class ClFamilies {
    private ClFamilies() {}

    static Map<Class<?>, Object> of(ClDevice device) {
        return Map.ofEntries(
                entry(ElementwiseKernels.class, new ClElementwise(device)),
                entry(HarmonicsKernels.class, new ClHarmonics(device)),
                entry(IndexKernels.class, new ClIndex(device)),
                entry(OptimizerKernels.class, new ClOptimizer(device)),
                entry(PeakKernels.class, new ClPeak(device)),
                entry(ProjectionKernels.class, new ClProjection(device)),
                entry(RandomKernels.class, new ClRandom(device)),
                entry(RasterKernels.class, new ClRaster(device)),
                entry(ReduceKernels.class, new ClReduce(device)),
                entry(ScanKernels.class, new ClScan(device)),
                entry(SoftmaxKernels.class, new ClSoftmax(device)),
                entry(SortKernels.class, new ClSort(device)));
    }
}
