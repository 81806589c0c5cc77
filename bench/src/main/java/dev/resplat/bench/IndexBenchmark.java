package dev.resplat.bench;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;

/** Moving rows and elements about. */
public class IndexBenchmark extends DeviceBenchmark {
    private static final int ROWS = 65536;
    private static final int COLUMNS = 64;
    private static final int TARGETS = 16384;
    private static final int SIDE = 2048;

    private Tensor x;
    private Tensor index;
    private Tensor square;

    @Override
    void prepare() {
        x = values(ROWS, COLUMNS);
        index = indices(TARGETS, ROWS);
        square = values(SIDE, SIDE);
        try (Scope check = Scope.open()) {
            Tensor rx = reference(x);
            Tensor rIndex = reference(index);
            check(Gathering.gatherRows(x, index), Gathering.gatherRows(rx, rIndex), 0);
            check(
                    Gathering.scatterAddRows(x, index, TARGETS),
                    Gathering.scatterAddRows(rx, rIndex, TARGETS),
                    1e-6);
            check(Arranging.transpose(square), Arranging.transpose(reference(square)), 0);
        }
    }

    /** 65,536 rows of 64, read in random order. */
    @Benchmark
    public Tensor gatherRows(Rate.Bytes rate) {
        rate.addElements(2L * ROWS * COLUMNS);
        try (Scope scope = Scope.open()) {
            return Gathering.gatherRows(x, index);
        }
    }

    /** 65,536 rows of 64, added to 16,384 rows in random order. */
    @Benchmark
    public Tensor scatterAddRows(Rate.Bytes rate) {
        rate.addElements((long) (ROWS + TARGETS) * COLUMNS);
        try (Scope scope = Scope.open()) {
            return Gathering.scatterAddRows(x, index, TARGETS);
        }
    }

    /** A square matrix of 2048. */
    @Benchmark
    public Tensor transpose(Rate.Bytes rate) {
        rate.addElements(2L * SIDE * SIDE);
        try (Scope scope = Scope.open()) {
            return Arranging.transpose(square);
        }
    }
}
