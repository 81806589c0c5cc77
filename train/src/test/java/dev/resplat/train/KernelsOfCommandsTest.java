package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.RasterKernels;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats2d;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.splat.io.Splats2dFile;
import dev.resplat.tensor.MissingKernelsException;
import dev.resplat.train.config.Config;
import dev.resplat.train.fit.FitConfig;
import dev.resplat.train.fit.FitRun;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import dev.resplat.train.optimize.OptimizeConfig;
import dev.resplat.train.optimize.OptimizeRun;
import dev.resplat.train.optimize.SyntheticScene;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands that take a GPU by themselves name all the kernels that they use, so that they know
 * beforehand whether it has them.
 */
final class KernelsOfCommandsTest {
    @TempDir private Path temporary;

    private final Board board = new Board("board", true);
    private final Progress.Display silent =
            new Progress.Display(new PrintWriter(new StringWriter()), false);

    private void fit() {
        FitConfig config =
                Config.named("fit")
                        .with(List.of("splats=60", "steps=40", "seconds=0"))
                        .as(FitConfig.class);
        try (StopRequest stop = new StopRequest();
                RunDirectory run = RunDirectory.createOrReplace(temporary.resolve("fit"))) {
            Image target = BuiltInPicture.paint(40, 30);
            FitRun.run(target, config, board, run, stop, silent, "test");
        }
    }

    @Test
    void ofFitAndOfRenderAfterIt() {
        board.families = FitCommand.KERNELS;
        fit();
        Board other = new Board("board", true);
        other.families = RenderCommand.KERNELS;
        Splats2d splats = Splats2dFile.read(temporary.resolve("fit").resolve("splats.npz"));
        assertEquals(3 * 40 * 30, splats.render(other).length);
    }

    @Test
    void aKernelThatIsNotNamedIsFound() {
        board.families = List.of(RasterKernels.class);
        String message = assertThrows(MissingKernelsException.class, this::fit).getMessage();
        assertTrue(message.startsWith("device board has no "), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcmc", "adaptive"})
    void ofOptimizeAndOfRenderAfterIt(String strategy) {
        board.families = OptimizeCommand.KERNELS;
        OptimizeConfig config =
                Config.named("optimize")
                        .with(
                                List.of(
                                        "strategy=" + strategy,
                                        "steps=40",
                                        "seconds=0",
                                        "maxSplats=200",
                                        "start.random=150",
                                        "adapt.every=10",
                                        "adapt.from=0",
                                        "adaptive.resetEvery=2",
                                        "refine.poses=1e-3",
                                        "refine.exposures=1e-3",
                                        "refine.depth=0.1",
                                        "photographs.background=random",
                                        "saving.checkpointEvery=15"))
                        .as(OptimizeConfig.class);
        SyntheticScene scene = new SyntheticScene();
        Path photographs = scene.write(temporary.resolve("scene"));
        Path out = temporary.resolve("run");
        try (RunDirectory run = RunDirectory.create(out)) {
            OptimizeRun.of(photographs, config, board, note -> {})
                    .run(run, () -> false, silent, "test");
        }
        Board other = new Board("board", true);
        other.families = RenderCommand.KERNELS;
        Splats3d splats = GaussianPly.read(out.resolve(OptimizeRun.SCENE), note -> {});
        splats.render(other, scene.camera(0), Rasterizer.Options.of(0));
    }
}
