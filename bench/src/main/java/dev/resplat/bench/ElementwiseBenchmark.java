package dev.resplat.bench;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Element-wise functions of arrays that fit the L2 cache, the L3 cache, and neither. */
public class ElementwiseBenchmark extends DeviceBenchmark {
    private static final int COLUMNS = 256;

    /** Number of elements: 64 K, 1 M or 16 M. */
    @Param({"65536", "1048576", "16777216"})
    public int size;

    private Tensor x;
    private Tensor y;
    private Tensor bias;

    @Override
    void prepare() {
        x = values(size / COLUMNS, COLUMNS);
        y = values(size / COLUMNS, COLUMNS);
        bias = values(COLUMNS);
        try (Scope check = Scope.open()) {
            int rows = Math.min(size / COLUMNS, 4096);
            int last = size / COLUMNS - rows;
            Tensor xEnd = reference(Arranging.slice(x, 0, last, last + rows));
            Tensor yEnd = reference(Arranging.slice(y, 0, last, last + rows));
            checkEnd(x.map(UnaryOp.EXP), xEnd.map(UnaryOp.EXP));
            checkEnd(x.map(UnaryOp.GELU), xEnd.map(UnaryOp.GELU));
            checkEnd(x.add(y), xEnd.add(yEnd));
            checkEnd(x.add(bias), xEnd.add(reference(bias)));
        }
    }

    private static void checkEnd(Tensor all, Tensor end) {
        int rows = all.shape().dim(0);
        check(Arranging.slice(all, 0, rows - end.shape().dim(0), rows), end, 1e-6);
    }

    /** {@code e^x}. */
    @Benchmark
    public Tensor exp(Rate.Elements rate) {
        rate.add(size);
        try (Scope scope = Scope.open()) {
            return x.map(UnaryOp.EXP);
        }
    }

    /** {@code x Phi(x)}. */
    @Benchmark
    public Tensor gelu(Rate.Elements rate) {
        rate.add(size);
        try (Scope scope = Scope.open()) {
            return x.map(UnaryOp.GELU);
        }
    }

    /** {@code x + y}. */
    @Benchmark
    public Tensor add(Rate.Elements rate) {
        rate.add(size);
        try (Scope scope = Scope.open()) {
            return x.add(y);
        }
    }

    /** {@code [rows, 256] + [256]}. */
    @Benchmark
    public Tensor addBias(Rate.Elements rate) {
        rate.add(size);
        try (Scope scope = Scope.open()) {
            return x.add(bias);
        }
    }
}
