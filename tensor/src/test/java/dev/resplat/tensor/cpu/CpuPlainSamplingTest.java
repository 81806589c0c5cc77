package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.SamplingKernelsContract;

/** The CPU with scalar loops. */
class CpuPlainSamplingTest extends SamplingKernelsContract {
    private static final Device DEVICE = CpuDevice.scalar(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
