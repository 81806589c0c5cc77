package dev.resplat.train;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.train.config.UserMistake;
import picocli.CommandLine.Option;

/** The option of commands that compute. */
final class DeviceOption {
    private static final String DEFAULT = "cpu";

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "A name that './resplat devices' lists. Default: cpu.")
    private String name;

    /** The device that was asked for, or the CPU. */
    Device device() {
        return deviceOr(DEFAULT);
    }

    /** The device that was asked for, or another one by its name. */
    Device deviceOr(String otherwise) {
        try {
            return Devices.find(name == null ? otherwise : name);
        } catch (IllegalArgumentException e) {
            throw new UserMistake("--device: " + e.getMessage(), e);
        }
    }
}
