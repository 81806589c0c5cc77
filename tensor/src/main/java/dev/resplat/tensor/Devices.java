package dev.resplat.tensor;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.stream.Collectors;

/** The devices of this machine. */
public final class Devices {
    private Devices() {}

    /** Every device, each one made once, in the order of their providers: {@code cpu} first. */
    public static List<Device> all() {
        return Found.SOURCES.stream().flatMap(source -> source.devices().stream()).toList();
    }

    /** What is not among them, and why, in the same order. */
    public static List<Remark> remarks() {
        return Found.SOURCES.stream().flatMap(source -> source.remarks().stream()).toList();
    }

    /** The CPU with all its cores. */
    public static Device cpu() {
        return find("cpu");
    }

    /**
     * The device with this name; devices that come after it are not looked for. Those that only
     * serve to be compared, such as {@code cpu:scalar}, are found by their name alone.
     *
     * @throws IllegalArgumentException when there is none; the message lists the names that exist
     */
    public static Device find(String name) {
        for (Source source : Found.SOURCES) {
            for (Device device : source.devices()) {
                if (device.name().equals(name)) {
                    return device;
                }
            }
            Optional<Device> special = source.special(name);
            if (special.isPresent()) {
                return special.get();
            }
        }
        String names = all().stream().map(Device::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no device '" + name + "' here; there are: " + names);
    }

    /** Looked for on first use. */
    private static final class Found {
        static final List<Source> SOURCES =
                ServiceLoader.load(DeviceProvider.class).stream()
                        .map(Provider::get)
                        .sorted(Comparator.comparingInt(DeviceProvider::rank))
                        .map(Source::new)
                        .toList();
    }

    /** A provider, asked once and not before it must be: the drivers of GPUs take their time. */
    private static final class Source {
        private final DeviceProvider provider;
        private final Map<String, Optional<Device>> specials = new HashMap<>();
        private List<Device> devices;

        Source(DeviceProvider provider) {
            this.provider = provider;
        }

        synchronized List<Device> devices() {
            if (devices == null) {
                devices = List.copyOf(provider.devices());
            }
            return devices;
        }

        synchronized Optional<Device> special(String name) {
            if (!specials.containsKey(name)) {
                specials.put(name, provider.special(name));
            }
            return specials.get(name);
        }

        List<Remark> remarks() {
            devices();
            return provider.remarks();
        }
    }
}
