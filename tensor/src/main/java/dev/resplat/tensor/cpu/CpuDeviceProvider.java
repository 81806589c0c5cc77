package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.DeviceProvider;
import java.util.List;
import java.util.Optional;

/** Finds the CPU, with a thread for each of its cores: the default device. */
public final class CpuDeviceProvider implements DeviceProvider {
    private static final String SCALAR = "cpu:scalar";

    @Override
    public List<Device> devices() {
        return List.of(new CpuDevice(cores()));
    }

    /** The same without vector instructions: {@value #SCALAR}. */
    @Override
    public Optional<Device> special(String name) {
        return name.equals(SCALAR) ? Optional.of(CpuDevice.scalar(cores())) : Optional.empty();
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public int rank() {
        return Integer.MIN_VALUE;
    }
}
