package dev.resplat.opencl.aparapi;

import com.aparapi.Config;
import com.aparapi.Kernel;
import com.aparapi.Range;
import com.aparapi.device.Device;
import com.aparapi.device.JavaDevice;
import com.aparapi.device.OpenCLDevice;
import dev.resplat.tensor.DeviceException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs kernels of Aparapi on one of its devices.
 *
 * <p>Only threads check indexes: on OpenCL a kernel that writes beyond an array destroys the heap
 * of this JVM. So try new kernels on threads first.
 */
final class Engine {
    /** It logs what it throws as well; kept here, or else its level would be forgotten. */
    private static final Logger LOGGER;

    static {
        // Kernels write their own fields: variables that all methods of a work-item share. Aparapi
        // reads whether they may when Config is first touched.
        System.setProperty("com.aparapi.enable.PUTFIELD", "true");
        LOGGER = Logger.getLogger(Config.getLoggerName());
        LOGGER.setLevel(Level.OFF);
    }

    /** Work-items of a group; on threads, what one of them takes at a time. */
    private static final int GROUP = 64;

    private final Device device;

    private Engine(Device device) {
        this.device = device;
    }

    /** On threads of Java. */
    static Engine ofThreads() {
        return new Engine(JavaDevice.THREAD_POOL);
    }

    /** On OpenCL, a GPU if there is one; empty if there is nothing. */
    static Optional<Engine> ofOpenCl() {
        return openClDevices().stream()
                .min(Comparator.comparing((OpenCLDevice d) -> d.getType() != Device.TYPE.GPU))
                .map(Engine::new);
    }

    private static List<OpenCLDevice> openClDevices() {
        try {
            return OpenCLDevice.listDevices(null);
        } catch (LinkageError | RuntimeException e) {
            // It has no library of its own for this system.
            return List.of();
        }
    }

    boolean isGpu() {
        return device.getType() == Device.TYPE.GPU;
    }

    /** What it runs on. */
    String description() {
        return device instanceof OpenCLDevice openCl
                ? "OpenCL on " + openCl.getName()
                : "a pool of threads";
    }

    /** Else it would take OpenCL whatever device the range names. */
    @SuppressWarnings("deprecation")
    private void choose(Kernel kernel) {
        if (device == JavaDevice.THREAD_POOL) {
            kernel.setExecutionModeWithoutFallback(Kernel.EXECUTION_MODE.JTP);
        }
    }

    /** Runs so many work-items, and maybe some more. */
    void run(Kernel kernel, long items) {
        if (items == 0) {
            return;
        }
        long all = (items + GROUP - 1) / GROUP * GROUP;
        if (all > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "aparapi: %d work-items, at most 2^31 - 1; use a smaller image".formatted(all));
        }
        try {
            choose(kernel);
            kernel.execute(Range.create(device, (int) all, GROUP));
        } catch (RuntimeException | AssertionError | LinkageError e) {
            throw new DeviceException(
                    "aparapi: %s does not run on %s (%s); use --device cpu"
                            .formatted(
                                    kernel.getClass().getSimpleName(),
                                    description(),
                                    e.getMessage()),
                    e);
        }
    }
}
