package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.PeakKernelsContract;

class CpuSimdPeakTest extends PeakKernelsContract {
    private static final Device DEVICE = new CpuDevice(3);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
