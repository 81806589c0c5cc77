package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.ElementType;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClPrefixSumTest {
    /** Around blocks, and enough for sums of sums of sums. */
    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, 2, 255, 256, 2047, 2048, 2049, 4095, 4096, 70_001, 2048 * 2048 + 4099})
    void sumsAreThoseOfALoop(int n) {
        ClDevice device = (ClDevice) OpenClUnderTest.device();
        device.poisonBuffers();
        long before = device.bytesInUse();
        int[] x = new Random(n).ints(n, 0, 500).toArray();
        int[] expected = new int[n + 1];
        for (int i = 0; i < n; i++) {
            expected[i + 1] = expected[i] + x[i];
        }
        Buffer source = device.allocate(ElementType.INT32, n + 1);
        Buffer target = device.allocate(ElementType.INT32, n + 1);
        device.upload(x, source, n);
        new ClPrefixSum(device).exclusive(source, target, n);
        assertArrayEquals(expected, download(device, target, n + 1));
        new ClPrefixSum(device).exclusive(source, source, n);
        assertArrayEquals(expected, download(device, source, n + 1), "in place");
        device.release(source);
        device.release(target);
        assertEquals(before, device.bytesInUse());
    }

    /** In blocks, and over them: the first 8 are as they are. */
    @Test
    void sumsStopAtTheLargestInteger() {
        ClDevice device = (ClDevice) OpenClUnderTest.device();
        int n = 5000;
        int[] expected = new int[n + 1];
        for (int i = 0; i <= n; i++) {
            expected[i] = (int) Math.min((long) i << 28, Integer.MAX_VALUE);
        }
        int[] x = new int[n];
        Arrays.fill(x, 1 << 28);
        Buffer buffer = device.allocate(ElementType.INT32, n + 1);
        device.upload(x, buffer, n);
        new ClPrefixSum(device).exclusive(buffer, buffer, n);
        assertArrayEquals(expected, download(device, buffer, n + 1));
        device.release(buffer);
    }

    private static int[] download(ClDevice device, Buffer buffer, int n) {
        int[] values = new int[n];
        device.download(buffer, values, n);
        return values;
    }
}
