package dev.resplat.splat.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.resplat.splat.RasterizerContract;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;
import org.junit.jupiter.api.Test;

/** The CPU, with vector instructions where there are any. */
class CpuRasterizerTest extends RasterizerContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }

    @Test
    void bitsDoNotDependOnThreads() {
        double[][] expected = manySplats(new CpuDevice(1));
        for (int threads = 2; threads <= 3; threads++) {
            double[][] actual = manySplats(new CpuDevice(threads));
            for (int i = 0; i < expected.length; i++) {
                assertArrayEquals(expected[i], actual[i], threads + " threads, result " + i);
            }
        }
    }
}
