package dev.resplat.bench;

import dev.resplat.tensor.Scanning;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Running totals along either axis of a matrix of 4096 x 256. */
public class ScanBenchmark extends DeviceBenchmark {
    /** The axis. */
    @Param({"0", "1"})
    public int axis;

    private Tensor x;

    @Override
    void prepare() {
        x = values(4096, 256);
        try (Scope check = Scope.open()) {
            check(
                    Scanning.cumulativeSum(x, axis),
                    Scanning.cumulativeSum(reference(x), axis),
                    1e-4);
        }
    }

    /** Running sums. */
    @Benchmark
    public Tensor cumulativeSum(Rate.Elements rate) {
        rate.add(x.shape().size());
        try (Scope scope = Scope.open()) {
            return Scanning.cumulativeSum(x, axis);
        }
    }
}
