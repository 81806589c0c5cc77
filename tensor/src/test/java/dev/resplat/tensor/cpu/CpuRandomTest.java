package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomKernelsContract;
import org.junit.jupiter.api.Nested;

class CpuRandomTest {
    private static final Device ONE = CpuDevice.scalar(1);
    private static final Device THREE = new CpuDevice(3);

    @Nested
    class OneThread extends RandomKernelsContract {
        @Override
        protected Device device() {
            return ONE;
        }
    }

    @Nested
    class ThreeThreads extends RandomKernelsContract {
        @Override
        protected Device device() {
            return THREE;
        }
    }
}
