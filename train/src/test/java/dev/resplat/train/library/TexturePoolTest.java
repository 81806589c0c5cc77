package dev.resplat.train.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TexturePoolTest {
    private static final int SIDE = TexturePool.SIDE;

    private final TexturePool pool = new TexturePool(3, Optional.empty());

    @Test
    void aTextureIsTheSameOnAnyThreadAndInAnyOrder() {
        int[] some = {Family.BRICKS.first, Family.RUG.first + 1, Family.PICTURE.first + 3};
        int[][] expected = Arrays.stream(some).mapToObj(pool::texels).toArray(int[][]::new);
        TexturePool other = new TexturePool(3, Optional.empty());
        int[][] actual =
                IntStream.range(0, some.length)
                        .parallel()
                        .map(i -> some.length - 1 - i)
                        .mapToObj(i -> other.texels(some[i]))
                        .toArray(int[][]::new);
        for (int i = 0; i < some.length; i++) {
            assertArrayEquals(expected[some.length - 1 - i], actual[i]);
        }
        assertFalse(
                Arrays.equals(expected[0], new TexturePool(4, Optional.empty()).texels(some[0])));
    }

    @Test
    void allThreadsGetOneTexture() {
        TexturePool.Entry first = pool.get(5);
        IntStream.range(0, 8).parallel().forEach(i -> assertTrue(pool.get(5) == first));
    }

    /** Stereo needs something to hold on to, everywhere. */
    @Test
    void everyPartOfEveryTextureHasDetail() {
        List<String> problems = new ArrayList<>();
        for (int k = 0; k < Family.PICTURE.first; k++) {
            int[] texels = pool.texels(k);
            int flat = 0;
            for (int y = 0; y < SIDE; y += 32) {
                for (int x = 0; x < SIDE; x += 32) {
                    flat += deviation(texels, x, y, 32) < 0.004 ? 1 : 0;
                }
            }
            if (flat > 3) {
                problems.add(TexturePool.family(k) + " " + k + ": " + flat);
            }
        }
        assertEquals(List.of(), problems);
    }

    /** What is repeated has no seams: steps across the edge are as those inside. */
    @Test
    void texturesRepeatWithoutSeams() {
        Family[] noise = {Family.PLASTER, Family.GRASS, Family.ROCK, Family.CONCRETE, Family.WATER};
        for (Family family : noise) {
            int[] texels = pool.texels(family.first);
            double inside = 0;
            double across = 0;
            for (int y = 0; y < SIDE; y++) {
                inside += Math.abs(green(texels, 100, y) - green(texels, 101, y));
                across += Math.abs(green(texels, SIDE - 1, y) - green(texels, 0, y));
            }
            assertTrue(across < 1.6 * inside, family + ": " + across / inside);
        }
    }

    @Test
    void familiesFillThePool() {
        int next = 0;
        for (Family family : Family.values()) {
            assertEquals(next, family.first);
            assertEquals(family, TexturePool.family(family.first));
            assertEquals(family, TexturePool.family(family.first + family.count - 1));
            next += family.count;
        }
        assertEquals(Family.TOTAL, next);
    }

    private static double green(int[] texels, int x, int y) {
        return (texels[y * SIDE + x] >> 8 & 255) / 255.0;
    }

    private static double deviation(int[] texels, int left, int top, int size) {
        double sum = 0;
        double squares = 0;
        for (int y = top; y < top + size; y++) {
            for (int x = left; x < left + size; x++) {
                double value = green(texels, x, y);
                sum += value;
                squares += value * value;
            }
        }
        double n = size * size;
        return Math.sqrt(Math.max(0, squares / n - sum / n * (sum / n)));
    }
}
