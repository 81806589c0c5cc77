package dev.resplat.bench;

import dev.resplat.tensor.Convolving;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Convolutions and their gradients over {@code [2, 64, 64, channels]}. The gradient with respect to
 * x is the transposed convolution, too.
 */
public class ConvolutionBenchmark extends DeviceBenchmark {
    /** Extent of the kernel, stride and groups. */
    @Param({"3x3 1 1", "4x4 2 1", "1x1 1 1", "7x7 1 64", "3x3 2 64"})
    public String layer;

    /** Of what goes in and of what comes out. */
    @Param("64")
    public int channels;

    private Window window;
    private int groups;
    private Tensor x;
    private Tensor weight;
    private Tensor gradY;
    private double flops;

    @Override
    void prepare() {
        String[] parts = layer.split("[x ]");
        int extent = Integer.parseInt(parts[0]);
        int stride = Integer.parseInt(parts[2]);
        window = Window.of(extent, extent).stride(stride).padding((extent - 1) / 2);
        groups = Integer.parseInt(parts[3]);
        x = values(2, 64, 64, channels);
        weight = values(extent, extent, channels / groups, channels);
        gradY = values(2, window.outHeight(64), window.outWidth(64), channels);
        flops = 2.0 * gradY.shape().size() * extent * extent * ((double) channels / groups);
        try (Scope check = Scope.open()) {
            Tensor w = reference(weight);
            check(conv2d(), Convolving.conv2d(reference(x), w, null, window, groups), 1e-5);
            Tensor g = reference(gradY);
            check(gradX(), Convolving.conv2dGradX(g, w, x.shape(), window, groups), 1e-5);
            check(gradWeight(), Convolving.conv2dGradWeight(reference(x), g, window, groups), 1e-5);
        }
    }

    private Tensor conv2d() {
        return Convolving.conv2d(x, weight, null, window, groups);
    }

    private Tensor gradX() {
        return Convolving.conv2dGradX(gradY, weight, x.shape(), window, groups);
    }

    private Tensor gradWeight() {
        return Convolving.conv2dGradWeight(x, gradY, window, groups);
    }

    private Tensor done(Tensor y) {
        device().await();
        return y;
    }

    /** The convolution. */
    @Benchmark
    public Tensor conv2d(Rate.Flops rate) {
        rate.add(flops);
        try (Scope scope = Scope.open()) {
            return done(conv2d());
        }
    }

    /** Its gradient with respect to x. */
    @Benchmark
    public Tensor conv2dGradX(Rate.Flops rate) {
        rate.add(flops);
        try (Scope scope = Scope.open()) {
            return done(gradX());
        }
    }

    /** Its gradient with respect to the weight. */
    @Benchmark
    public Tensor conv2dGradWeight(Rate.Flops rate) {
        rate.add(flops);
        try (Scope scope = Scope.open()) {
            return done(gradWeight());
        }
    }
}
