package dev.resplat.splat.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.CompositorContract;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images and gradients have the same bits for any number of threads. */
class CpuCompositorThreadsTest {
    private static final int[] THREADS = {2, 3, 5};

    @ParameterizedTest
    @EnumSource
    void bitsDoNotDependOnThreads(BlendMode mode) {
        check(mode, CpuDevice::new);
        check(mode, CpuDevice::scalar);
    }

    private static void check(BlendMode mode, IntFunction<CpuDevice> device) {
        double[][] expected = CompositorContract.manySplats(device.apply(1), mode);
        for (int threads : THREADS) {
            double[][] actual = CompositorContract.manySplats(device.apply(threads), mode);
            for (int i = 0; i < expected.length; i++) {
                assertArrayEquals(expected[i], actual[i], threads + " threads, result " + i);
            }
        }
    }
}
