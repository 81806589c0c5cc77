package dev.resplat.opencl.aparapi;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.resplat.opencl.OpenClUnderTest;
import dev.resplat.tensor.Device;

/** Aparapi on OpenCL, where there is that and Aparapi has a library for the system. */
final class AparapiUnderTest {
    private static final Device DEVICE = new AparapiDevice(Execution.OPENCL);

    private AparapiUnderTest() {}

    /** The device; skips or fails the test without one, as {@link OpenClUnderTest} does. */
    static Device onOpenCl() {
        OpenClUnderTest.device();
        boolean loads = Engine.ofOpenCl().isPresent();
        String missing = "Aparapi has no library for this system";
        assertTrue(loads || !Boolean.getBoolean("resplat.opencl.required"), missing);
        assumeTrue(loads, missing);
        return DEVICE;
    }
}
