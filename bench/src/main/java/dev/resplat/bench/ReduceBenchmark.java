package dev.resplat.bench;

import dev.resplat.tensor.ReduceOp;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Sums and maxima of a matrix of 256 columns. */
public class ReduceBenchmark extends DeviceBenchmark {
    private static final int COLUMNS = 256;

    /** Number of elements: 1 M or 16 M. */
    @Param({"1048576", "16777216"})
    public int size;

    private Tensor x;

    @Override
    void prepare() {
        x = values(size / COLUMNS, COLUMNS);
        try (Scope check = Scope.open()) {
            Tensor expected = reference(x);
            // The sum of values that cancel: what counts is the error against the sum of |x|.
            check(x.sum().add(size), expected.sum().add(size), 1e-6);
            check(x.sum(0).add(size / COLUMNS), expected.sum(0).add(size / COLUMNS), 1e-6);
            check(x.reduce(ReduceOp.MAX, 1), expected.reduce(ReduceOp.MAX, 1), 0);
        }
    }

    /** The sum of all elements. */
    @Benchmark
    public Tensor sum(Rate.Elements rate) {
        rate.add(size);
        try (Scope scope = Scope.open()) {
            return x.sum();
        }
    }

    /** The sum of each column, as in the gradient of a bias. */
    @Benchmark
    public Tensor columnSum(Rate.Elements rate) {
        rate.add(size);
        try (Scope scope = Scope.open()) {
            return x.sum(0);
        }
    }

    /** The largest element of each row. */
    @Benchmark
    public Tensor rowMax(Rate.Elements rate) {
        rate.add(size);
        try (Scope scope = Scope.open()) {
            return x.reduce(ReduceOp.MAX, 1);
        }
    }
}
