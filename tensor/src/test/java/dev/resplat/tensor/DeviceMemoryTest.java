package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.reference.DoubleArray;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
    private final SmallDevice device = new SmallDevice();

    @Test
    void memoryThatWaitsIsGivenUpWhenThereIsNoMore() {
        device.release(device.allocate(ElementType.REAL, 200));
        assertEquals(256, device.allocate(ElementType.INT32, 256).capacity());
        assertEquals(0, device.bytesPooled());
    }

    @Test
    void runningOutSaysHowMuchIsInUseAndTheDeviceGoesOn() {
        Buffer held = device.allocate(ElementType.REAL, 64);
        Exception e =
                assertThrows(
                        DeviceMemoryException.class, () -> device.allocate(ElementType.REAL, 400));
        assertTrue(e.getMessage().startsWith("device small is out of memory"), e.getMessage());
        assertTrue(e.getMessage().contains("400 elements"), e.getMessage());
        assertEquals(held.bytes(), device.bytesInUse());
        device.release(device.allocate(ElementType.REAL, 64));
    }

    /** Has memory for 300 elements, and finds out that much of it is garbage when it runs out. */
    private static final class SmallDevice extends Device {
        private int left = 300;

        SmallDevice() {
            super("small");
        }

        @Override
        protected Buffer newBuffer(ElementType type, int capacity) {
            if (capacity > left) {
                left = 300;
                throw new OutOfMemoryError();
            }
            left -= capacity;
            return type == ElementType.INT32 ? new IntArray(capacity) : new DoubleArray(capacity);
        }

        @Override
        public String description() {
            return "a device with little memory";
        }

        @Override
        protected <K> Optional<K> ownKernels(Class<K> family) {
            return Optional.empty();
        }

        @Override
        public void upload(double[] source, Buffer target, int n) {}

        @Override
        public void upload(float[] source, Buffer target, int n) {}

        @Override
        public void upload(int[] source, Buffer target, int n) {}

        @Override
        public void download(Buffer source, double[] target, int n) {}

        @Override
        public void download(Buffer source, float[] target, int n) {}

        @Override
        public void download(Buffer source, int[] target, int n) {}
    }
}
