package dev.resplat.splat.cpu;

import dev.resplat.splat.ProjectionKernelsContract;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.cpu.CpuDevice;

class CpuProjectionTest extends ProjectionKernelsContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
