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
            check(
                    Sorting.sort(x, Order.ASCENDING).values(),
                    Sorting.sort(rx, Order.ASCENDING).values(),
                    0);
            check(
                    Sorting.topK(x, Order.DESCENDING, K).values(),
                    Sorting.topK(rx, Order.DESCENDING, K).values(),
                    0);
        }
    }

    /** All of a row, with indices. */
    @Benchmark
    public Sorting.Sorted sort(Rate.Elements rate) {
        rate.add(SIZE);
        try (Scope scope = Scope.open()) {
            return Sorting.sort(x, Order.ASCENDING);
        }
    }

    /** The 16 largest of a row, with indices. */
    @Benchmark
    public Sorting.Sorted topK(Rate.Elements rate) {
        rate.add(SIZE);
        try (Scope scope = Scope.open()) {
            return Sorting.topK(x, Order.DESCENDING, K);
        }
    }
}
