package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.Philox;
import dev.resplat.tensor.RandomKernels;
import java.util.Map;

/**
 * Random numbers, a work-item per block of {@link Philox}: uniform ones are the very same as on
 * other devices, normal ones as exact as the functions of the device, which calculates in float.
 */
final class ClRandom implements RandomKernels {
    private final ClDevice device;

    ClRandom(ClDevice device) {
        this.device = device;
    }

    @Override
    public void uniform(Buffer y, int n, long seed, long draw) {
        run("uniformNumbers", y, n, seed, draw);
    }

    @Override
    public void normal(Buffer y, int n, long seed, long draw) {
        run("normalNumbers", y, n, seed, draw);
    }

    private void run(String kernel, Buffer y, int n, long seed, long draw) {
        device.program("random.cl", Map.of())
                .kernel(kernel)
                .buffers(y)
                .ints(n, (int) seed, (int) (seed >>> 32), (int) draw, (int) (draw >>> 32))
                .run(n == 0 ? 0 : (n - 1) / 4 + 1);
    }
}
