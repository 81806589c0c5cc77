package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.PhotographFolder;
import dev.resplat.train.data.ProceduralImages;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PicturesTest {
    @TempDir private Path temporary;

    private static Pictures pictures(ImageSource source, double sequences, long seed) {
        return new Pictures(
                source, new Resplat2dConfig.Data(32, 1, 16, 64, sequences, 1, 100), seed);
    }

    private static Pictures painted(double sequences, long seed) {
        return pictures(new ProceduralImages(1), sequences, seed);
    }

    private PhotographFolder folder(String name, int... widths) throws Exception {
        Path folder = Files.createDirectories(temporary.resolve(name));
        for (int width : widths) {
            byte[] png = BuiltInPicture.paint(width, 40).png();
            Files.write(folder.resolve("photograph%d.png".formatted(width)), png);
        }
        return PhotographFolder.open(folder, note -> {});
    }

    @Test
    void aPictureIsTheSameWhereverOneBegins() {
        try (Pictures first = painted(0.5, 1);
                Pictures second = painted(0.5, 1)) {
            for (int number = 0; number < 6; number++) {
                List<Image> expected = first.at(number);
                if (number >= 3) {
                    assertEqualFrames(expected, second.at(number));
                }
            }
            assertEqualFrames(first.at(2), second.at(2));
            second.close();
            assertEqualFrames(first.at(3), second.at(3));
        }
    }

    private static void assertEqualFrames(List<Image> expected, List<Image> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).colors(), actual.get(i).colors());
        }
    }

    @Test
    void someHaveASecondFrame() {
        assertEquals(0, withSecondFrame(0));
        assertEquals(60, withSecondFrame(1));
        int half = withSecondFrame(0.5);
        assertTrue(half > 18 && half < 42, "" + half);
    }

    private static int withSecondFrame(double sequences) {
        int count = 0;
        try (Pictures pictures = painted(sequences, 1)) {
            for (int number = 0; number < 60; number++) {
                count += pictures.at(number).size() - 1;
            }
        }
        return count;
    }

    @Test
    void anotherSeedHasOtherPhotographsFirst() throws Exception {
        PhotographFolder folder = folder("a", 40, 50, 60);
        try (Pictures one = pictures(folder, 0, 1);
                Pictures two = pictures(folder, 0, 2)) {
            boolean same = true;
            for (int number = 0; number < 4; number++) {
                Image a = one.at(number).get(0);
                same &= Arrays.equals(a.colors(), two.at(number).get(0).colors());
            }
            assertTrue(!same);
        }
    }

    @Test
    void aFingerprintIsOfThePicturesAndNotOfTheirPlace() throws Exception {
        long here = pictures(folder("here", 40, 50), 0, 1).fingerprint();
        assertEquals(here, pictures(folder("there", 40, 50), 0.5, 2).fingerprint());
        assertNotEquals(here, pictures(folder("more", 40, 50, 60), 0, 1).fingerprint());
        assertNotEquals(here, painted(0, 1).fingerprint());
        assertEquals(painted(0, 1).fingerprint(), painted(0, 2).fingerprint());
    }

    @Test
    void largePhotographsAreMadeSmallerForEvaluation() throws Exception {
        Image large = pictures(folder("large", 1600), 0, 1).heldOut(8).get(0).picture();
        assertEquals(List.of(534, 14), List.of(large.width(), large.height()));
        Image small = pictures(folder("small", 768), 0, 1).heldOut(8).get(0).picture();
        assertEquals(List.of(768, 40), List.of(small.width(), small.height()));
    }
}
