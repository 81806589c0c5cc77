package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.train.image.Image;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures made into splats, from beginning to end. */
class ReconstructionTest {
    private static final NetworkConfig CONFIG = Small.config(0.7, 0.05, Small.ALL);
    private static final Image PICTURE = Small.waves(75, 50);
    private static final int N = 120;

    private static void same(Splats2d one, Splats2d two, String message) {
        assertArrayEquals(one.means(), two.means(), message);
        assertArrayEquals(one.logScales(), two.logScales(), message);
        assertArrayEquals(one.angles(), two.angles(), message);
        assertArrayEquals(one.weights(), two.weights(), message);
        assertArrayEquals(one.colors(), two.colors(), message);
    }

    private static Splats2d refined(Device device, Image picture, int n, int steps) {
        Splats2d splats;
        try (Scope scope = Scope.open();
                Reconstruction reconstruction =
                        new Reconstruction(Small.scattered(device, CONFIG))) {
            reconstruction.begin(picture, n, 3);
            for (int i = 0; i < steps; i++) {
                assertEquals(i, reconstruction.depth());
                reconstruction.refine();
            }
            assertEquals(steps, reconstruction.depth());
            assertEquals(steps * (long) Math.ceil(0.7 * n), reconstruction.moved());
            assertTrue(reconstruction.seconds() > 0);
            for (float color : reconstruction.render().colors()) {
                assertTrue(Float.isFinite(color), "color " + color);
            }
            splats = reconstruction.splats();
        }
        assertEquals(0, device.bytesInUse());
        assertEquals(n, splats.count());
        return splats;
    }

    @Test
    void bitsDependNeitherOnThreadsNorOnWhatWasBefore() {
        Splats2d one = refined(new CpuDevice(1), PICTURE, N, 3);
        Device device = new CpuDevice(2).poisonBuffers();
        same(one, refined(device, PICTURE, N, 3), "2 threads");
        same(one, refined(device, PICTURE, N, 3), "again");
        same(one, refined(new CpuDevice(3), PICTURE, N, 3), "3 threads");
        same(one, refined(new CpuDevice(5), PICTURE, N, 3), "5 threads");
        Splats2d scalar = refined(CpuDevice.scalar(1), PICTURE, N, 3);
        same(scalar, refined(CpuDevice.scalar(4), PICTURE, N, 3), "4 scalar threads");
    }

    /** Also more splats than pixels, and many steps. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 1, 40",
        "1, 7, 5",
        "7, 1, 60",
        "3, 2, 100",
        "33, 34, 1",
        "50, 30, 2",
        "40, 1, 20"
    })
    void picturesOfAnySizeAndAnyNumberOfSplats(int width, int height, int splats) {
        Device device = new CpuDevice(2).poisonBuffers();
        refined(device, Small.waves(width, height), splats, Reconstruction.MOST_DEPTH);
    }

    @Test
    void aGreyPictureStaysOneWhereThereIsNothingToLearn() {
        float[] grey = new float[3 * 40 * 30];
        Arrays.fill(grey, 0.5f);
        Image picture = new Image(40, 30, grey);
        Device device = new CpuDevice(2).poisonBuffers();
        refined(device, picture, 30, Reconstruction.MOST_DEPTH);
        try (Scope scope = Scope.open();
                Reconstruction reconstruction =
                        new Reconstruction(Small.untrained(device, CONFIG))) {
            reconstruction.begin(picture, 30, 3);
            reconstruction.refine();
            for (float color : reconstruction.render().colors()) {
                assertEquals(0.5f, color, 0.02f);
            }
        }
    }

    /** The colors of splats are those under them: an untrained model is no bad start. */
    @Test
    void theFirstProposalIsLikeThePicture() {
        Device device = new CpuDevice(2);
        try (Scope scope = Scope.open();
                Reconstruction reconstruction =
                        new Reconstruction(Small.untrained(device, CONFIG))) {
            reconstruction.begin(PICTURE, N, 3);
            double square = 0;
            float[] colors = reconstruction.render().colors();
            for (int i = 0; i < colors.length; i++) {
                square += Math.pow(colors[i] - PICTURE.colors()[i], 2) / colors.length;
            }
            assertTrue(square < 0.003, "mean squared error " + square);
        }
    }

    /** Each of which has next to no area. */
    @Test
    void thousandsOfSplatsOnAPixelHaveItsColor() {
        Device device = new CpuDevice(2);
        Image pixel = new Image(1, 1, new float[] {0.9f, 0.6f, 0.1f});
        try (Scope scope = Scope.open();
                Reconstruction reconstruction =
                        new Reconstruction(Small.untrained(device, CONFIG))) {
            reconstruction.begin(pixel, 3000, 3);
            assertArrayEquals(pixel.colors(), reconstruction.render().colors(), 2e-3f);
        }
    }

    @Test
    void theNextFrameBeginsWithTheSplatsOfTheLast() {
        Device device = new CpuDevice(2).poisonBuffers();
        Image other = Small.waves(75, 50).difference(PICTURE, 1);
        try (Scope scope = Scope.open();
                Reconstruction reconstruction =
                        new Reconstruction(Small.scattered(device, CONFIG))) {
            long model = device.bytesInUse();
            reconstruction.begin(PICTURE, N, 3);
            reconstruction.refine();
            Splats2d before = reconstruction.splats();
            long bytes = device.bytesInUse();
            for (int i = 0; i < 3; i++) {
                reconstruction.next(i % 2 == 0 ? other : PICTURE);
                assertEquals(0, reconstruction.depth());
                assertEquals(bytes, device.bytesInUse(), "bytes in use at frame " + i);
                same(before, reconstruction.splats(), "frame " + i);
                reconstruction.refine();
                assertEquals(1, reconstruction.depth());
                assertEquals(bytes, device.bytesInUse(), "bytes in use after frame " + i);
                before = reconstruction.splats();
            }
            Image small = Small.waves(75, 49);
            String message =
                    assertThrows(IllegalArgumentException.class, () -> reconstruction.next(small))
                            .getMessage();
            assertEquals("a frame of 75 x 49 pixels after one of 75 x 50", message);
            same(before, reconstruction.splats(), "after a wrong frame");
            reconstruction.begin(small, 7, 3);
            assertEquals(7, reconstruction.splats().count());
            assertEquals(0, reconstruction.moved());
            reconstruction.close();
            assertEquals(model, device.bytesInUse());
            reconstruction.close();
        }
        assertEquals(0, device.bytesInUse());
    }

    /** It refines for the picture that there is now. */
    @Test
    void theNextFrameIsWhatIsRefinedFor() {
        Device device = new CpuDevice(2);
        Splats2d[] results = new Splats2d[2];
        for (int i = 0; i < 2; i++) {
            try (Scope scope = Scope.open();
                    Reconstruction reconstruction =
                            new Reconstruction(Small.scattered(device, CONFIG))) {
                reconstruction.begin(PICTURE, N, 3);
                reconstruction.next(i == 0 ? PICTURE : PICTURE.difference(PICTURE, 1));
                reconstruction.refine();
                results[i] = reconstruction.splats();
            }
        }
        assertTrue(!Arrays.equals(results[0].means(), results[1].means()));
    }

    @Test
    void whatWasNotBegunCannotGoOn() {
        Device device = new CpuDevice(1);
        try (Scope scope = Scope.open();
                Reconstruction reconstruction =
                        new Reconstruction(Small.untrained(device, CONFIG))) {
            assertThrows(IllegalStateException.class, reconstruction::refine);
            assertThrows(IllegalStateException.class, reconstruction::render);
            assertThrows(IllegalStateException.class, () -> reconstruction.next(PICTURE));
            String message =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> reconstruction.begin(PICTURE, 0, 1))
                            .getMessage();
            assertEquals("a picture of 0 splats: 1 or more", message);
            reconstruction.begin(PICTURE, 5, 1);
            reconstruction.close();
            assertThrows(IllegalStateException.class, reconstruction::splats);
        }
    }
}
