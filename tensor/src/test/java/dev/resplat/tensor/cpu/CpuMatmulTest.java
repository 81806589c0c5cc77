package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.MatmulKernelsContract;
import org.junit.jupiter.api.Nested;

class CpuMatmulTest {
    private static final Device SCALAR = CpuDevice.scalar(2);
    private static final Device SIMD = new CpuDevice(3);

    @Nested
    class Scalar extends MatmulKernelsContract {
        @Override
        protected Device device() {
            return SCALAR;
        }
    }

    @Nested
    class Simd extends MatmulKernelsContract {
        @Override
        protected Device device() {
            return SIMD;
        }
    }
}
