package dev.resplat.train;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import java.util.Optional;

/**
 * The OpenCL device that whole runs are tested on: the first there is, PoCL on a machine without a
 * GPU.
 */
public final class OpenClUnderTest {
    private static final String MISSING =
            "no OpenCL device: 'sudo apt-get install pocl-opencl-icd' makes one of the CPU";

    private static final Optional<Device> DEVICE = find();

    private OpenClUnderTest() {}

    private static Optional<Device> find() {
        Optional<Device> device =
                Devices.all().stream().filter(d -> d.name().equals("opencl:0")).findFirst();
        if (device.isEmpty()) {
            System.out.println("tests are skipped: " + MISSING);
        }
        return device;
    }

    /**
     * The device; without one it skips the test, or fails it where system property {@code
     * resplat.opencl.required} is set.
     */
    public static Device device() {
        if (DEVICE.isEmpty() && Boolean.getBoolean("resplat.opencl.required")) {
            throw new AssertionError(MISSING + "; -Dresplat.opencl.required=true wants one");
        }
        assumeTrue(DEVICE.isPresent(), MISSING);
        return DEVICE.get();
    }
}
