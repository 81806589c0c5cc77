package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.SoftmaxKernelsContract;

/** The CPU with scalar loops. */
class CpuPlainSoftmaxTest extends SoftmaxKernelsContract {
    private static final Device DEVICE = CpuDevice.scalar(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
