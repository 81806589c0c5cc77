package dev.resplat.train.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Traffic;
import dev.resplat.tensor.io.ArraySource;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.LossCurves;
import dev.resplat.train.OpenClUnderTest;
import dev.resplat.train.config.Config;
import dev.resplat.train.data.Prefetch;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.scene.PosedScene;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenes learned on an OpenCL device. */
final class OpenClOptimizeTest {
    private static final int STEPS = 200;

    @TempDir private Path temporary;

    private static OptimizeConfig config(String... more) {
        List<String> values =
                new ArrayList<>(
                        List.of(
                                "seconds=0",
                                "steps=" + STEPS,
                                "maxSplats=220",
                                "degree=1",
                                "rates.means=5e-3",
                                "rates.meansLast=1e-4",
                                "rates.sh0=0.02",
                                "rates.logScales=0.02",
                                "mcmc.noise=1e4",
                                "adapt.every=20"));
        values.addAll(List.of(more));
        return Config.named("optimize").with(values).as(OptimizeConfig.class);
    }

    private record Learned(double[] losses, Cloud cloud) {}

    private static Learned learned(Device device, SceneData data, OptimizeConfig config) {
        double[] losses = new double[config.steps()];
        // The same on every device: where splats begin is not what is compared.
        Splats3d first = FirstSplats.of(data, config, note -> {});
        Cloud cloud;
        try (Prefetch<Photo> photos = data.photos(0);
                SceneOptimizer optimizer =
                        new SceneOptimizer(device, first, data.training().size(), config)) {
            for (int i = 0; i < losses.length; i++) {
                optimizer.step(photos.next(), (double) i / losses.length);
                losses[i] = optimizer.loss();
            }
            assertTrue(optimizer.count() > first.count(), "splats were added");
            cloud = Parameters.cloud(arrays(optimizer.state()));
        }
        assertEquals(0, device.bytesInUse());
        return new Learned(losses, cloud);
    }

    private static Map<String, HostArray> arrays(Map<String, ArraySource> state) {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        state.forEach((name, source) -> arrays.put(name, source.array()));
        return arrays;
    }

    private SceneData data(OptimizeConfig config) {
        Path scene = new SyntheticScene().withPoints().write(temporary.resolve("scene"));
        return new SceneData(PosedScene.read(scene, note -> {}), config, note -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcmc", "adaptive"})
    void itGoesAsOnTheCpu(String strategy) {
        Device device = OpenClUnderTest.device();
        OptimizeConfig config = config("strategy=" + strategy);
        SceneData data = data(config);
        LossCurves.agree(
                "optimize, " + strategy,
                learned(Devices.cpu(), data, config).losses(),
                learned(device, data, config).losses());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcmc", "adaptive"})
    void theSameSeedGivesTheSameBits(String strategy) {
        Device device = OpenClUnderTest.device();
        OptimizeConfig config = config("strategy=" + strategy, "steps=60");
        SceneData data = data(config);
        Learned one = learned(device, data, config);
        Learned two = learned(device, data, config);
        assertArrayEquals(one.losses(), two.losses());
        for (Part part : Part.values()) {
            assertArrayEquals(one.cloud().part(part), two.cloud().part(part));
        }
    }

    // ---- What a step takes -----------------------------------------------------------------

    /** Splats of the scene, each so many times, and a photograph so many times as large. */
    private static Splats3d splats(int times) {
        Splats3d few = SyntheticScene.splats();
        int[] rows = new int[times * few.count()];
        Arrays.setAll(rows, i -> i % few.count());
        Cloud cloud = Cloud.of(few);
        Map<Part, float[]> parts = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            parts.put(part, cloud.rows(part, rows));
        }
        return new Cloud(rows.length, 0, parts).splats();
    }

    private static Photo photo(int width, int height, boolean masked) {
        double zoom = (double) width / SyntheticScene.WIDTH;
        Camera camera =
                new Camera(
                        width,
                        height,
                        42 * zoom,
                        42 * zoom,
                        width / 2.0,
                        height / 2.0,
                        SyntheticScene.camera(0).worldToCamera());
        float[] mask = new float[width * height];
        Arrays.fill(mask, 0, mask.length / 2, 1);
        float[] colors = BuiltInPicture.paint(width, height).colors();
        return new Photo(0, camera, colors, masked ? mask : null, null, new float[] {1, 1, 1});
    }

    private static Traffic transfers(
            Device device, OptimizeConfig config, Splats3d splats, Photo photo) {
        try (SceneOptimizer optimizer = new SceneOptimizer(device, splats, 1, config)) {
            optimizer.step(photo, 0);
            Traffic before = device.traffic().orElseThrow();
            optimizer.step(photo, 0);
            return device.traffic().orElseThrow().since(before);
        }
    }

    /** But for the photograph, with its mask, nothing goes up that has the size of anything. */
    @ParameterizedTest
    @ValueSource(strings = {"mcmc", "adaptive"})
    void aStepMovesThePhotographAndAHandfulOfNumbers(String strategy) {
        Device device = OpenClUnderTest.device();
        OptimizeConfig config = config("strategy=" + strategy, "adapt.every=10000");
        Traffic few = transfers(device, config, splats(1), photo(40, 32, false));
        Photo large = photo(120, 96, true);
        Traffic many = transfers(device, config, splats(100), large);
        System.out.println("a step of optimize, " + strategy + ": " + many);
        assertEquals(few.downloads(), many.downloads());
        assertEquals(few.downloadedBytes(), many.downloadedBytes());
        assertTrue(many.downloads() <= 5 && many.downloadedBytes() <= 20, many.toString());
        long photograph = Float.BYTES * (long) (large.colors().length + large.mask().length);
        long beside = many.uploadedBytes() - photograph;
        assertTrue(beside >= 0 && beside <= 100, many.toString());
        assertEquals(beside, few.uploadedBytes() - Float.BYTES * 3L * 40 * 32);
    }

    /** Poses and exposures are learned on the host, of a few numbers each. */
    @Test
    void whatIsLearnedOfPhotographsIsSmall() {
        Device device = OpenClUnderTest.device();
        OptimizeConfig config = config("refine.poses=1e-4", "refine.exposures=1e-3");
        Traffic few = transfers(device, config, splats(1), photo(40, 32, false));
        Traffic many = transfers(device, config, splats(100), photo(120, 96, false));
        assertEquals(few.downloadedBytes(), many.downloadedBytes());
        assertTrue(many.downloads() <= 8 && many.downloadedBytes() <= 120, many.toString());
    }

    /** One tile and fewer splats than the smallest buffer holds: no size changes on the way. */
    @ParameterizedTest
    @ValueSource(strings = {"mcmc", "adaptive"})
    void aThousandStepsTakeNoMoreMemoryThanFifty(String strategy) {
        Device device = OpenClUnderTest.device();
        OptimizeConfig config = config("strategy=" + strategy, "adapt.every=10000");
        Photo photo = photo(30, 24, false);
        device.trim();
        try (SceneOptimizer optimizer = new SceneOptimizer(device, splats(1), 1, config)) {
            long inUse = 0;
            long pooled = 0;
            while (optimizer.steps() < 1000) {
                optimizer.step(photo, 0);
                if (optimizer.steps() == 50) {
                    inUse = device.bytesInUse();
                    pooled = device.bytesPooled();
                }
            }
            assertTrue(inUse > 0 && pooled > 0);
            assertEquals(inUse, device.bytesInUse());
            assertEquals(pooled, device.bytesPooled());
        }
        assertEquals(0, device.bytesInUse());
    }
}
