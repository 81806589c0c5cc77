package dev.resplat.train;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Remark;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The option of commands that compute. */
final class DeviceOption {
    /** The best device for the command. */
    private static final String AUTO = "auto";

    private static final String CPU = "cpu";

    /** Names without a number. */
    private static final Map<String, String> FIRST = Map.of("opencl", "opencl:0");

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description =
                    "What computes: a name that './resplat devices' lists, such as cpu or opencl:0,"
                            + " or auto, which is the default: fit, optimize and render take a GPU"
                            + " if there is one, all else the CPU.")
    private String name;

    /** The device that was asked for, or the CPU. */
    Device device() {
        return deviceOr(CPU);
    }

    /** The device that was asked for by its own name, or another one. */
    Device deviceOr(String otherwise) {
        return find(isAuto() ? otherwise : name);
    }

    /**
     * The device of a run, which may go on.
     *
     * @param before the name of the one that it has used, if it has
     * @throws UserMistake if another one was asked for: what several have found must not be mixed
     */
    Device deviceOf(Path run, Optional<String> before) {
        if (before.isEmpty()) {
            return device();
        }
        if (!isAuto() && !find(name).name().equals(before.get())) {
            throw new UserMistake(
                    "--device: %s was begun on %s, which cannot change any more: leave --device out, or choose another --out"
                            .formatted(run, before.get()));
        }
        return find(before.get());
    }

    /** Ensures that the device that was asked for is there, before anything takes long. */
    void require() {
        if (!isAuto()) {
            find(name);
        }
    }

    /**
     * The device that was asked for, or the first GPU that works and has these families of kernels,
     * or the CPU.
     *
     * @param notes takes a line about which it is and why, if that is not obvious
     */
    Device fastest(Consumer<String> notes, List<Class<?>> families) {
        return isAuto() ? fastest(Devices.all(), Devices.remarks(), notes, families) : find(name);
    }

    /** The same, among others than those of this machine; {@code cpu} has to be one of them. */
    static Device fastest(
            List<Device> devices,
            List<Remark> remarks,
            Consumer<String> notes,
            List<Class<?>> families) {
        for (Device device : devices) {
            if (device.isAccelerator()) {
                Optional<String> failure = failure(device, families);
                if (failure.isEmpty()) {
                    notes.accept(
                            "computing on %s, %s; --device cpu for the CPU"
                                    .formatted(device.name(), device.description()));
                    return device;
                }
                notes.accept("not computing on %s: %s".formatted(device.name(), failure.get()));
            }
        }
        remarks.stream()
                .filter(Remark::unexpected)
                .forEach(remark -> notes.accept("computing on cpu: " + remark.text()));
        return devices.stream().filter(d -> d.name().equals(CPU)).findFirst().orElseThrow();
    }

    /** Why a device cannot be used; empty if it computes something small. */
    private static Optional<String> failure(Device device, List<Class<?>> families) {
        try (Scope scope = Scope.open()) {
            for (Class<?> family : families) {
                device.kernels(family);
            }
            double value = Tensor.full(device, Shape.of(1), 3).item();
            return value == 3
                    ? Optional.empty()
                    : Optional.of("its driver is broken: it takes 3 for " + value);
        } catch (RuntimeException e) {
            // Whatever a driver comes up with: there is the CPU.
            return Optional.of(e.getMessage());
        }
    }

    private boolean isAuto() {
        return name == null || name.equals(AUTO);
    }

    private static Device find(String name) {
        try {
            return Devices.find(FIRST.getOrDefault(name, name));
        } catch (IllegalArgumentException e) {
            String remarks =
                    Devices.remarks().stream()
                            .map(remark -> "; " + remark.text())
                            .collect(Collectors.joining());
            throw new UserMistake("--device: " + e.getMessage() + remarks, e);
        }
    }
}
