package dev.resplat.opencl;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.PeakKernels;
import java.util.Map;

/** {@code peak.cl}: each work-item has eight elements in registers. */
final class ClPeak implements PeakKernels {
    private static final int AT_ONCE = 8;

    private final ClDevice device;

    ClPeak(ClDevice device) {
        this.device = device;
    }

    @Override
    public void multiplyAdd(Buffer y, int n, int rounds) {
        device.program("peak.cl", Map.of("FACTOR", FACTOR + "f", "ADDED", ADDED + "f"))
                .kernel("multiplyAdd")
                .buffers(y)
                .ints(n, rounds)
                .run((n + AT_ONCE - 1L) / AT_ONCE);
    }
}
