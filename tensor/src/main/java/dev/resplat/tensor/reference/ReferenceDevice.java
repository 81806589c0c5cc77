package dev.resplat.tensor.reference;

import static java.util.Map.entry;

import dev.resplat.tensor.AttentionKernels;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ConvolutionKernels;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.IndexKernels;
import dev.resplat.tensor.IntArray;
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
import java.util.Optional;

/** Scalar loops in double precision on one thread: the definition of every kernel. */
public final class ReferenceDevice extends Device {
    private final Map<Class<?>, Object> families =
            Map.ofEntries(
                    entry(ElementwiseKernels.class, new ReferenceElementwise()),
                    entry(MatmulKernels.class, new ReferenceMatmul()),
                    entry(ConvolutionKernels.class, new ReferenceConvolution()),
                    entry(ReduceKernels.class, new ReferenceReduce()),
                    entry(SoftmaxKernels.class, new ReferenceSoftmax()),
                    entry(NormalizationKernels.class, new ReferenceNormalization()),
                    entry(AttentionKernels.class, new ReferenceAttention()),
                    entry(IndexKernels.class, new ReferenceIndex()),
                    entry(SortKernels.class, new ReferenceSort()),
                    entry(ScanKernels.class, new ReferenceScan()),
                    entry(SamplingKernels.class, new ReferenceSampling()),
                    entry(PoolingKernels.class, new ReferencePooling()),
                    entry(SimilarityKernels.class, new ReferenceSimilarity()),
                    entry(NeighborKernels.class, new ReferenceNeighbors()),
                    entry(RandomKernels.class, new ReferenceRandom()),
                    entry(OptimizerKernels.class, new ReferenceOptimizer()),
                    entry(PeakKernels.class, new ReferencePeak()));

    public ReferenceDevice() {
        super("reference");
    }

    @Override
    public String description() {
        return "scalar loops in double precision on one thread: the definition of every kernel";
    }

    @Override
    protected Buffer newBuffer(ElementType type, int capacity) {
        return type == ElementType.REAL ? new DoubleArray(capacity) : new IntArray(capacity);
    }

    @Override
    protected <K> Optional<K> ownKernels(Class<K> family) {
        return Optional.ofNullable(family.cast(families.get(family)));
    }

    @Override
    public void upload(double[] source, Buffer target, int n) {
        System.arraycopy(source, 0, DoubleArray.of(target), 0, n);
    }

    @Override
    public void upload(float[] source, Buffer target, int n) {
        double[] values = DoubleArray.of(target);
        for (int i = 0; i < n; i++) {
            values[i] = source[i];
        }
    }

    @Override
    public void upload(int[] source, Buffer target, int n) {
        System.arraycopy(source, 0, IntArray.of(target), 0, n);
    }

    @Override
    public void download(Buffer source, double[] target, int n) {
        System.arraycopy(DoubleArray.of(source), 0, target, 0, n);
    }

    @Override
    public void download(Buffer source, float[] target, int n) {
        double[] values = DoubleArray.of(source);
        for (int i = 0; i < n; i++) {
            target[i] = (float) values[i];
        }
    }

    @Override
    public void download(Buffer source, int[] target, int n) {
        System.arraycopy(IntArray.of(source), 0, target, 0, n);
    }
}
