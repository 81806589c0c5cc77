package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceProvider;
import java.util.List;

/** Finds the CPU, with a thread for each of its cores: the default device. */
public final class CpuDeviceProvider implements DeviceProvider {
    @Override
    public List<Device> devices() {
        return List.of(new CpuDevice(Runtime.getRuntime().availableProcessors()));
    }

    @Override
    public int rank() {
        return Integer.MIN_VALUE;
    }
}
