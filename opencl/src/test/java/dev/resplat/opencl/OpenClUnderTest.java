package dev.resplat.opencl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.resplat.tensor.Device;
import java.util.List;

/** The OpenCL device that tests run on: the first there is, PoCL on a machine without a GPU. */
public final class OpenClUnderTest {
    private static final String MISSING =
            "no OpenCL device: 'sudo apt-get install pocl-opencl-icd' makes one of the CPU";

    private static final ClDevices PROVIDER = new ClDevices();

    private static final List<Device> DEVICES = find();

    private OpenClUnderTest() {}

    private static List<Device> find() {
        List<Device> devices = PROVIDER.devices();
        System.out.println(
                devices.isEmpty()
                        ? "tests are skipped: " + MISSING
                        : "tests run on " + devices.get(0).description());
        return devices;
    }

    /**
     * The device; without one it skips the test, or fails it where system property {@code
     * resplat.opencl.required} is set.
     */
    public static Device device() {
        if (DEVICES.isEmpty() && Boolean.getBoolean("resplat.opencl.required")) {
            throw new AssertionError(MISSING + "; -Dresplat.opencl.required=true wants one");
        }
        assumeTrue(!DEVICES.isEmpty(), MISSING);
        return DEVICES.get(0);
    }

    /** The same device with products of half precision, on which nothing was done yet. */
    static ClDevice mixed() {
        return (ClDevice) PROVIDER.special(device().name() + ":mixed").orElseThrow();
    }
}
