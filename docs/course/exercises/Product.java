import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Locale;

/** Exercise of chapter 2: a product of matrices in an order that a cache likes. */
public class Product {
    static final int N = 512;

    /** {@code c += a b}, row after row: of each element of c all products, one after the other. */
    static void simple(float[] a, float[] b, float[] c) {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                float sum = 0;
                for (int k = 0; k < N; k++) {
                    sum += a[i * N + k] * b[k * N + j];
                }
                c[i * N + j] += sum;
            }
        }
    }

    /** The same in another order. */
    static void better(float[] a, float[] b, float[] c) {
        // ---- Your turn: three loops again, but the innermost runs along rows of b and of c, so that
        // neighbours in memory follow each other.
        // ---- That was it.
    }

    interface Order {
        void multiply(float[] a, float[] b, float[] c);
    }

    /** GFLOP/s of the fastest of some runs; c is of the last. */
    static double rate(Order order, float[] a, float[] b, float[] c) {
        long fastest = Long.MAX_VALUE;
        for (int run = 0; run < 8; run++) {
            java.util.Arrays.fill(c, 0);
            long start = System.nanoTime();
            order.multiply(a, b, c);
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return 2.0 * N * N * N / fastest;
    }

    public static void main(String[] args) {
        Device device = Devices.cpu();
        try (Scope scope = Scope.open()) {
            RandomStream random = new RandomStream(1);
            Tensor a = random.normal(device, Shape.of(N, N));
            Tensor b = random.normal(device, Shape.of(N, N));
            float[] expected = a.matmul(b).toFloats();
            float[] x = a.toFloats();
            float[] y = b.toFloats();
            float[] c = new float[N * N];
            double simple = rate(Product::simple, x, y, c);
            double better = rate(Product::better, x, y, c);
            double worst = 0;
            for (int i = 0; i < c.length; i++) {
                worst = Math.max(worst, Math.abs(c[i] - expected[i]));
            }
            double engine = 0;
            for (int run = 0; run < 20; run++) {
                try (Scope inner = Scope.open()) {
                    long start = System.nanoTime();
                    a.matmul(b);
                    engine = Math.max(engine, 2.0 * N * N * N / (System.nanoTime() - start));
                }
            }
            boolean right = worst < 1e-3;
            System.out.printf(
                    Locale.ROOT,
                    "GFLOP/s: simple %.1f, yours %s, the engine's %.1f%n",
                    simple,
                    right ? "%.1f".formatted(better) : "-",
                    engine);
            if (right) {
                System.out.printf(
                        Locale.ROOT,
                        "yours is %.1f times as fast as simple; 3 or more are to be expected%n",
                        better / simple);
            }
            System.out.println(right ? "right" : "not yet: elements differ by up to " + worst);
        }
    }
}
