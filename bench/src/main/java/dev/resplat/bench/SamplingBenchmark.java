package dev.resplat.bench;

import dev.resplat.tensor.Pooling;
import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Pooling, resizing and grid sampling of maps [4, 64, 64, C]. */
public class SamplingBenchmark extends DeviceBenchmark {
    private static final Window WINDOW = Window.of(3, 3).stride(2).padding(1);
    private static final int EXTENT = 64;

    /** Channels. */
    @Param({"64", "3"})
    public int channels;

    private Tensor x;
    private Tensor grid;
    private Tensor pooled;

    @Override
    void prepare() {
        x = values(4, EXTENT, EXTENT, channels);
        grid = values(4, EXTENT, EXTENT, 2).mul(0.5);
        pooled = Pooling.max(x, WINDOW);
        try (Scope check = Scope.open()) {
            check(pooled, Pooling.max(reference(x), WINDOW), 0);
            check(
                    Sampling.resizeBilinear(x, 2 * EXTENT, 2 * EXTENT, false),
                    Sampling.resizeBilinear(reference(x), 2 * EXTENT, 2 * EXTENT, false),
                    1e-6);
            check(
                    Sampling.gridSample(x, grid, Padding.ZEROS, false),
                    Sampling.gridSample(reference(x), reference(grid), Padding.ZEROS, false),
                    1e-6);
        }
    }

    /** The largest of 3 x 3. */
    @Benchmark
    public Tensor maxPool(Rate.Bytes rate) {
        rate.addElements(x.shape().size() + pooled.shape().size());
        try (Scope scope = Scope.open()) {
            return Pooling.max(x, WINDOW);
        }
    }

    /** Its gradient. */
    @Benchmark
    public Tensor maxPoolGrad(Rate.Bytes rate) {
        rate.addElements(2L * x.shape().size() + 2L * pooled.shape().size());
        try (Scope scope = Scope.open()) {
            return Pooling.maxGrad(x, pooled, pooled, WINDOW, false);
        }
    }

    /** To twice the pixels along either axis. */
    @Benchmark
    public Tensor resize(Rate.Bytes rate) {
        rate.addElements(5L * x.shape().size());
        try (Scope scope = Scope.open()) {
            return Sampling.resizeBilinear(x, 2 * EXTENT, 2 * EXTENT, false);
        }
    }

    /** At places all over the map. */
    @Benchmark
    public Tensor gridSample(Rate.Bytes rate) {
        rate.addElements(2L * x.shape().size());
        try (Scope scope = Scope.open()) {
            return Sampling.gridSample(x, grid, Padding.ZEROS, false);
        }
    }

    /** Its gradient with respect to the map. */
    @Benchmark
    public Tensor gridSampleGradX(Rate.Bytes rate) {
        rate.addElements(2L * x.shape().size());
        try (Scope scope = Scope.open()) {
            return Sampling.gridSampleGradX(grid, x, EXTENT, EXTENT, Padding.ZEROS, false);
        }
    }
}
