package dev.resplat.opencl.aparapi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.CompositorContract;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.MatmulKernels;
import dev.resplat.tensor.MissingKernelsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The device around the kernels. */
class AparapiDeviceTest {
    @ParameterizedTest
    @CsvSource({
        "THREADS, ADDITIVE",
        "THREADS, NORMALIZED",
        "THREADS, ALPHA",
        "OPENCL, ADDITIVE",
        "OPENCL, NORMALIZED",
        "OPENCL, ALPHA"
    })
    void theSameBitsEveryTime(Execution execution, BlendMode mode) {
        if (execution == Execution.OPENCL) {
            AparapiUnderTest.onOpenCl();
        }
        double[][] first = CompositorContract.manySplats(new AparapiDevice(execution), mode);
        Device device = new AparapiDevice(execution);
        for (int time = 0; time < 3; time++) {
            double[][] again = CompositorContract.manySplats(device, mode);
            for (int i = 0; i < first.length; i++) {
                assertArrayEquals(first[i], again[i], "result " + i);
            }
        }
    }

    @Test
    void allElseIsOfTheCpu() {
        Device device = Devices.find("aparapi");
        assertSame(Devices.cpu().kernels(MatmulKernels.class), device.kernels(MatmulKernels.class));
        assertFalse(device.isAccelerator(), "never taken unless asked for");
        RasterKernels raster = device.kernels(RasterKernels.class);
        assertSame(AparapiRaster.class, raster.getClass());
        assertThrows(MissingKernelsException.class, () -> device.kernels(String.class));
    }
}
