package dev.resplat.splat.edit;

import static dev.resplat.splat.SameSplats.assertSameSplats;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Rasterizer.Options;
import dev.resplat.splat.Rasterizer.Rendering;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Scope;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Colours, degrees of harmonics and merged scenes, by what is seen of them. */
class ColorsTest {
    /** A scene whose colours are never cut at zero, before or after a change. */
    private static Splats3d pale(long seed, int degree) {
        Splats3d scene = Scenes.random(seed, 200, degree);
        float[] sh = scene.sh().clone();
        for (int i = 0; i < sh.length; i++) {
            sh[i] *= i % (3 * Splats3d.terms(degree)) < 3 ? 0.6f : 0.1f;
        }
        return new Splats3d(
                degree, scene.means(), scene.quats(), scene.logScales(), scene.opacityLogits(), sh);
    }

    private static double color(Splats3d scene, int splat, int channel, double[] d) {
        int terms = Splats3d.terms(scene.degree());
        double[] y = new double[terms];
        Harmonics.terms(scene.degree(), d[0], d[1], d[2], y);
        double color = 0.5;
        for (int k = 0; k < terms; k++) {
            color += y[k] * scene.sh()[3 * (splat * terms + k) + channel];
        }
        return color;
    }

    private static final List<ColorMatrix> CHANGES =
            List.of(
                    ColorMatrix.exposure(0.3),
                    ColorMatrix.brightness(0.1),
                    ColorMatrix.contrast(0.7),
                    ColorMatrix.saturation(0.2),
                    ColorMatrix.saturation(1.2));

    /** The picture of the changed scene is the changed picture. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aPictureChangesAsItsColorsDo(int degree) {
        Splats3d scene = pale(degree, degree);
        Camera camera = Scenes.camera(new SplittableRandom(degree));
        for (ColorMatrix change : CHANGES) {
            try (Scope scope = Scope.open()) {
                Rendering before =
                        Rasterizer.render(
                                Gaussians.of(Scenes.DEVICE, scene), camera, Options.of(degree));
                float[] picture = before.image().value().toFloats();
                float[] alpha = before.alpha().toFloats();
                float[] actual = Scenes.render(change.apply(scene), camera);
                double[] black = change.apply(new double[3]);
                double worst = 0;
                for (int p = 0; p < alpha.length; p++) {
                    double[] color = new double[3];
                    for (int c = 0; c < 3; c++) {
                        color[c] = picture[3 * p + c];
                    }
                    double[] expected = change.apply(color);
                    for (int c = 0; c < 3; c++) {
                        // what shines through is not changed: it is no splat
                        double seen = expected[c] - (1 - alpha[p]) * black[c];
                        worst = Math.max(worst, Math.abs(seen - actual[3 * p + c]));
                    }
                }
                assertEquals(0, worst, 2e-4, change.toString());
            }
        }
    }

    @Test
    void eachChangeIsWhatItsNameSays() {
        double[] color = {0.2, 0.5, 0.8};
        double[] longer = ColorMatrix.exposure(2.2).apply(color);
        assertArrayEquals(new double[] {0.4, 1, 1.6}, longer, 1e-12);
        double[] brighter = ColorMatrix.brightness(0.25).apply(color);
        assertArrayEquals(new double[] {0.45, 0.75, 1.05}, brighter, 1e-12);
        double[] harder = ColorMatrix.contrast(2).apply(color);
        assertArrayEquals(new double[] {-0.1, 0.5, 1.1}, harder, 1e-12);
        double grey = 0.2126 * 0.2 + 0.7152 * 0.5 + 0.0722 * 0.8;
        double[] greys = ColorMatrix.saturation(0).apply(color);
        assertArrayEquals(new double[] {grey, grey, grey}, greys, 1e-12);
        assertArrayEquals(color, ColorMatrix.saturation(1).apply(color), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> ColorMatrix.brightness(Double.NaN));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.8, 2.2})
    void gammaIsExactForColorsWithoutDirections(double gamma) {
        Splats3d scene = Scenes.random(6, 100, 0);
        Splats3d changed = Gamma.apply(scene, gamma);
        double[] d = {0, 0, 1};
        for (int i = 0; i < scene.count(); i++) {
            for (int c = 0; c < 3; c++) {
                double expected = Math.pow(Math.max(0, color(scene, i, c, d)), 1 / gamma);
                assertEquals(expected, color(changed, i, c, d), 1e-5);
            }
        }
    }

    /** Above degree 0 nothing is exact, but no other harmonics may be nearer. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void gammaIsTheNearestThatThereIs(int degree) {
        Splats3d scene = pale(7, degree);
        Splats3d changed = Gamma.apply(scene, 1.6);
        double own = squares(scene, changed, 1.6);
        assertTrue(Math.sqrt(own) < 0.02, "mean error " + Math.sqrt(own));
        int width = 3 * Splats3d.terms(degree);
        for (int k = 0; k < width; k++) {
            for (float step : new float[] {-0.02f, 0.02f}) {
                float[] sh = changed.sh().clone();
                for (int i = k; i < sh.length; i += width) {
                    sh[i] += step;
                }
                Splats3d other =
                        new Splats3d(
                                degree,
                                scene.means(),
                                scene.quats(),
                                scene.logScales(),
                                scene.opacityLogits(),
                                sh);
                assertTrue(squares(scene, other, 1.6) > own, "coefficient " + k);
            }
        }
    }

    /** The mean square over many directions, of what should be and what is. */
    private static double squares(Splats3d scene, Splats3d changed, double gamma) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < scene.count(); i += 9) {
            for (int j = 0; j < 400; j++) {
                // a spiral of Fibonacci is even enough
                double z = 1 - (2 * j + 1) / 400.0;
                double angle = j * Math.PI * (3 - Math.sqrt(5));
                double r = Math.sqrt(1 - z * z);
                double[] d = {r * Math.cos(angle), r * Math.sin(angle), z};
                for (int c = 0; c < 3; c++) {
                    double expected = Math.pow(Math.max(0, color(scene, i, c, d)), 1 / gamma);
                    sum += Math.pow(color(changed, i, c, d) - expected, 2);
                    n++;
                }
            }
        }
        return sum / n;
    }

    @Test
    void aGammaOfOneChangesNothing() {
        Splats3d scene = Scenes.random(8, 10, 2);
        assertSame(scene, Gamma.apply(scene, 1));
        assertThrows(IllegalArgumentException.class, () -> Gamma.apply(scene, 0));
    }

    @Test
    void aLowerDegreeIsWhatIsRenderedWithLess() {
        Splats3d scene = Scenes.random(11, 200, 4);
        Camera camera = Scenes.camera(new SplittableRandom(11));
        for (int degree = 0; degree <= 4; degree++) {
            float[] expected = scene.render(Scenes.DEVICE, camera, Options.of(degree));
            float[] actual = Scenes.render(HarmonicsDegree.of(scene, degree), camera);
            assertArrayEquals(expected, actual, 1e-6f, "degree " + degree);
        }
        assertThrows(IllegalArgumentException.class, () -> HarmonicsDegree.of(scene, 5));
    }

    @Test
    void aHigherDegreeLooksTheSame() {
        Splats3d scene = Scenes.random(12, 100, 1);
        Camera camera = Scenes.camera(new SplittableRandom(12));
        Splats3d higher = HarmonicsDegree.of(scene, 3);
        assertArrayEquals(Scenes.render(scene, camera), Scenes.render(higher, camera), 1e-6f);
        assertSameSplats(scene, HarmonicsDegree.of(higher, 1));
    }

    /** In front of the other, each looks as it does alone; and all splats are there. */
    @Test
    void mergedScenesOfOtherDegreesLookAsTheyDoAlone() {
        Splats3d a = Scenes.random(13, 100, 0);
        Splats3d b = Similarity.translation(0, 0, 900).apply(Scenes.random(14, 80, 3));
        Splats3d c = Similarity.translation(0, 900, 0).apply(Scenes.random(15, 60, 1));
        Splats3d all = Merge.of(List.of(a, b, c));
        assertEquals(240, all.count());
        assertEquals(3, all.degree());
        double[][] moves = {new double[3], {0, 0, 900}, {0, 900, 0}};
        List<Splats3d> scenes = List.of(a, b, c);
        for (int i = 0; i < 3; i++) {
            // seen along x, where nothing else is
            double[] along = {0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 3, 0, 0, 0, 1};
            Camera camera =
                    Similarity.translation(moves[i])
                            .apply(Scenes.camera(new SplittableRandom(1)).at(along));
            float[] alone = Scenes.render(scenes.get(i), camera);
            assertArrayEquals(alone, Scenes.render(all, camera), 1e-6f, "scene " + i);
            double light = 0;
            for (float value : alone) {
                light += value;
            }
            assertTrue(light > 100, "something is seen");
        }
        assertSameSplats(a, Merge.of(List.of(a)));
    }
}
