package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.SoftmaxKernelsContract;

/** The CPU with vector instructions. */
class CpuSimdSoftmaxTest extends SoftmaxKernelsContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
