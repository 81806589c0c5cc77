package dev.resplat.opencl;

import static java.util.Map.entry;

import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.splat.ProjectionKernels;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.AttentionKernels;
import dev.resplat.tensor.ConvolutionKernels;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.IndexKernels;
import dev.resplat.tensor.MatmulKernels;
import dev.resplat.tensor.NeighborKernels;
import dev.resplat.tensor.NormalizationKernels;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.PeakKernels;
import dev.resplat.tensor.PoolingKernels;
import dev.resplat.tensor.RandomKernels;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.SamplingKernels;
import dev.resplat.tensor.ScanKernels;
import dev.resplat.tensor.SimilarityKernels;
import dev.resplat.tensor.SoftmaxKernels;
import dev.resplat.tensor.SortKernels;
import java.util.Map;

/** The kernel families that OpenCL devices have, each compiled when it is first used. */
final class ClFamilies {
    private ClFamilies() {}

    static Map<Class<?>, Object> of(ClDevice device) {
        ReduceKernels reduce = new ClReduce(device);
        SortKernels sort = new ClSort(device);
        ClLargest largest = new ClLargest(device);
        return Map.ofEntries(
                entry(ElementwiseKernels.class, new ClElementwise(device)),
                entry(ReduceKernels.class, reduce),
                entry(OptimizerKernels.class, new ClOptimizer(device)),
                entry(RandomKernels.class, new ClRandom(device)),
                entry(IndexKernels.class, new ClIndex(device)),
                entry(SortKernels.class, sort),
                entry(ScanKernels.class, new ClScan(device)),
                entry(MatmulKernels.class, new ClMatmul(device, reduce, largest)),
                entry(ConvolutionKernels.class, new ClConvolution(device, reduce, largest)),
                entry(AttentionKernels.class, new ClAttention(device)),
                entry(NormalizationKernels.class, new ClNormalization(device)),
                entry(SoftmaxKernels.class, new ClSoftmax(device)),
                entry(PoolingKernels.class, new ClPooling(device)),
                entry(SamplingKernels.class, new ClSampling(device)),
                entry(SimilarityKernels.class, new ClSimilarity(device, reduce)),
                entry(NeighborKernels.class, new ClNeighbors(device, sort)),
                entry(PeakKernels.class, new ClPeak(device)),
                entry(RasterKernels.class, new ClRaster(device)),
                entry(ProjectionKernels.class, new ClProjection(device)),
                entry(HarmonicsKernels.class, new ClHarmonics(device)));
    }
}
