package dev.resplat.bench;

import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** Drawing a million numbers. */
public class RandomBenchmark extends DeviceBenchmark {
    private static final Shape SHAPE = Shape.of(4096, 256);
    private static final long SEED = 3;

    private final RandomStream random = new RandomStream(SEED);

    @Override
    void prepare() {
        try (Scope check = Scope.open()) {
            RandomStream actual = new RandomStream(SEED);
            RandomStream expected = new RandomStream(SEED);
            check(
                    actual.uniform(device(), SHAPE),
                    expected.uniform(Devices.find("reference"), SHAPE),
                    1e-6);
            check(
                    actual.normal(device(), SHAPE),
                    expected.normal(Devices.find("reference"), SHAPE),
                    1e-5);
        }
    }

    /** Uniform in [0, 1). */
    @Benchmark
    public Tensor uniform(Rate.Elements rate) {
        rate.add(SHAPE.size());
        try (Scope scope = Scope.open()) {
            return random.uniform(device(), SHAPE);
        }
    }

    /** Standard normal. */
    @Benchmark
    public Tensor normal(Rate.Elements rate) {
        rate.add(SHAPE.size());
        try (Scope scope = Scope.open()) {
            return random.normal(device(), SHAPE);
        }
    }
}
