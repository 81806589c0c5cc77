package dev.resplat.tensor;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.stream.Collectors;

/** The devices of this machine. */
public final class Devices {
    private Devices() {}

    /** Every device, each one made once, in the order of their providers: {@code cpu} first. */
    public static List<Device> all() {
        return Found.ALL;
    }

    /** The CPU with all its cores: the default device. */
    public static Device cpu() {
        return find("cpu");
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
            return ServiceLoader.load(DeviceProvider.class).stream()
                    .map(Provider::get)
                    .sorted(Comparator.comparingInt(DeviceProvider::rank))
                    .flatMap(provider -> provider.devices().stream())
                    .toList();
        }
    }
}
