package dev.resplat.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class ProceduralImagesTest {
    private final ImageSource source = new ProceduralImages(7);

    @Test
    void aNumberIsAPictureOnAnyThread() {
        List<Image> expected = paint(source, 24, 64);
        List<Image> parallel =
                IntStream.range(0, 24)
                        .parallel()
                        .mapToObj(i -> new ProceduralImages(7).training(i, 64))
                        .toList();
        for (int i = 0; i < 24; i++) {
            assertArrayEquals(expected.get(i).colors(), parallel.get(i).colors(), 0);
        }
    }

    /** Where this fails on some machine only, something depends on its arithmetic. */
    @Test
    void bitsAreThoseOfOtherMachines() {
        CRC32 sum = new CRC32();
        for (Image image : paint(source, 16, 96)) {
            for (float color : image.colors()) {
                int bits = Float.floatToIntBits(color);
                for (int shift = 0; shift < 32; shift += 8) {
                    sum.update(bits >>> shift);
                }
            }
        }
        assertEquals(0x40bfedcaL, sum.getValue(), () -> "0x" + Long.toHexString(sum.getValue()));
    }

    @Test
    void numbersAndSeedsAreDifferentPictures() {
        Image one = source.training(1, 64);
        assertFalse(Arrays.equals(one.colors(), source.training(2, 64).colors()));
        assertFalse(Arrays.equals(one.colors(), source.training(1L << 32 | 1, 64).colors()));
        assertFalse(Arrays.equals(one.colors(), new ProceduralImages(8).training(1, 64).colors()));
    }

    @Test
    void colorsAreFromZeroToOneAtAnySize() {
        for (int size : new int[] {1, 7, 32, 130, 600}) {
            Image image = source.training(size, size);
            assertEquals(size, image.width());
            assertEquals(size, image.height());
            for (float color : image.colors()) {
                assertTrue(color >= 0 && color <= 1, "a color of " + color);
            }
        }
    }

    @Test
    void statisticsAreThoseOfPhotographs() {
        Bands.PHOTOGRAPHS.require(PictureStatistics.of(paint(source, 250, 128)));
    }

    @Test
    void otherSeedsHaveTheSameStatistics() {
        Bands.PHOTOGRAPHS.require(
                PictureStatistics.of(paint(new ProceduralImages(12345), 250, 128)));
    }

    @Test
    void pixelNoiseIsNoPhotograph() {
        Draws draws = new Draws(1, Draws.Purpose.NOISE, 1);
        List<Image> noise = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            float[] colors = new float[3 * 128 * 128];
            for (int k = 0; k < colors.length; k++) {
                colors[k] = draws.uniform();
            }
            noise.add(new Image(128, 128, colors));
        }
        assertFalse(Bands.PHOTOGRAPHS.problems(PictureStatistics.of(noise)).isEmpty());
    }

    @Test
    void thingsAreAsLargeInSmallCropsAsInLargeOnes() {
        List<Image> corners = new ArrayList<>();
        for (Image image : paint(source, 100, 256)) {
            corners.add(Photograph.of(image).window(64, 64, 128, 128));
        }
        double large = PictureStatistics.of(corners).gradient();
        double small = PictureStatistics.of(paint(source, 250, 128)).gradient();
        assertEquals(1, small / large, 0.25);
    }

    @Test
    void aSequenceBeginsWithThePictureOfItsNumber() {
        for (int number = 0; number < 5; number++) {
            List<Image> frames = source.sequence(number, 64, 3);
            assertEquals(3, frames.size());
            assertArrayEquals(source.training(number, 64).colors(), frames.get(0).colors(), 0);
        }
    }

    @Test
    void aSequenceMovesSlowly() {
        SlowMotion.require(source);
    }

    @Test
    void whatIsHeldOutIsTheSameForEverySeedAndNeverTrainedOn() {
        List<Image> heldOut = source.heldOut(3);
        assertEquals(3, heldOut.size());
        List<Image> others = new ProceduralImages(8).heldOut(5);
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(heldOut.get(i).colors(), others.get(i).colors(), 0);
        }
        // Numbers of training are of another purpose: even with seed and number the same.
        Draws training = new Draws(0, Draws.Purpose.TRAINING, 0);
        Draws evaluation = new Draws(0, Draws.Purpose.HELD_OUT, 0);
        assertFalse(training.word() == evaluation.word() && training.word() == evaluation.word());
        assertEquals(64, source.heldOut(1000).size());
    }

    private static List<Image> paint(ImageSource source, int count, int size) {
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(source.training(i, size));
        }
        return images;
    }
}
