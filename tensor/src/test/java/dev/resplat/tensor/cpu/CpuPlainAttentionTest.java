package dev.resplat.tensor.cpu;

import dev.resplat.tensor.AttentionKernelsContract;
import dev.resplat.tensor.Device;

/** The CPU with scalar loops. */
class CpuPlainAttentionTest extends AttentionKernelsContract {
    private static final Device DEVICE = CpuDevice.scalar(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
