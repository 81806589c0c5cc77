package dev.resplat.train;

import com.sun.management.OperatingSystemMXBean;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Remark;
import dev.resplat.tensor.Tunable;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.devices.DeviceCheck;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what this machine can compute on. */
@Command(
        name = "devices",
        description = {
            "Lists the devices of this machine, its cores, its memory and its Java.",
            "Where no GPU is found it says why, and what to install."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {"", "Example:", "  ./resplat devices"})
final class DevicesCommand implements Callable<Integer> {
    private static final double GIB = 1L << 30;

    /** Seconds for each line of a check: two dozen take five. */
    private static final double CHECK_SECONDS = 0.1;

    @Spec private CommandSpec spec;

    @Option(
            names = "--check",
            arity = "0..1",
            fallbackValue = "all",
            paramLabel = "NAME",
            description =
                    "Compares every kernel family of a device with the reference device, and says"
                            + " how fast it is. Without a name: of all but the reference.")
    private String check;

    @Option(
            names = "--tune",
            arity = "0..1",
            fallbackValue = "all",
            paramLabel = "NAME",
            description =
                    "Finds out how a device multiplies matrices fastest, and remembers it for this"
                            + " device and driver. No result changes by it, not a bit. Without a"
                            + " name: of all OpenCL devices. Takes a minute or so for each.")
    private String tune;

    @Override
    public Integer call() {
        if (tune != null) {
            tune();
        }
        if (check != null) {
            return check();
        }
        if (tune == null) {
            list();
        }
        return 0;
    }

    private void tune() {
        PrintWriter out = spec.commandLine().getOut();
        int tuned = 0;
        for (Device device : named("--tune", tune)) {
            if (device instanceof Tunable tunable) {
                out.println(device.name() + ": " + device.description());
                tunable.tune(
                        line -> {
                            out.println("  " + line);
                            out.flush();
                        });
                tuned++;
            } else if (!tune.equals("all")) {
                throw new UserMistake(
                        "--tune: %s has nothing to tune; OpenCL devices have"
                                .formatted(device.name()));
            }
        }
        if (tuned == 0) {
            throw new UserMistake("--tune: there is no OpenCL device; see ./resplat devices");
        }
    }

    private int check() {
        PrintWriter out = spec.commandLine().getOut();
        boolean good = true;
        for (Device device : named("--check", check)) {
            out.println(device.name() + ": " + device.description());
            for (DeviceCheck.Line line : DeviceCheck.of(device, CHECK_SECONDS)) {
                out.println("  " + line);
                out.flush();
                good &= line.agrees() || !line.isThere();
            }
        }
        return good ? 0 : 1;
    }

    /** The device of this name, or all but the reference. */
    private static List<Device> named(String option, String name) {
        if (!name.equals("all")) {
            try {
                return List.of(Devices.find(name));
            } catch (IllegalArgumentException e) {
                throw new UserMistake(option + ": " + e.getMessage(), e);
            }
        }
        return Devices.all().stream().filter(d -> !d.name().equals("reference")).toList();
    }

    private void list() {
        PrintWriter out = spec.commandLine().getOut();
        for (Device device : Devices.all()) {
            line(out, device.name(), device.description());
            device.details().forEach((name, value) -> line(out, "", detail(name, value)));
        }
        for (Remark remark : Devices.remarks()) {
            line(out, "note", remark.text());
        }
        Runtime runtime = Runtime.getRuntime();
        line(out, "cores", String.valueOf(runtime.availableProcessors()));
        line(
                out,
                "memory",
                String.format(
                        Locale.ROOT,
                        "%.1f GiB, of which Java may use %.1f GiB",
                        machineMemory() / GIB,
                        runtime.maxMemory() / GIB));
        line(out, "java", BuildInfo.java());
        out.flush();
    }

    private static void line(PrintWriter out, String name, String text) {
        out.println("%-10s %s".formatted(name, text));
    }

    private static String detail(String name, String value) {
        return "  %-17s %s".formatted(name, value);
    }

    private static long machineMemory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }
}
