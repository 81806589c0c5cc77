package dev.resplat.bench;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Attending;
import dev.resplat.tensor.Attending.Attended;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Attention of long sequences, within many windows, and of single queries to keys of their own. */
public class AttentionBenchmark extends DeviceBenchmark {
    /** Batch, queries, keys, heads and depth. */
    @Param({
        "4x1024x1024x8x32",
        "4x1024x1024x8x64",
        "1024x64x64x4x32",
        "16384x1x32x4x32",
        "4096x1x32x2x32"
    })
    public String shape;

    private double scale;
    private double product;
    private Tensor q;
    private Tensor k;
    private Tensor v;
    private Tensor gradY;
    private Attended attended;

    @Override
    void prepare() {
        String[] parts = shape.split("x");
        int[] dims = new int[parts.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = Integer.parseInt(parts[i]);
        }
        scale = 1 / Math.sqrt(dims[4]);
        product = 2.0 * dims[0] * dims[1] * dims[2] * dims[3] * dims[4];
        q = values(dims[0], dims[1], dims[3], dims[4]);
        k = values(dims[0], dims[2], dims[3], dims[4]);
        v = values(dims[0], dims[2], dims[3], dims[4]);
        gradY = values(dims[0], dims[1], dims[3], dims[4]);
        attended = Attending.attention(q, k, v, null, scale);
        try (Scope check = Scope.open()) {
            checkFirst();
        }
    }

    /** The first of the batch, as the reference takes its time. */
    private void checkFirst() {
        Tensor[] x = {first(q), first(k), first(v)};
        Tensor u = first(gradY);
        Attended expected = Attending.attention(x[0], x[1], x[2], null, scale);
        Tensor[] grads =
                Attending.attentionGrad(
                        x[0], x[1], x[2], null, scale, expected, u, true, true, true);
        check(first(attended.y()), expected.y(), 1e-5);
        Tensor[] actual = gradients();
        for (int i = 0; i < grads.length; i++) {
            check(first(actual[i]), grads[i], 1e-4);
        }
    }

    private static Tensor first(Tensor x) {
        return reference(Arranging.slice(x, 0, 0, 1));
    }

    private Tensor[] gradients() {
        return Attending.attentionGrad(q, k, v, null, scale, attended, gradY, true, true, true);
    }

    /** {@code softmax(scale q k^T) v}: two products. */
    @Benchmark
    public Tensor attention(Rate.Flops rate) {
        rate.add(2 * product);
        try (Scope scope = Scope.open()) {
            Tensor y = Attending.attention(q, k, v, null, scale).y();
            device().await();
            return y;
        }
    }

    /** Its three gradients: five products. */
    @Benchmark
    public Tensor[] attentionGrad(Rate.Flops rate) {
        rate.add(5 * product);
        try (Scope scope = Scope.open()) {
            Tensor[] gradients = gradients();
            device().await();
            return gradients;
        }
    }
}
