package dev.resplat.bench;

import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Softmax of rows of middling length, of many short rows and of few long ones. */
public class SoftmaxBenchmark extends DeviceBenchmark {
    /** Rows and columns. */
    @Param({"4096x256", "65536x16", "64x65536"})
    public String shape;

    private Tensor x;
    private Tensor y;
    private Tensor gradY;

    @Override
    void prepare() {
        int cross = shape.indexOf('x');
        int rows = Integer.parseInt(shape.substring(0, cross));
        int columns = Integer.parseInt(shape.substring(cross + 1));
        x = values(rows, columns);
        y = x.softmax();
        gradY = values(rows, columns);
        try (Scope check = Scope.open()) {
            Tensor expected = reference(x).softmax();
            check(y, expected, 1e-6);
            check(y.softmaxGrad(gradY), expected.softmaxGrad(reference(gradY)), 1e-5);
            check(x.logSoftmax(), reference(x).logSoftmax(), 1e-6);
        }
    }

    /** {@code e^x / sum e^x}. */
    @Benchmark
    public Tensor softmax(Rate.Elements rate) {
        rate.add(x.shape().size());
        try (Scope scope = Scope.open()) {
            return x.softmax();
        }
    }

    /** Its gradient. */
    @Benchmark
    public Tensor softmaxGrad(Rate.Elements rate) {
        rate.add(x.shape().size());
        try (Scope scope = Scope.open()) {
            return y.softmaxGrad(gradY);
        }
    }

    /** {@code x - log sum e^x}. */
    @Benchmark
    public Tensor logSoftmax(Rate.Elements rate) {
        rate.add(x.shape().size());
        try (Scope scope = Scope.open()) {
            return x.logSoftmax();
        }
    }
}
