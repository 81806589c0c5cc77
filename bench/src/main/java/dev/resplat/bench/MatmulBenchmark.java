package dev.resplat.bench;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Matrix products: squares, a batch, and those of one linear layer in training. */
public class MatmulBenchmark extends DeviceBenchmark {
    private static final int CHECKED_ROWS = 16;

    /** Which product. */
    @Param public Product product;

    private Tensor a;
    private Tensor b;

    /** {@code c[m, n] = sum_k a[m, k] b[k, n]} with the operands stored as the name says. */
    public enum Product {
        SQUARE_64(1, 64, 64, 64),
        SQUARE_256(1, 256, 256, 256),
        SQUARE_512(1, 512, 512, 512),
        SQUARE_960(1, 960, 960, 960),
        SQUARE_2048(1, 2048, 2048, 2048),
        /** For GPUs. */
        SQUARE_4096(1, 4096, 4096, 4096),
        BATCH_64(64, 128, 128, 64),
        /** {@code y = x w}. */
        LAYER_FORWARD(1, 4096, 256, 256),
        /** {@code gradX = gradY w^T}. */
        LAYER_GRAD_X(1, 4096, 256, 256),
        /** {@code gradW = x^T gradY}. */
        LAYER_GRAD_W(1, 256, 256, 4096);

        final int batch;
        final int m;
        final int n;
        final int k;

        Product(int batch, int m, int n, int k) {
            this.batch = batch;
            this.m = m;
            this.n = n;
            this.k = k;
        }

        double flops() {
            return 2.0 * batch * m * n * k;
        }

        Tensor of(Tensor a, Tensor b) {
            return switch (this) {
                case LAYER_GRAD_X -> a.matmulTransposed(b);
                case LAYER_GRAD_W -> a.transposedMatmul(b);
                default -> a.matmul(b);
            };
        }
    }

    @Override
    void prepare() {
        int m = product.m;
        int n = product.n;
        int k = product.k;
        a = product == Product.LAYER_GRAD_W ? values(k, m) : batched(m, k);
        b = product == Product.LAYER_GRAD_X ? values(n, k) : batched(k, n);
        try (Scope check = Scope.open()) {
            Tensor c = product.of(a, b);
            // All of a large product would take the reference long: some rows, or some of a batch.
            int rows = Math.min(CHECKED_ROWS, c.shape().dim(0));
            int last = c.shape().dim(0) - rows;
            Tensor expected =
                    product == Product.LAYER_GRAD_W
                            ? product.of(
                                    reference(Arranging.slice(a, 1, last, last + rows)),
                                    reference(b))
                            : product.of(
                                    reference(Arranging.slice(a, 0, last, last + rows)),
                                    reference(
                                            product.batch > 1
                                                    ? Arranging.slice(b, 0, last, last + rows)
                                                    : b));
            check(Arranging.slice(c, 0, last, last + rows), expected, 1e-5);
        }
    }

    private Tensor batched(int rows, int columns) {
        return product.batch > 1 ? values(product.batch, rows, columns) : values(rows, columns);
    }

    /** One product. */
    @Benchmark
    public Tensor multiply(Rate.Flops rate) {
        rate.add(product.flops());
        try (Scope scope = Scope.open()) {
            Tensor c = product.of(a, b);
            device().await();
            return c;
        }
    }
}
