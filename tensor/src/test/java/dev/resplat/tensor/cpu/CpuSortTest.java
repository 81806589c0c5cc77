package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.SortKernelsContract;
import org.junit.jupiter.api.Nested;

class CpuSortTest {
    private static final Device ONE = CpuDevice.scalar(1);
    private static final Device THREE = new CpuDevice(3);

    @Nested
    class OneThread extends SortKernelsContract {
        @Override
        protected Device device() {
            return ONE;
        }
    }

    @Nested
    class ThreeThreads extends SortKernelsContract {
        @Override
        protected Device device() {
            return THREE;
        }
    }
}
