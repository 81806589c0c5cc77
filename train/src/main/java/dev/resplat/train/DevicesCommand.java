package dev.resplat.train;

import com.sun.management.OperatingSystemMXBean;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Remark;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
final class DevicesCommand implements Runnable {
    private static final double GIB = 1L << 30;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
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
