package dev.resplat.splat.edit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Splats3d;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A scene and its cameras, moved together, look as before. */
class SimilarityTest {
    private static final int CASES = 8;

    private static Similarity any(SplittableRandom random) {
        double[] t = {5 * random.nextDouble(), -3 * random.nextDouble(), random.nextDouble()};
        return Scenes.turn(random)
                .then(Similarity.scaling(Math.exp(4 * random.nextDouble() - 2)))
                .then(Similarity.translation(t));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aSceneAndItsCameraMovedTogetherMakeTheSamePicture(int degree) {
        SplittableRandom random = new SplittableRandom(degree);
        Splats3d scene = Scenes.random(degree, 300, degree);
        for (int i = 0; i < CASES; i++) {
            Camera camera = Scenes.camera(random);
            Similarity move = any(random);
            float[] expected = Scenes.render(scene, camera);
            float[] actual =
                    Scenes.render(
                            move.apply(scene), move.apply(camera), move.scale() * Options.NEAR);
            double psnr = Scenes.psnr(expected, actual);
            assertTrue(psnr >= 60, "case %d: %.1f dB".formatted(i, psnr));
        }
    }

    /** Else the test above would not see whether harmonics are turned. */
    @Test
    void withoutItsHarmonicsTurnedItLooksDifferent() {
        SplittableRandom random = new SplittableRandom(3);
        Splats3d scene = Scenes.random(3, 300, 1);
        Camera camera = Scenes.camera(random);
        Similarity turn = Similarity.turn(new double[] {1, 2, 3}, 2);
        Splats3d turned = turn.apply(scene);
        Splats3d forgotten =
                new Splats3d(
                        1,
                        turned.means(),
                        turned.quats(),
                        turned.logScales(),
                        turned.opacityLogits(),
                        scene.sh());
        float[] expected = Scenes.render(scene, camera);
        float[] actual = Scenes.render(forgotten, turn.apply(camera));
        assertTrue(Scenes.psnr(expected, actual) < 40);
    }

    @Test
    void aScaledSceneIsTheSamePictureOfAScaledCamera() {
        SplittableRandom random = new SplittableRandom(9);
        Splats3d scene = Scenes.random(9, 200, 2);
        Camera camera = Scenes.camera(random);
        for (double scale : new double[] {0.01, 0.5, 7, 1000}) {
            Similarity larger = Similarity.scaling(scale);
            float[] expected = Scenes.render(scene, camera);
            float[] actual =
                    Scenes.render(larger.apply(scene), larger.apply(camera), scale * Options.NEAR);
            double psnr = Scenes.psnr(expected, actual);
            assertTrue(psnr >= 60, "scale %s: %.1f dB".formatted(scale, psnr));
            assertArrayEquals(
                    camera.inWorld(new double[3], scale).worldToCamera(),
                    larger.apply(camera).worldToCamera(),
                    1e-12);
        }
    }

    @Test
    void whatIsUndoneIsAsBefore() {
        SplittableRandom random = new SplittableRandom(4);
        Splats3d scene = Scenes.random(4, 50, 4);
        for (int i = 0; i < CASES; i++) {
            Similarity move = any(random);
            Splats3d back = move.inverse().apply(move.apply(scene));
            assertArrayEquals(scene.means(), back.means(), 1e-5f);
            assertArrayEquals(scene.logScales(), back.logScales(), 1e-5f);
            assertArrayEquals(scene.sh(), back.sh(), 1e-5f);
            double[] points = {1, 2, 3, -4, 5, 0.5};
            assertArrayEquals(points, move.inverse().apply(move.apply(points)), 1e-9);
        }
    }

    @Test
    void aTurnIsCounterClockwise() {
        Similarity quarter = Similarity.turn(new double[] {0, 0, 2}, Math.PI / 2);
        assertArrayEquals(new double[] {-2, 1, 3}, quarter.apply(new double[] {1, 2, 3}), 1e-12);
        Similarity moved = quarter.then(Similarity.translation(10, 0, 0));
        assertArrayEquals(new double[] {8, 1, 3}, moved.apply(new double[] {1, 2, 3}), 1e-12);
    }

    @Test
    void axesPointWhereTheyAreSaidTo() {
        // one to the right, two up, three forward
        double[] opencv = {1, -2, 3};
        double[] opengl = {1, 2, -3};
        double[] zUp = {1, 3, 2};
        double[][] all = {opencv, opengl, zUp};
        for (Axes from : Axes.values()) {
            for (Axes to : Axes.values()) {
                assertArrayEquals(
                        all[to.ordinal()],
                        from.to(to).apply(all[from.ordinal()]),
                        1e-12,
                        from + " to " + to);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Axes.class)
    void aSceneInOtherAxesLooksTheSame(Axes axes) {
        SplittableRandom random = new SplittableRandom(5);
        Splats3d scene = Scenes.random(5, 200, 3);
        Camera camera = Scenes.camera(random);
        Similarity turn = Axes.OPENCV.to(axes);
        float[] actual = Scenes.render(turn.apply(scene), turn.apply(camera));
        assertTrue(Scenes.psnr(Scenes.render(scene, camera), actual) >= 60);
    }

    @Test
    void whatMirrorsOrShrinksToNothingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Similarity.scaling(0));
        assertThrows(IllegalArgumentException.class, () -> Similarity.scaling(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Similarity.translation(0, 0, 1 / 0.0));
        assertThrows(
                IllegalArgumentException.class,
                () -> Similarity.rotation(1, 0, 0, 0, -1, 0, 0, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Similarity.turn(new double[3], 1));
        for (double length : new double[] {1e-320, 1e-200, 1e200, Double.MAX_VALUE}) {
            double[] axis = {0, length, 0};
            assertArrayEquals(
                    Similarity.turn(new double[] {0, 1, 0}, 1).rotation(),
                    Similarity.turn(axis, 1).rotation());
        }
        assertEquals(2, Similarity.scaling(2).inverse().inverse().scale());
    }
}
