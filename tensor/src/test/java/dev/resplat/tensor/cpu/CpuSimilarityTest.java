package dev.resplat.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.SimilarityKernelsContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CpuSimilarityTest {
    private static final Device SCALAR = CpuDevice.scalar(2);
    private static final Device SIMD = new CpuDevice(2);

    @Nested
    class Scalar extends SimilarityKernelsContract {
        @Override
        protected Device device() {
            return SCALAR;
        }
    }

    @Nested
    class Simd extends SimilarityKernelsContract {
        @Override
        protected Device device() {
            return SIMD;
        }

        @Test
        void bitsDoNotDependOnThreads() {
            double[][] expected = run(new CpuDevice(1), 2, 150, 91, 3, true);
            for (int threads = 2; threads <= 3; threads++) {
                double[][] actual = run(new CpuDevice(threads), 2, 150, 91, 3, true);
                assertArrayEquals(expected[0], actual[0]);
                assertArrayEquals(expected[1], actual[1]);
            }
        }
    }
}
