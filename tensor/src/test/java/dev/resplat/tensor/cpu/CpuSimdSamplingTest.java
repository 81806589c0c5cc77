package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.SamplingKernelsContract;

/** The CPU with vector instructions. */
class CpuSimdSamplingTest extends SamplingKernelsContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
