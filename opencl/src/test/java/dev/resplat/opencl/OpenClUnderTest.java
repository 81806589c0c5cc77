package dev.resplat.opencl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.resplat.tensor.Device;
import java.util.List;

/** The OpenCL device that tests run on: the first there is, PoCL on a machine without a GPU. */
public final class OpenClUnderTest {
    private static final List<Device> DEVICES = new ClDevices().devices();

    private OpenClUnderTest() {}

    /** Skips the test, and says what would run it, where there is none. */
    public static Device device() {
        if (DEVICES.isEmpty() && Boolean.getBoolean("resplat.opencl.required")) {
            throw new AssertionError("no OpenCL device, and one is required here");
        }
        assumeTrue(
                !DEVICES.isEmpty(),
                "no OpenCL device: 'sudo apt-get install pocl-opencl-icd' brings one to the CPU");
        return DEVICES.get(0);
    }
}
