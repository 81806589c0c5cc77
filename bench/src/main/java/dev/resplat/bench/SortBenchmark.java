package dev.resplat.bench;

import dev.resplat.tensor.Scope;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Sorting;
import dev.resplat.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Sorting one long row, or many short ones. */
public class SortBenchmark extends DeviceBenchmark {
    private static final int SIZE = 1 << 20;
    private static final int K = 16;

    /** Elements of a row, of 1 M in all. */
    @Param({"256", "1048576"})
    public int columns;

    private Tensor x;

    @Override
    void prepare() {
        x = values(SIZE / columns, columns);
        try (Scope check = Scope.open()) {
            Tensor rx = reference(x);
            check(x.sort(Order.ASCENDING).values(), rx.sort(Order.ASCENDING).values(), 0);
            check(x.topK(Order.DESCENDING, K).values(), rx.topK(Order.DESCENDING, K).values(), 0);
        }
    }

    /** All of a row, with indices. */
    @Benchmark
    public Sorting.Sorted sort(Rate.Elements rate) {
        rate.add(SIZE);
        try (Scope scope = Scope.open()) {
            return x.sort(Order.ASCENDING);
        }
    }

    /** The 16 largest of a row, with indices. */
    @Benchmark
    public Sorting.Sorted topK(Rate.Elements rate) {
        rate.add(SIZE);
        try (Scope scope = Scope.open()) {
            return x.topK(Order.DESCENDING, K);
        }
    }
}
