package dev.resplat.tensor;

import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The devices of this machine. */
public final class Devices {
    private Devices() {}

    /** Every device, each one made once: {@code cpu}, those of providers, {@code reference}. */
    public static List<Device> all() {
        return Found.ALL;
    }

    /** The CPU with all its cores: the default device. */
    public static Device cpu() {
        return Found.ALL.get(0);
    }

    /**
     * The device with this name.
     *
     * @throws IllegalArgumentException when there is none; the message lists the names that exist
     */
    public static Device find(String name) {
        for (Device device : Found.ALL) {
            if (device.name().equals(name)) {
                return device;
            }
        }
        String names = Found.ALL.stream().map(Device::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no device '" + name + "' here; there are: " + names);
    }

    /** Looked for on first use. */
    private static final class Found {
        static final List<Device> ALL = find();

        private static List<Device> find() {
            List<Device> devices = new ArrayList<>();
            devices.add(new CpuDevice(Runtime.getRuntime().availableProcessors()));
            for (DeviceProvider provider : ServiceLoader.load(DeviceProvider.class)) {
                devices.addAll(provider.devices());
            }
            devices.add(new ReferenceDevice());
            return List.copyOf(devices);
        }
    }
}
