package dev.resplat.train.trunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.Config;
import dev.resplat.train.data.Draws;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DegradationTest {
    private static final DegradationConfig MOST =
            Config.named("trunk").as(TrunkConfig.class).degradation();

    private static final Image PICTURE = picture();

    /** Stripes and a ramp. */
    private static Image picture() {
        int width = 40;
        int height = 32;
        float[] colors = new float[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int y = i / width;
            colors[3 * i] = x / 5 % 2 == 0 ? 0.8f : 0.2f;
            colors[3 * i + 1] = (x + y) / 7 % 2 == 0 ? 0.7f : 0.1f;
            colors[3 * i + 2] = y / (float) height;
        }
        return new Image(width, height, colors);
    }

    private static Image of(Degradation kind, double strength, long number) {
        return kind.of(PICTURE, strength, MOST, new Draws(1, Draws.Purpose.DEGRADATIONS, number));
    }

    private static double distance(Image image) {
        return StrengthOrder.colors(Arrays.asList(PICTURE, image))[0];
    }

    @ParameterizedTest
    @EnumSource
    void theStrongerTheWorse(Degradation kind) {
        double nothing = distance(of(kind, 0, 7));
        assertTrue(nothing < (kind == Degradation.SPLATS ? 0.1 : 1e-7), kind + ": " + nothing);
        double half = distance(of(kind, 0.5, 7));
        double all = distance(of(kind, 1, 7));
        assertTrue(half > 1.1 * nothing + 1e-3, kind + ": " + half);
        assertTrue(all > 1.1 * half, kind + ": " + all + " after " + half);
    }

    @ParameterizedTest
    @EnumSource
    void colorsStayColorsAndTheImageAsItIs(Degradation kind) {
        float[] before = PICTURE.colors().clone();
        Image worse = of(kind, 1, 3);
        assertEquals(PICTURE.width(), worse.width());
        for (float value : worse.colors()) {
            assertTrue(value > -1e-6 && value < 1 + 1e-6, kind + ": " + value);
        }
        assertTrue(Arrays.equals(before, PICTURE.colors()));
    }

    @ParameterizedTest
    @EnumSource
    void drawsSayWhere(Degradation kind) {
        assertTrue(Arrays.equals(of(kind, 0.7, 3).colors(), of(kind, 0.7, 3).colors()));
        if (kind != Degradation.BLUR) {
            assertNotEquals(distance(of(kind, 0.7, 3)), distance(of(kind, 0.7, 4)));
        }
    }

    /** What is displaced comes from no farther than is said. */
    @Test
    void aWarpMovesThingsByAFewPixels() {
        Image worse = of(Degradation.WARP, 1, 5);
        double most = MOST.displacement();
        for (int y = 0; y < PICTURE.height(); y++) {
            for (int x = 0; x < PICTURE.width(); x++) {
                double ramp = worse.at(x, y, 2) * PICTURE.height();
                assertTrue(Math.abs(ramp - y) <= most + 1e-3, x + ", " + y + ": " + ramp);
            }
        }
    }

    @Test
    void someAreLeftAsTheyAre() {
        DegradationConfig config = new DegradationConfig(0.3, 0.5, 2, 2, 0.3, 3, 0.9);
        int untouched = 0;
        for (int i = 0; i < 500; i++) {
            Draws draws = new Draws(1, Draws.Purpose.DEGRADATIONS, i);
            Image small = new Image(2, 2, new float[12]);
            untouched += Degradation.any(small, config, draws) == small ? 1 : 0;
        }
        assertEquals(150, untouched, 35);
    }

    /** A photograph is fine, too, whatever its size. */
    @Test
    void aWindowOfAPictureIsMadeWorse() {
        Image picture = BuiltInPicture.paint(48, 48);
        Draws draws = new Draws(2, Draws.Purpose.DEGRADATIONS, 1);
        Image worse = Degradation.SPLATS.of(picture, 1, MOST, draws);
        double distance = StrengthOrder.colors(Arrays.asList(picture, worse))[0];
        assertTrue(distance > 0.01 && distance < 0.3, "" + distance);
    }
}
