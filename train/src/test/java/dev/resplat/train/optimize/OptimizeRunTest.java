package dev.resplat.train.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.Config;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.scene.PosedScene;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small scenes, learned in seconds. */
final class OptimizeRunTest {
    private static final BooleanSupplier NEVER = () -> false;

    @TempDir private Path temporary;

    private static final class Killed extends Error {}

    /** Values with which so small a scene is learned fast. */
    private static OptimizeConfig config(String... more) {
        List<String> values =
                new ArrayList<>(
                        List.of(
                                "seconds=0",
                                "steps=60",
                                "maxSplats=300",
                                "degree=1",
                                "start.random=250",
                                "rates.means=5e-3",
                                "rates.meansLast=1e-4",
                                "rates.sh0=0.02",
                                "rates.logScales=0.02",
                                "rates.last=1",
                                "mcmc.noise=1e4",
                                "adapt.every=10",
                                "adapt.from=0",
                                "photographs.holdEvery=4",
                                "saving.previewSeconds=0"));
        values.addAll(List.of(more));
        return Config.named("optimize").with(values).as(OptimizeConfig.class);
    }

    private static OptimizeResult run(
            Path scene, Path out, OptimizeConfig config, Device device, BooleanSupplier stop) {
        Progress.Display silent = new Progress.Display(new PrintWriter(new StringWriter()), false);
        OptimizeRun optimize = OptimizeRun.of(scene, config, device, note -> {});
        try (RunDirectory run =
                Files.exists(out.resolve(RunDirectory.CONFIG))
                        ? RunDirectory.reopen(out)
                        : RunDirectory.create(out)) {
            return optimize.run(run, stop, silent, "test");
        }
    }

    private OptimizeResult run(Path scene, String out, OptimizeConfig config) {
        return run(scene, temporary.resolve(out), config, Devices.cpu(), NEVER);
    }

    private Path scene() {
        return new SyntheticScene().write(temporary.resolve("scene"));
    }

    private byte[] splats(String out) throws IOException {
        return Files.readAllBytes(temporary.resolve(out).resolve(OptimizeRun.SCENE));
    }

    // ---- Learning --------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"mcmc", "adaptive"})
    void photographsThatNoStepHasSeenAreMatched(String strategy) {
        Path scene = scene();
        double before = run(scene, "one", config("steps=1")).quality().psnr();
        OptimizeResult result = run(scene, "many", config("steps=400", "strategy=" + strategy));
        assertEquals("held-out", result.views());
        assertEquals(3, result.viewCount());
        assertTrue(result.quality().psnr() > before + 6, before + " " + result.quality());
    }

    @Test
    void pointsOfTheSceneAreWhereSplatsBegin() {
        Path scene = new SyntheticScene().withPoints().write(temporary.resolve("scene"));
        run(scene, "one", config("steps=1", "mcmc.noise=0"));
        Splats3d splats = read("one");
        assertEquals(140, splats.count());
        double worst = 0;
        float[] truth = SyntheticScene.splats().means();
        for (int i = 0; i < 3 * splats.count(); i++) {
            double off = splats.means()[i] - truth[i % truth.length];
            worst = Math.max(worst, Math.abs(off));
        }
        assertTrue(worst < 0.45, "in the world of the cameras, off by " + worst);
        run(scene, "few", config("steps=1", "maxSplats=50"));
        assertEquals(50, read("few").count());
    }

    private Splats3d read(String out) {
        return GaussianPly.read(temporary.resolve(out).resolve(OptimizeRun.SCENE), note -> {});
    }

    @Test
    void whatIsBehindTransparentPhotographsIsChosen() throws Exception {
        Path scene = new SyntheticScene().transparent().write(temporary.resolve("scene"));
        String[] values = {"steps=250", "photographs.background=random"};
        OptimizeResult random = run(scene, "random", config(values));
        OptimizeResult auto = run(scene, "auto", config("steps=250"));
        OptimizeResult black =
                run(scene, "black", config("steps=250", "photographs.background=black"));
        assertArrayEquals(new float[] {1, 1, 1}, corner("random"), "white as for photographs");
        assertArrayEquals(new float[] {1, 1, 1}, corner("auto"));
        assertArrayEquals(new float[] {0, 0, 0}, corner("black"));
        for (OptimizeResult result : List.of(random, auto, black)) {
            assertTrue(result.quality().psnr() > 20, result.quality().toString());
        }
        // What was learned on random colours shows no colour of its own on black: the same
        // splats on black are like the photographs on black.
        assertTrue(onBlack("random", scene) > onBlack("auto", scene) + 1);
    }

    private float[] corner(String out) {
        Path photo = temporary.resolve(out).resolve("heldout/view00-photo.png");
        float[] colors = ImageFile.read(photo, notice -> {}).colors();
        return new float[] {colors[0], colors[1], colors[2]};
    }

    /** PSNR of the first view on black. */
    private double onBlack(String out, Path scene) {
        OptimizeConfig config = config("photographs.background=black");
        SceneData data = new SceneData(PosedScene.read(scene, note -> {}), config, note -> {});
        try (SceneEvaluation evaluation =
                new SceneEvaluation(Devices.cpu(), read(out), config, BlackBorder.NONE)) {
            return evaluation.compare("view", data.heldOut(0)).quality().psnr();
        }
    }

    @Test
    void whatAMaskHidesIsNeitherLearnedNorMeasured() {
        Path plain = new SyntheticScene().spoiled().write(temporary.resolve("plain"));
        Path masked = new SyntheticScene().spoiled().masked().write(temporary.resolve("masked"));
        double with = run(masked, "with", config("steps=250")).quality().psnr();
        double without = run(plain, "without", config("steps=250")).quality().psnr();
        assertTrue(with > 18 && with > without + 6, with + " with masks, " + without + " without");
    }

    @Test
    void withNothingHeldOutMetricsAreOfTraining() throws Exception {
        OptimizeResult result = run(scene(), "all", config("photographs.holdEvery=0"));
        assertEquals("training", result.views());
        assertEquals(SyntheticScene.VIEWS, result.viewCount());
        assertFalse(Files.exists(temporary.resolve("all/heldout")));
        JsonNode metrics =
                JsonMapper.builder()
                        .build()
                        .readTree(temporary.resolve("all/metrics.json").toFile());
        assertEquals("training", metrics.get("views").asText());
        assertEquals(metrics.get("psnr"), metrics.get("psnrTraining"));
    }

    // ---- The same bits ---------------------------------------------------------------------

    @Test
    void theNumberOfThreadsDoesNotMatter() throws Exception {
        Path scene = scene();
        run(scene, temporary.resolve("1"), config("steps=25"), new CpuDevice(1), NEVER);
        run(scene, temporary.resolve("2"), config("steps=25"), new CpuDevice(2), NEVER);
        assertArrayEquals(splats("1"), splats("2"));
        run(scene, "3", config("steps=25", "seed=2"));
        assertNotEquals(List.of(splats("1")), List.of(splats("3")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strategy=mcmc",
                "strategy=adaptive",
                "refine.poses=0.001",
                "refine.exposures=0.01"
            })
    void aRunThatWasKilledGoesOnWithTheSameBits(String what) throws Exception {
        Path scene = scene();
        OptimizeConfig config =
                config(
                        what,
                        "adaptive.resetEvery=3",
                        "adaptive.gradient=5e-4",
                        "maxSplats=2000",
                        "photographs.background=random",
                        "saving.checkpointEvery=17");
        run(scene, "whole", config);
        int before = read("whole").count();
        assertNotEquals(250, before, "splats were added or removed");
        for (int life : new int[] {5, 17, 18, 45, 60}) {
            Path out = temporary.resolve("killed" + life);
            int[] asked = {0};
            BooleanSupplier kill =
                    () -> {
                        if (asked[0]++ == life) {
                            throw new Killed();
                        }
                        return false;
                    };
            if (life < 60) {
                assertThrows(Killed.class, () -> run(scene, out, config, Devices.cpu(), kill));
                assertTrue(Files.exists(out.resolve("checkpoints")));
                assertFalse(Files.exists(out.resolve(OptimizeRun.SCENE)));
            }
            run(scene, out, config, Devices.cpu(), NEVER);
            assertArrayEquals(splats("whole"), splats("killed" + life), "killed at " + life);
            assertEquals(log("whole"), log("killed" + life), "killed at " + life);
        }
    }

    /** Lines without seconds. */
    private List<String> log(String out) throws IOException {
        return Files.readAllLines(temporary.resolve(out).resolve("metrics.jsonl")).stream()
                .map(line -> line.replaceFirst(",\"seconds\":.*", ""))
                .toList();
    }

    /** Brightness that differs is learned, and no longer spoils the scene. */
    @Test
    void exposuresThatDifferAreLearned() {
        Path scene = new SyntheticScene().exposed().write(temporary.resolve("scene"));
        String[] values = {"steps=400", "strategy=adaptive", "adaptive.resetEvery=5"};
        OptimizeConfig config = config(values);
        double without = run(scene, "without", config).quality().psnr();
        config = config(values[0], values[1], values[2], "refine.exposures=0.02");
        double with = run(scene, "with", config).quality().psnr();
        assertTrue(with > without + 0.4, without + " " + with);
    }

    @Test
    void aRunThatWasStoppedKeepsWhatItHasAndGoesOn() throws Exception {
        Path scene = scene();
        run(scene, "whole", config());
        Path out = temporary.resolve("stopped");
        int[] asked = {0};
        OptimizeResult stopped = run(scene, out, config(), Devices.cpu(), () -> asked[0]++ == 23);
        assertFalse(stopped.isComplete());
        assertEquals(23, stopped.steps());
        assertTrue(Files.exists(out.resolve("report.html")));
        String step =
                SafetensorsFile.open(out.resolve("checkpoints/last.safetensors"))
                                .get("steps")
                                .toInts()[0]
                        + "";
        assertEquals("23", step);
        assertTrue(run(scene, "stopped", config()).isComplete());
        assertArrayEquals(splats("whole"), splats("stopped"));
    }

    // ---- What goes wrong -------------------------------------------------------------------

    @Test
    void aRunThatDivergesKeepsTheLastSplatsThatWereNumbers() throws Exception {
        DivergedException e =
                assertThrows(
                        DivergedException.class,
                        () -> run(scene(), "run", config("rates.logScales=1e30")));
        assertTrue(e.getMessage().contains("choose smaller rates"), e.getMessage());
        assertTrue(read("run").count() > 0);
        String metrics = Files.readString(temporary.resolve("run/metrics.json"));
        assertTrue(metrics.contains("\"diverged\" : true"), metrics);
    }

    @Test
    void fernIsLearned() {
        Path scene = RealData.require("posed/fern");
        OptimizeConfig config =
                Config.named("optimize")
                        .with(List.of("seconds=0", "steps=150", "photographs.downscale=4"))
                        .as(OptimizeConfig.class);
        OptimizeResult result = run(scene, "fern", config);
        System.out.println("fern: " + result.quality());
        assertTrue(result.quality().psnr() > 15.78, result.quality().toString());
    }
}
