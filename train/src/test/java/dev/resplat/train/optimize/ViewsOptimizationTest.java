package dev.resplat.train.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.tensor.Devices;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.Image;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.View;
import dev.resplat.train.scene.ViewLoader;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.synthesis.PaintedPlane;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ViewsOptimizationTest {
    @TempDir private Path temporary;

    private static OptimizeConfig config(String... more) {
        return Config.named("optimize")
                .with(
                        List.of(
                                "seconds=0",
                                "steps=40",
                                "maxSplats=1200",
                                "degree=1",
                                "start.random=250",
                                "adapt.every=10",
                                "adapt.from=0",
                                "photographs.holdEvery=0",
                                "saving.previewSeconds=0"))
                .with(List.of(more))
                .as(OptimizeConfig.class);
    }

    /** The command reads and writes files, and moves splats to the world of the cameras. */
    @Test
    void itLearnsWhatTheCommandDoes() {
        Path folder = PaintedPlane.write(temporary.resolve("scene"), 5, 40, 36);
        Path out = temporary.resolve("out");
        OptimizeConfig config = config();
        Progress.Display silent = new Progress.Display(new PrintWriter(new StringWriter()), false);
        try (RunDirectory run = RunDirectory.create(out)) {
            OptimizeRun.of(folder, config, Devices.cpu(), note -> {})
                    .run(run, () -> false, silent, "test");
        }
        Splats3d expected = GaussianPly.read(out.resolve(OptimizeRun.SCENE), note -> {});

        List<View> scene = PosedScene.read(folder, note -> {}).views();
        ViewLoader loader = new ViewLoader(scene, 0);
        List<ViewPixels> views =
                IntStream.range(0, scene.size()).mapToObj(i -> loader.load(i, 1)).toList();
        float[] before = views.get(1).colors().clone();
        try (ViewsOptimization made = new ViewsOptimization(Devices.cpu(), views, config)) {
            made.steps(15);
            made.steps(1000);
            assertEquals(expected.count(), made.count());
            for (ViewPixels view : views) {
                Camera camera = view.camera();
                float[] colors =
                        expected.render(
                                Devices.cpu(), camera, Rasterizer.Options.of(expected.degree()));
                Image render = new Image(camera.width(), camera.height(), colors).stored();
                Image own = made.render(camera);
                assertArrayEquals(render.colors(), own.stored().colors(), 1.01f / 255);
                assertFalse(Arrays.equals(own.colors(), own.stored().colors()), "is rounded");
            }
        }
        assertArrayEquals(before, views.get(1).colors());
    }

    @Test
    void itsLengthIsANumberOfSteps() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new ViewsOptimization(
                                Devices.cpu(), List.of(), config("steps=0", "seconds=3")));
    }
}
