package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private final BufferPool pool = new BufferPool(IntArray::new);

    @Test
    void sizeClassesArePaddedAndAtMostAnEighthTooLarge() {
        int previous = 0;
        for (long size = 0; size < Integer.MAX_VALUE - 64; size += 1 + size / 97) {
            int capacity = BufferPool.sizeClass((int) size);
            String what = size + " -> " + capacity;
            assertTrue(capacity >= Math.max(size, 1), what);
            assertEquals(0, capacity % Buffer.PADDING, what);
            assertTrue(capacity <= size + Math.max(size / 8.0, Buffer.PADDING), what);
            assertTrue(capacity >= previous, what);
            assertEquals(capacity, BufferPool.sizeClass(capacity), what);
            previous = capacity;
        }
    }

    @Test
    void theLargestTensorFits() {
        int size = Integer.MAX_VALUE - 64;
        assertTrue(BufferPool.sizeClass(size) >= size);
    }

    @Test
    void returnedBuffersAreHandedOutAgain() {
        Buffer a = pool.take(1000);
        Buffer b = pool.take(1000);
        assertNotSame(a, b);
        assertEquals(a.bytes() + b.bytes(), pool.bytesInUse());
        pool.give(a);
        assertEquals(b.bytes(), pool.bytesInUse());
        assertEquals(a.bytes(), pool.bytesPooled());
        assertSame(a, pool.take(a.capacity()));
        assertEquals(0, pool.bytesPooled());
        pool.give(a);
        assertNotSame(a, pool.take(10));
    }

    @Test
    void trimDropsWhatWaits() {
        Buffer a = pool.take(100);
        pool.give(a);
        pool.trim();
        assertEquals(0, pool.bytesPooled());
        assertNotSame(a, pool.take(100));
    }

    @Test
    void poisonShows() {
        pool.poisonFromNowOn();
        assertEquals(Integer.MIN_VALUE, IntArray.of(pool.take(5))[4]);
    }

    @Test
    void aDeviceCountsAndTrims() {
        Device device = new ReferenceDevice().poisonBuffers();
        Buffer reals = device.allocate(ElementType.REAL, 3);
        Buffer ints = device.allocate(ElementType.INT32, 3);
        assertEquals(16 * 8 + 16 * 4, device.bytesInUse());
        double[] values = new double[3];
        device.download(reals, values, 3);
        assertTrue(Double.isNaN(values[2]));
        device.release(reals);
        device.release(ints);
        assertEquals(0, device.bytesInUse());
        assertEquals(16 * 8 + 16 * 4, device.bytesPooled());
        device.trim();
        assertEquals(0, device.bytesPooled());
    }
}
