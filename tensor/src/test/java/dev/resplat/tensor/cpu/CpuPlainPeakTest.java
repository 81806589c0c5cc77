package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.PeakKernelsContract;

class CpuPlainPeakTest extends PeakKernelsContract {
    private static final Device DEVICE = CpuDevice.scalar(3);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
