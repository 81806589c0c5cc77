package dev.resplat.tensor.cpu;

import dev.resplat.tensor.AttentionKernelsContract;
import dev.resplat.tensor.Device;

/** The CPU with vector instructions. */
class CpuSimdAttentionTest extends AttentionKernelsContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
