package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClRadixSortTest {
    @ParameterizedTest
    @CsvSource({
        "1, 0, 32",
        "0, 5, 32",
        "1, 1, 32",
        "1, 2, 1",
        "1, 100, 0",
        "1, 255, 3",
        "1, 257, 4",
        "1, 2047, 5",
        "1, 2048, 8",
        "1, 2049, 9",
        "1, 4097, 12",
        "3, 5000, 13",
        "700, 17, 32",
        "2, 6143, 17",
        "1, 70001, 24",
        "1, 300007, 32"
    })
    void orderIsThatOfAStableSort(int rows, int n, int bits) {
        Random random = new Random(31L * n + bits);
        int[] keys = random.ints(rows * n).toArray();
        int[] few = Arrays.stream(keys).map(k -> k & 0x80010101).toArray();
        int[] values = random.ints(rows * n).toArray();
        check(keys, values, rows, n, bits);
        check(few, values, rows, n, bits);
        check(new int[rows * n], values, rows, n, bits);
        Arrays.fill(keys, -1);
        check(keys, values, rows, n, bits);
    }

    private static void check(int[] keys, int[] values, int rows, int n, int bits) {
        ClDevice device = (ClDevice) OpenClUnderTest.device();
        device.poisonBuffers();
        long before = device.bytesInUse();
        long mask = bits == 32 ? 0xFFFFFFFFL : (1L << bits) - 1;
        int[] expectedKeys = new int[rows * n];
        int[] expectedValues = new int[rows * n];
        for (int r = 0; r < rows; r++) {
            Integer[] places = new Integer[n];
            int first = r * n;
            Arrays.setAll(places, i -> first + i);
            Arrays.sort(places, Comparator.comparingLong(i -> keys[i] & mask));
            for (int i = 0; i < n; i++) {
                expectedKeys[first + i] = keys[places[i]];
                expectedValues[first + i] = values[places[i]];
            }
        }
        try (ClPairs pairs = new ClPairs(device, rows * n)) {
            device.upload(keys, pairs.keys(), keys.length);
            device.upload(values, pairs.values(), values.length);
            new ClRadixSort(device).sort(pairs, rows, n, bits);
            int[] actual = new int[rows * n];
            device.download(pairs.keys(), actual, actual.length);
            assertArrayEquals(expectedKeys, actual, "keys");
            device.download(pairs.values(), actual, actual.length);
            assertArrayEquals(expectedValues, actual, "values");
        }
        assertEquals(before, device.bytesInUse());
    }

    @Test
    void bitsAreThoseOfTheLargestNumber() {
        assertArrayEquals(
                new int[] {0, 0, 1, 2, 2, 3, 8, 9, 31},
                Arrays.stream(new int[] {0, 1, 2, 3, 4, 5, 256, 257, Integer.MAX_VALUE})
                        .map(ClRadixSort::bits)
                        .toArray());
    }
}
