package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.ScanKernelsContract;
import org.junit.jupiter.api.Nested;

class CpuScanTest {
    private static final Device ONE = CpuDevice.scalar(1);
    private static final Device THREE = new CpuDevice(3);

    @Nested
    class OneThread extends ScanKernelsContract {
        @Override
        protected Device device() {
            return ONE;
        }
    }

    @Nested
    class ThreeThreads extends ScanKernelsContract {
        @Override
        protected Device device() {
            return THREE;
        }
    }
}
