package dev.resplat.tensor.cpu;

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
import java.util.function.IntConsumer;

/**
 * Float kernels on the cores of this machine, in vector instructions where the JVM offers them.
 *
 * <p>Results depend neither on the number of threads nor on what has been compiled. They differ in
 * rounding between machines of different vector width, and with and without the vector module.
 *
 * <p>A device keeps its threads as long as the JVM lives: make one and use it.
 */
public final class CpuDevice extends Device {
    private final Workers workers;
    private final Lanes lanes;
    private final Map<Class<?>, Object> families;

    /** The CPU with this many threads, with vector instructions if they are to be had. */
    public CpuDevice(int threads) {
        this(threads, Lanes.available());
    }

    /** The CPU with this many threads and scalar loops, as on a JVM without the vector module. */
    public static CpuDevice scalar(int threads) {
        return new CpuDevice(threads, Lanes.NONE);
    }

    private CpuDevice(int threads, Lanes lanes) {
        super("cpu");
        this.workers = new Workers(threads);
        this.lanes = lanes;
        this.families = lanes == Lanes.NONE ? scalarFamilies(workers) : SimdFamilies.of(workers);
    }

    private static Map<Class<?>, Object> scalarFamilies(Workers workers) {
        return families(
                workers,
                new ScalarMatmul(workers),
                new ScalarConvolution(workers),
                new PlainLoops(),
                new PlainRows(),
                new PlainColumns(),
                new RowAttention(workers, new PlainRows(), new PlainAttentionRows()),
                new PlainPixels(),
                new PlainWindowLoops(),
                new PlainPeak(workers),
                new CpuNormalization(
                        workers,
                        new PlainRowNormalization(),
                        new PlainColumnNormalization(),
                        new PlainColumns()));
    }

    /** Every family, given the parts that come with vector instructions and without. */
    static Map<Class<?>, Object> families(
            Workers workers,
            MatmulKernels matmul,
            ConvolutionKernels convolution,
            ElementwiseLoops loops,
            Rows rows,
            Columns columns,
            AttentionKernels attention,
            Pixels pixels,
            WindowLoops windows,
            PeakKernels peak,
            NormalizationKernels normalization) {
        return Map.ofEntries(
                entry(MatmulKernels.class, matmul),
                entry(ConvolutionKernels.class, convolution),
                entry(ElementwiseKernels.class, new CpuElementwise(workers, loops)),
                entry(ReduceKernels.class, new CpuReduce(workers, rows, columns)),
                entry(SoftmaxKernels.class, new CpuSoftmax(workers, rows, loops)),
                entry(AttentionKernels.class, attention),
                entry(NormalizationKernels.class, normalization),
                entry(IndexKernels.class, new CpuIndex(workers)),
                entry(SortKernels.class, new CpuSort(workers)),
                entry(ScanKernels.class, new CpuScan(workers)),
                entry(SamplingKernels.class, new CpuSampling(workers, pixels)),
                entry(PoolingKernels.class, new CpuPooling(workers, pixels)),
                entry(SimilarityKernels.class, new CpuSimilarity(workers, windows)),
                entry(NeighborKernels.class, new CpuNeighbors(workers)),
                entry(RandomKernels.class, new CpuRandom(workers)),
                entry(OptimizerKernels.class, new CpuOptimizer(workers)),
                entry(PeakKernels.class, peak));
    }

    /** The threads of this device, for kernels of other modules. */
    public Workers workers() {
        return workers;
    }

    /** Shares the tasks among the threads; a single task may use all of them in its kernels. */
    @Override
    public void concurrently(int count, IntConsumer task) {
        workers.forEach(count, task);
    }

    /** The vector width this device works with. */
    public Lanes lanes() {
        return lanes;
    }

    @Override
    public String description() {
        return workers.parallelism() + " threads, " + lanes.description();
    }

    @Override
    protected Buffer newBuffer(ElementType type, int capacity) {
        return type == ElementType.REAL ? new FloatArray(capacity) : new IntArray(capacity);
    }

    @Override
    protected <K> Optional<K> ownKernels(Class<K> family) {
        return Optional.ofNullable(family.cast(families.get(family)));
    }

    @Override
    public void upload(double[] source, Buffer target, int n) {
        float[] values = FloatArray.of(target);
        for (int i = 0; i < n; i++) {
            values[i] = (float) source[i];
        }
    }

    @Override
    public void upload(float[] source, Buffer target, int n) {
        System.arraycopy(source, 0, FloatArray.of(target), 0, n);
    }

    @Override
    public void upload(int[] source, Buffer target, int n) {
        System.arraycopy(source, 0, IntArray.of(target), 0, n);
    }

    @Override
    public void download(Buffer source, double[] target, int n) {
        float[] values = FloatArray.of(source);
        for (int i = 0; i < n; i++) {
            target[i] = values[i];
        }
    }

    @Override
    public void download(Buffer source, float[] target, int n) {
        System.arraycopy(FloatArray.of(source), 0, target, 0, n);
    }

    @Override
    public void download(Buffer source, int[] target, int n) {
        System.arraycopy(IntArray.of(source), 0, target, 0, n);
    }
}
