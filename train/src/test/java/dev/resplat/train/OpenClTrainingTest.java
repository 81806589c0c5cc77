package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Traffic;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.Config;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.loop.Trainee;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.resplat.ResplatConfig;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import dev.resplat.train.resplat2d.Resplat2dTraining;
import dev.resplat.train.synthesis.SynthesisConfig;
import dev.resplat.train.synthesis.SynthesisTraining;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The first steps of every model's training, on an OpenCL device as on the CPU. */
final class OpenClTrainingTest {
    private static final int STEPS = 3;

    /** Devices round in other ways, and each step begins with the roundings of those before. */
    private static final double TOLERANCE = 0.01;

    private static final double HALF_TOLERANCE = 0.02;

    private static final List<String> SMALL_VIEWS =
            List.of(
                    "data.examples.width=16",
                    "data.examples.height=16",
                    "data.batch=2",
                    "data.microBatches=2",
                    "data.heldOut=1",
                    "data.views=8",
                    "data.examples.sampler.firstGap={least: 2, most: 3}",
                    "data.examples.sampler.lastGap={least: 2, most: 3}",
                    "loss.perceptual.from=1",
                    "schedule.warmUpSteps=2",
                    "steps=" + STEPS);

    /** A model, as small as it can be. */
    enum Model {
        PIXELSPLAT(
                "network.backbone.resnet.width=4",
                "network.backbone.vit.layers=1",
                "network.epipolar.samples=6",
                "network.epipolar.layers=1",
                "network.depth.buckets=8") {
            @Override
            Function<Device, ? extends Trainee> prepare() {
                return synthesis(config("pixelsplat-mini", SMALL_VIEWS).as(PixelSplatConfig.class));
            }
        },

        /**
         * First splats in the first step, and refined in those that follow: how far a step after
         * Gauss and Newton goes magnifies last digits.
         */
        RESPLAT(
                "data.contextViews=[2]",
                "data.examples.sampler.contextViews=2",
                "network.stereo.candidates=8",
                "network.stereo.transformer.layers=1",
                "network.points.blocks=1",
                "network.points.neighbors=4",
                "network.update.blocks=1",
                "network.update.neighbors=4",
                "refinement.stages=[{from: 1, least: 1, most: 1}]",
                "refinement.schedule.warmUpSteps=1") {
            @Override
            Function<Device, ? extends Trainee> prepare() {
                return synthesis(config("resplat-mini", SMALL_VIEWS).as(ResplatConfig.class));
            }
        },

        RESPLAT2D(
                "network.width=8",
                "network.encoder=4",
                "network.memory=4",
                "data.size=32",
                "data.leastPixels=16",
                "data.mostPixels=64",
                "data.heldOut=1",
                "teaching.fitSteps=2",
                "schedule.warmUpSteps=2") {
            @Override
            Function<Device, ? extends Trainee> prepare() {
                Resplat2dConfig config = config("resplat2d", List.of()).as(Resplat2dConfig.class);
                return Resplat2dTraining.prepare(config, data(Optional.empty()), note -> {});
            }
        };

        private final List<String> small;

        Model(String... small) {
            this.small = List.of(small);
        }

        /** How much more losses may differ than those of others. */
        double margin() {
            return this == RESPLAT ? 3 : 1;
        }

        /** What makes the training on a device. */
        abstract Function<Device, ? extends Trainee> prepare();

        Config config(String name, List<String> more) {
            List<String> all = new ArrayList<>(more);
            all.addAll(small);
            return Config.named(name).with(all);
        }

        private static Function<Device, ? extends Trainee> synthesis(SynthesisConfig config) {
            return SynthesisTraining.prepare(config, data(Optional.of("synthetic:3")), note -> {});
        }

        private static DataChoice data(Optional<String> where) {
            return new DataChoice(where, 1);
        }
    }

    private record Learned(double[] losses, Map<String, HostArray> weights) {}

    private static Learned learned(Model model, Device device) {
        Learned learned;
        double[] losses = new double[STEPS];
        try (Scope scope = Scope.open();
                Trainee training = model.prepare().apply(device)) {
            int arrays = training.weights().size();
            for (int step = 0; step < STEPS; step++) {
                Optional<Traffic> before = device.traffic();
                losses[step] = training.step(step).get("loss");
                if (before.isPresent()) {
                    Traffic moved = device.traffic().orElseThrow().since(before.get());
                    System.out.printf("%s, step %d on %s: %s%n", model, step, device.name(), moved);
                    assertFewNumbersComeBack(model, moved, arrays);
                }
            }
            learned = new Learned(losses, training.weights());
        }
        assertEquals(0, device.bytesInUse());
        return learned;
    }

    /**
     * Losses, counts and checks, one by one, and the norms of all gradients; of the form for
     * pictures what its teacher has fitted, too.
     */
    private static void assertFewNumbersComeBack(Model model, Traffic moved, int arrays) {
        if (model != Model.RESPLAT2D) {
            long most = Float.BYTES * (moved.downloads() + arrays);
            assertTrue(moved.downloadedBytes() <= most, model + ": " + moved);
        }
    }

    /** As on the CPU to a hundredth or so, and with the same bits on every run. */
    @ParameterizedTest
    @EnumSource
    void itGoesAsOnTheCpuAndAlwaysTheSame(Model model) {
        Device device = OpenClUnderTest.device();
        double[] expected = learned(model, Devices.cpu()).losses();
        Learned one = learned(model, device);
        for (int step = 0; step < STEPS; step++) {
            assertEquals(
                    expected[step],
                    one.losses()[step],
                    model.margin() * TOLERANCE * Math.abs(expected[step]),
                    model + ", step " + step);
        }
        Learned two = learned(model, device);
        assertArrayEquals(one.losses(), two.losses());
        assertEquals(one.weights(), two.weights());
    }

    /**
     * Halves have three digits, of which sums lose little: as on the CPU to two hundredths or so.
     */
    @ParameterizedTest
    @EnumSource
    void withProductsOfHalvesItGoesAlmostSo(Model model) {
        Device mixed = Devices.find(OpenClUnderTest.device().name() + ":mixed");
        double[] expected = learned(model, Devices.cpu()).losses();
        double[] losses = learned(model, mixed).losses();
        for (int step = 0; step < STEPS; step++) {
            double tolerance = model.margin() * HALF_TOLERANCE * Math.abs(expected[step]);
            assertEquals(expected[step], losses[step], tolerance, model + ", step " + step);
        }
        assertFalse(Arrays.equals(expected, losses), "it is rounded otherwise");
    }
}
