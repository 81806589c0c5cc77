package dev.resplat.train.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.PointCloud;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.ViewPixels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scene begins with, and in which order its photographs are looked at. */
final class FirstSplatsTest {
    @TempDir private Path temporary;

    private static OptimizeConfig config(String... values) {
        return Config.named("optimize").with(List.of(values)).as(OptimizeConfig.class);
    }

    private SceneData data(SyntheticScene scene, OptimizeConfig config) {
        Path folder = scene.write(temporary.resolve("scene"));
        return new SceneData(PosedScene.read(folder, note -> {}), config, note -> {});
    }

    private static Splats3d first(SceneData data, OptimizeConfig config) {
        return FirstSplats.of(data, config, note -> {});
    }

    @Test
    void nothingBeginsWhereAPhotographIsTransparent() {
        OptimizeConfig config = config("start.random=300");
        SceneData data = data(new SyntheticScene().transparent(), config);
        Splats3d splats = first(data, config);
        assertTrue(splats.count() > 20 && splats.count() <= 300, splats.toString());
        int seen = 0;
        for (ViewPixels view : SmallViews.of(data)) {
            for (int i = 0; i < splats.count(); i++) {
                int pixel = FirstPoints.pixel(splats.means(), i, view.camera());
                seen += pixel >= 0 ? 1 : 0;
                assertTrue(pixel < 0 || view.alpha()[pixel] >= 0.5, "splat " + i);
            }
        }
        assertTrue(seen > 10 * splats.count() / 2, seen + " are in pictures");
    }

    @Test
    void thereIsABackdropIfItFits() {
        SyntheticScene scene = new SyntheticScene();
        OptimizeConfig many = config("start.random=100");
        Splats3d splats = first(data(scene, many), many);
        assertTrue(splats.count() > 500, splats.toString());
        OptimizeConfig few = config("start.random=100", "maxSplats=200");
        assertTrue(first(data(scene, few), few).count() <= 100);
        OptimizeConfig least = config("maxSplats=1");
        assertEquals(1, first(data(scene, least), least).count());
    }

    /** Some points of COLMAP would leave most of the scene without splats. */
    @Test
    void veryFewPointsAreNotBegunAt() throws Exception {
        Path folder = new SyntheticScene().withPoints().write(temporary.resolve("scene"));
        String ply = Files.readString(folder.resolve("points.ply"));
        List<String> notes = new ArrayList<>();
        for (int n : new int[] {100, 99}) {
            List<String> lines = ply.lines().limit(ply.lines().count() - 140 + n).toList();
            Files.writeString(
                    folder.resolve("points.ply"),
                    String.join("\n", lines).replace("vertex 140", "vertex " + n) + "\n");
            OptimizeConfig config = config("start.random=300");
            SceneData data = new SceneData(PosedScene.read(folder, note -> {}), config, note -> {});
            Splats3d splats = FirstSplats.of(data, config, notes::add);
            assertEquals(n == 100, splats.count() == 100, splats.toString());
        }
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(notes.get(0).contains("too few points (99)"), notes.toString());
    }

    @Test
    void whatTheStartTakesIsKnownBefore() {
        OptimizeConfig config = config("start.random=300");
        SceneData data = data(new SyntheticScene(), config);
        long pixels = 0;
        for (ViewPixels view : SmallViews.of(data)) {
            pixels += view.colors().length / 3;
        }
        assertEquals(pixels, SmallViews.pixels(data));
        long enough = 1000 + 24 * pixels;
        SceneMemory.requireStart(data, 1000, enough);
        UserMistake mistake =
                assertThrows(
                        UserMistake.class, () -> SceneMemory.requireStart(data, 1000, enough - 1));
        assertTrue(mistake.getMessage().contains("--downscale"), mistake.getMessage());
        SceneData known = data(new SyntheticScene().withPoints(), config);
        SceneMemory.requireStart(known, 1000, 1000);
    }

    @Test
    void randomPointsHaveTheColorsOfTheirPixelsAndNoMaskedOnes() {
        OptimizeConfig config = config();
        SceneData data = data(new SyntheticScene().spoiled().masked(), config);
        PointCloud points = FirstPoints.random(data, 200, 5);
        assertEquals(200, points.count());
        int views = data.training().size();
        for (int i = 0; i < points.count(); i++) {
            int view = i % views;
            Camera camera = data.camera(data.training().get(view));
            int pixel = FirstPoints.pixel(points.positions(), i, camera);
            ViewPixels pixels = data.trainingLoader().load(view, 1);
            assertEquals(1, pixels.mask()[pixel]);
            for (int c = 0; c < 3; c++) {
                assertEquals(pixels.colors()[3 * pixel + c], points.colors()[3 * i + c]);
            }
        }
        assertArrayEquals(points.positions(), FirstPoints.random(data, 200, 5).positions());
    }

    @Test
    void eachEpochHasEachPhotographOnceInAnotherOrder() {
        ViewOrder order = new ViewOrder(20, 1);
        long[] sums = new long[3];
        StringBuilder[] epochs = new StringBuilder[3];
        for (int step = 0; step < 60; step++) {
            int epoch = step / 20;
            epochs[epoch] = epochs[epoch] == null ? new StringBuilder() : epochs[epoch];
            epochs[epoch].append(order.at(step)).append(' ');
            sums[epoch] |= 1L << order.at(step);
        }
        assertArrayEquals(new long[] {(1 << 20) - 1, (1 << 20) - 1, (1 << 20) - 1}, sums);
        assertTrue(!epochs[0].toString().equals(epochs[1].toString()));
        assertTrue(!epochs[1].toString().equals(epochs[2].toString()));
        assertEquals(new ViewOrder(20, 1).at(47), order.at(47), "any step may be asked for first");
    }
}
