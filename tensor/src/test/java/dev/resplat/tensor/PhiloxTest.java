package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try")
class PhiloxTest {
    /** The known answers published with the Random123 library for philox4x32-10. */
    @Test
    void knownAnswers() {
        assertArrayEquals(
                new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
                words(0, 0, 0, 0, 0, 0));
        assertArrayEquals(
                new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
                words(-1, -1, -1, -1, -1, -1));
        assertArrayEquals(
                new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
                words(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));
    }

    private static int[] words(int c0, int c1, int c2, int c3, int key0, int key1) {
        int[] block = {c0, c1, c2, c3};
        Philox.block(block, key0, key1);
        return block;
    }

    @Test
    void seedAndDrawFillKeyAndCounter() {
        int[] block = new int[4];
        Philox.block(block, 0x299f31d0a4093822L, 0x0370734413198a2eL, 0x243f6a88);
        assertArrayEquals(
                words(0x243f6a88, 0, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0), block);
    }

    @Test
    void uniformNumbersStayBelowOne() {
        assertEquals(0, Philox.uniform(0xFF));
        assertEquals(1 - 0x1p-24, Philox.uniform(-1));
        assertEquals(0.5, Philox.uniform(Integer.MIN_VALUE));
    }

    @Test
    void normalNumbersAreFiniteForEveryWord() {
        double[] pair = new double[2];
        for (int word : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            Philox.normals(new int[] {word, word}, 0, pair);
            assertTrue(Math.abs(pair[0]) < 7 && Math.abs(pair[1]) < 7, pair[0] + ", " + pair[1]);
        }
    }

    @Test
    void drawsDifferAndCanBeResumed() {
        Device device = new ReferenceDevice();
        try (Scope scope = Scope.open()) {
            RandomStream stream = new RandomStream(1);
            float[] first = stream.uniform(device, Shape.of(8)).toFloats();
            float[] second = stream.uniform(device, Shape.of(8)).toFloats();
            assertNotEquals(first[0], second[0]);
            float[] resumed = new RandomStream(1, 1).uniform(device, Shape.of(8)).toFloats();
            assertArrayEquals(second, resumed);
            float[] shorter = new RandomStream(1).uniform(device, Shape.of(3)).toFloats();
            assertArrayEquals(java.util.Arrays.copyOf(first, 3), shorter);
        }
    }
}
