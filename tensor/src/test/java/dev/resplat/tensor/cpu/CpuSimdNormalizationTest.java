package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.NormalizationKernelsContract;

/** The CPU with vector instructions. */
class CpuSimdNormalizationTest extends NormalizationKernelsContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
