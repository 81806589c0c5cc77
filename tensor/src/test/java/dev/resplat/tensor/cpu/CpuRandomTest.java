package dev.resplat.tensor.cpu;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomKernelsContract;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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

        /** The CPU rounds the very numbers of the reference. */
        @Test
        public void normalNumbersKeepTheirBits() {
            for (int seed = 0; seed < 4; seed++) {
                RandomStream stream = new RandomStream(seed);
                long draw = stream.seed() * 1000;
                checkBits(
                        "normal",
                        d -> new RandomStream(stream.seed(), draw).normal(d, Shape.of(100_003)));
            }
        }
    }
}
