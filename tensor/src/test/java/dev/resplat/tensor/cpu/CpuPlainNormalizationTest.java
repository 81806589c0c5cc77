package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.NormalizationKernelsContract;

/** The CPU with scalar loops. */
class CpuPlainNormalizationTest extends NormalizationKernelsContract {
    private static final Device DEVICE = CpuDevice.scalar(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
