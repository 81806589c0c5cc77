package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.MatmulKernels.Layout;
import dev.resplat.tensor.MatmulKernels.Size;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/** Times matrix products by the tiles there are to choose from. */
final class ClTuning {
    private static final int RUNS = 5;

    /** As networks use them: forward, and the gradient of what goes in. */
    private static final Layout[] LAYOUTS = {Layout.PLAIN, Layout.B_TRANSPOSED};

    private final ClDevice device;
    private final ClMatmul matmul;
    private final Consumer<String> report;

    ClTuning(ClDevice device, ClMatmul matmul, Consumer<String> report) {
        this.device = device;
        this.matmul = matmul;
        this.report = report;
    }

    /** The fastest tiles for products of a kind: those of the least median. */
    ProductTiles fastest(ProductKind kind) {
        Size size = kind.timed(device.facts().kind());
        Buffer a = ones(size.batch() * size.m() * size.k());
        Buffer b = ones(size.batch() * size.k() * size.n());
        Buffer c = device.allocate(ElementType.REAL, size.batch() * size.m() * size.n());
        try {
            ProductTiles best = null;
            double least = Double.POSITIVE_INFINITY;
            for (ProductTiles tiles : kind.candidates(device.facts().kind())) {
                double seconds = 0;
                for (Layout layout : LAYOUTS) {
                    seconds += median(() -> matmul.matmul(layout, size, a, b, c, tiles));
                }
                double operations = 2.0 * LAYOUTS.length * size.batch() * size.m() * size.n();
                report.accept(
                        String.format(
                                Locale.ROOT,
                                "%-7s %-18s %10.3f GFLOP/s",
                                kind,
                                tiles,
                                operations * size.k() / seconds / 1e9));
                if (seconds < least) {
                    least = seconds;
                    best = tiles;
                }
            }
            return best;
        } finally {
            device.release(a);
            device.release(b);
            device.release(c);
        }
    }

    private Buffer ones(int n) {
        Buffer buffer = device.allocate(ElementType.REAL, n);
        device.fill((ClBuffer) buffer, Float.floatToIntBits(1));
        return buffer;
    }

    /** Seconds of a run; the first one, which compiles, does not count. */
    private double median(Runnable run) {
        run.run();
        device.await();
        double[] seconds = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long begin = System.nanoTime();
            run.run();
            device.await();
            seconds[i] = (System.nanoTime() - begin) / 1e9;
        }
        Arrays.sort(seconds);
        return seconds[RUNS / 2];
    }
}
