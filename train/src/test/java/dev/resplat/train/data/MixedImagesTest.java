package dev.resplat.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MixedImagesTest {
    /** Pictures of a pixel that is the number. */
    private record Numbered(String name, int heldOutCount) implements ImageSource {
        @Override
        public Image training(long number, int size) {
            return sequence(number, size, 1).get(0);
        }

        @Override
        public List<Image> sequence(long number, int size, int frames) {
            return IntStream.range(0, frames)
                    .mapToObj(f -> new Image(1, 1, new float[] {number, size, f}))
                    .toList();
        }

        @Override
        public List<Image> heldOut(int most) {
            return IntStream.range(0, Math.min(most, heldOutCount))
                    .mapToObj(i -> new Image(1, 1, new float[] {i, name.charAt(0), 0}))
                    .toList();
        }
    }

    private static MixedImages mixed(long seed, double... weights) {
        List<ImageSource> sources =
                List.of(new Numbered("a", 2), new Numbered("b", 9), new Numbered("c", 4));
        return new MixedImages(sources.subList(0, weights.length), weights, seed);
    }

    @Test
    void sharesAreExactAndEachSourceSeesItsNumbersOneByOne() {
        MixedImages mixed = mixed(3, 5, 3, 2);
        assertEquals("50.0 % a, 30.0 % b, 20.0 % c", mixed.name());
        for (long from : new long[] {0, 7000, -2000}) {
            List<Set<Long>> seen = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
            for (long number = from; number < from + 1000; number++) {
                Shares.Place place = mixed.shares().of(number);
                seen.get(place.source()).add(place.number());
                float shown = mixed.training(number, 8).colors()[0];
                assertEquals(place.number(), (long) shown);
                assertEquals(shown, mixed.sequence(number, 8, 2).get(1).colors()[0]);
            }
            int[] counts = {500, 300, 200};
            for (int s = 0; s < 3; s++) {
                Set<Long> expected = new HashSet<>();
                for (long own = 0; own < counts[s]; own++) {
                    expected.add(from / 1000 * counts[s] + own);
                }
                assertEquals(expected, seen.get(s));
                assertEquals(counts[s], mixed.shares().count(s));
            }
        }
    }

    @Test
    void theOrderDependsOnTheSeedOnly() {
        int same = 0;
        for (int number = 0; number < 1000; number++) {
            Shares.Place one = mixed(3, 1, 1).shares().of(number);
            assertEquals(one, mixed(3, 2, 2).shares().of(number));
            same += one.source() == mixed(4, 1, 1).shares().of(number).source() ? 1 : 0;
        }
        // Of independent orders: a half, deviation about 16.
        assertTrue(same > 420 && same < 580, "the same: " + same);
    }

    @Test
    void heldOutPicturesComeFromEachInTurnAsLongAsThereAreAny() {
        MixedImages mixed = mixed(1, 98, 1, 1);
        List<String> all = heldOut(mixed, 100);
        assertEquals(
                List.of("0a", "0b", "0c", "1a", "1b", "1c", "2b", "2c", "3b", "3c"),
                all.subList(0, 10));
        assertEquals(15, all.size());
        for (int most = 0; most <= 15; most++) {
            assertEquals(all.subList(0, most), heldOut(mixed, most));
        }
        assertArrayEquals(
                mixed.heldOut(5).get(4).colors(),
                mixed.heldOutBySource(5).get(4).picture().colors());
    }

    private static List<String> heldOut(MixedImages mixed, int most) {
        List<String> names = new ArrayList<>();
        for (MixedImages.HeldOut one : mixed.heldOutBySource(most)) {
            float[] colors = one.picture().colors();
            assertEquals('a' + one.source(), (int) colors[1]);
            names.add((int) colors[0] + "" + (char) colors[1]);
        }
        return names;
    }

    @Test
    void whatCannotBeMixedIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> mixed(1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> mixed(1, 1, 1e-5));
        List<ImageSource> twice = List.of(new Numbered("a", 1), new Numbered("a", 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MixedImages(twice, new double[] {1, 1}, 1));
    }
}
