package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.IndexKernelsContract;
import org.junit.jupiter.api.Nested;

class CpuIndexTest {
    private static final Device ONE = CpuDevice.scalar(1);
    private static final Device FIVE = new CpuDevice(5);

    @Nested
    class OneThread extends IndexKernelsContract {
        @Override
        protected Device device() {
            return ONE;
        }
    }

    @Nested
    class FiveThreads extends IndexKernelsContract {
        @Override
        protected Device device() {
            return FIVE;
        }
    }
}
