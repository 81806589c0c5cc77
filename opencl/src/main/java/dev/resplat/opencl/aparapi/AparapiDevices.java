package dev.resplat.opencl.aparapi;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceProvider;
import java.util.List;

/** The device whose kernels are written in Java; after those of OpenCL. */
public final class AparapiDevices implements DeviceProvider {
    @Override
    public int rank() {
        return 20;
    }

    @Override
    public List<Device> devices() {
        return List.of(new AparapiDevice());
    }
}
