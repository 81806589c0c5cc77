package dev.resplat.tensor;

import static dev.resplat.tensor.KernelCheck.normal;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What every device's {@link PoolingKernels} must do: agree with the reference. */
public abstract class PoolingKernelsContract {
    private static final int[] CHANNELS = {1, 3, 8, 15, 16, 17, 40, 96};

    private static final Window[] WINDOWS = {
        Window.of(1, 1),
        Window.of(2, 2).stride(2),
        Window.of(3, 3).stride(2).padding(1),
        Window.of(3, 3),
        Window.of(2, 5).stride(3, 1).padding(1, 2),
        Window.of(3, 2).dilation(2, 3).padding(1),
        Window.of(1, 2).stride(3),
        Window.of(7, 6)
    };

    /** Maps, rows and columns. */
    private static final int[][] SIZES = {{0, 9, 8}, {1, 7, 6}, {2, 9, 8}, {1, 23, 14}};

    private final KernelCheck check = new KernelCheck(device(), 2e-6);

    /** The device under test. */
    protected abstract Device device();

    private interface Case {
        void run(String what, FeatureMaps maps, Window window);
    }

    private static void forSizes(Case test) {
        for (int[] s : SIZES) {
            for (int c : CHANNELS) {
                for (Window window : WINDOWS) {
                    int outH = window.outHeight(s[1]);
                    int outW = window.outWidth(s[2]);
                    // One more on each side, as with ceil, where windows still start in the map.
                    for (int more = 0; more < 2; more++) {
                        int h = more * moreHeight(window, s[1], outH) + outH;
                        FeatureMaps maps = new FeatureMaps(s[0], s[1], s[2], h, outW + more, c);
                        test.run(window + " of " + maps, maps, window);
                    }
                }
            }
        }
    }

    private static int moreHeight(Window window, int h, int outH) {
        return outH * window.strideY() < h + window.paddingY() ? 1 : 0;
    }

    private static PoolingKernels of(Device device) {
        return device.kernels(PoolingKernels.class);
    }

    /** Few values, so that there are ties, zeros of both signs among them. */
    private static double[] ties(int n) {
        return Arrays.stream(normal(1, n)).map(v -> Math.rint(v) / 2).toArray();
    }

    @Test
    void maxPool() {
        forSizes((what, maps, window) -> maxPool(what, maps, window, normal(1, maps.size())));
        forSizes((what, maps, window) -> maxPool(what, maps, window, ties(maps.size())));
    }

    private void maxPool(String what, FeatureMaps maps, Window window, double[] x) {
        KernelCheck.Call forward = (d, b) -> of(d).maxPool(b[1], b[0], maps, window);
        check.writes("maxPool " + what, maps.outSize(), forward, x);
        check.writes(
                "maxPoolGrad " + what,
                maps.size(),
                (d, b) -> {
                    Buffer y = d.allocate(ElementType.REAL, maps.outSize());
                    of(d).maxPool(b[1], y, maps, window);
                    of(d).maxPoolGrad(b[1], y, b[2], b[0], maps, window);
                    d.release(y);
                },
                x,
                normal(2, maps.outSize()));
    }

    /** NaN wins, the last one if there are several, and infinities are numbers. */
    @Test
    void notANumber() {
        forSizes(
                (what, maps, window) -> {
                    double[] x = normal(1, maps.size());
                    for (int i = 0; i < x.length; i += 7) {
                        x[i] = i % 3 == 0 ? Double.NaN : Double.NEGATIVE_INFINITY;
                    }
                    maxPool(what, maps, window, x);
                    Arrays.fill(x, Double.NEGATIVE_INFINITY);
                    maxPool(what, maps, window, x);
                });
    }

    @Test
    void averagePool() {
        forSizes(
                (what, maps, window) -> {
                    for (boolean count : new boolean[] {false, true}) {
                        check.writes(
                                "averagePool " + what,
                                maps.outSize(),
                                (d, b) -> of(d).averagePool(b[1], b[0], maps, window, count),
                                normal(1, maps.size()));
                        check.writes(
                                "averagePoolGrad " + what,
                                maps.size(),
                                (d, b) -> of(d).averagePoolGrad(b[1], b[0], maps, window, count),
                                normal(2, maps.outSize()));
                    }
                });
    }
}
