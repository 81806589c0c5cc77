package dev.resplat.train.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HilbertCurveTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "16, 16", "5, 3", "1, 9", "33, 2", "20000, 10", "3, 3001"})
    void everyPixelIsThereOnce(int width, int height) {
        HilbertCurve curve = new HilbertCurve(width, height);
        BitSet seen = new BitSet();
        while (curve.hasNext()) {
            int pixel = curve.next();
            assertFalse(seen.get(pixel), "twice: " + pixel);
            seen.set(pixel);
        }
        assertEquals(width * height, seen.cardinality());
        assertEquals(width * height, seen.length());
        assertThrows(NoSuchElementException.class, curve::next);
    }

    @Test
    void inASquareEveryStepIsToANeighbour() {
        HilbertCurve curve = new HilbertCurve(32, 32);
        int last = curve.next();
        while (curve.hasNext()) {
            int pixel = curve.next();
            int distance = Math.abs(pixel % 32 - last % 32) + Math.abs(pixel / 32 - last / 32);
            assertEquals(1, distance);
            last = pixel;
        }
    }
}
