package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.NeighborKernelsContract;

/** The CPU, whose search has no vector instructions of its own. */
class CpuNeighborsTest extends NeighborKernelsContract {
    private static final Device DEVICE = new CpuDevice(2);

    @Override
    protected Device device() {
        return DEVICE;
    }
}
