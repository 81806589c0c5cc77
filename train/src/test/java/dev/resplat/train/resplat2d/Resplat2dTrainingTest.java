package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.RealData;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.data.ProceduralImages;
import dev.resplat.train.loop.Numbers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Resplat2dTrainingTest {
    private static final List<String> SMALL =
            List.of(
                    "network.width=8",
                    "network.encoder=4",
                    "network.memory=4",
                    "data.size=32",
                    "data.leastPixels=16",
                    "data.mostPixels=64",
                    "data.heldOut=1",
                    "teaching.fitSteps=2",
                    "schedule.warmUpSteps=2");

    private final Device device = Devices.cpu();

    private static Resplat2dConfig config(Stream<String> overrides) {
        return Config.named("resplat2d").with(overrides.toList()).as(Resplat2dConfig.class);
    }

    private static Resplat2dConfig small(String... more) {
        return config(Stream.concat(SMALL.stream(), Stream.of(more)));
    }

    private static void run(Resplat2dTraining training, int from, int to, boolean looking) {
        for (int step = from; step < to; step++) {
            training.step(step);
            if (looking) {
                training.evaluate(step);
            }
        }
    }

    /** All that is random is in it: stages, depths, second frames, states of the teacher. */
    @ParameterizedTest
    @ValueSource(strings = {"data.batch=1", "data.batch=2"})
    void aRestoredTrainingGoesOnWithTheSameBits(String batch) {
        Resplat2dConfig config =
                small(
                        batch,
                        "data.sequences=0.4",
                        "teaching.probability=0.7",
                        "teaching.until=1",
                        "stages=[{epochs: 1, leastDepth: 0, mostDepth: 1},"
                                + " {epochs: 2, leastDepth: 2, mostDepth: 3}]",
                        "picturesPerEpoch=6");
        int steps = config.steps();
        try (Scope scope = Scope.open();
                Resplat2dTraining whole = new Resplat2dTraining(config, device, new Crops(32));
                Resplat2dTraining first = new Resplat2dTraining(config, device, new Crops(32));
                Resplat2dTraining second = new Resplat2dTraining(config, device, new Crops(32))) {
            run(whole, 0, steps, false);
            int half = steps / 2 + 1;
            run(first, 0, half, true);
            second.restore(first.state());
            run(second, half, steps, true);
            assertEquals(whole.state(), second.state());
            assertEquals(whole.evaluate(steps), second.evaluate(steps));
        }
        assertEquals(0, device.bytesInUse());
    }

    @Test
    void stepsAndEvaluationsLeaveNothingOnTheDevice() {
        Resplat2dConfig config = small("data.sequences=0.5", "teaching.probability=1");
        try (Scope scope = Scope.open();
                Resplat2dTraining training = new Resplat2dTraining(config, device, new Crops(32))) {
            run(training, 0, 1, true);
            long before = device.bytesInUse();
            run(training, 1, 4, true);
            assertEquals(before, device.bytesInUse());
        }
    }

    @Test
    void otherPicturesAreNoticed() {
        Resplat2dConfig config = small();
        try (Scope scope = Scope.open();
                Resplat2dTraining one = new Resplat2dTraining(config, device, new Crops(32));
                Resplat2dTraining other =
                        new Resplat2dTraining(config, device, new ProceduralImages(2))) {
            Map<String, HostArray> state = one.state();
            UserMistake mistake = assertThrows(UserMistake.class, () -> other.restore(state));
            assertTrue(mistake.getMessage().contains("seed 2: give the --data"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed=1",
                "network.parts.feedback=false",
                "network.parts.memory=false",
                "network.parts.attention=false",
                "network.parts.untied=8",
                "network.ellipses=false",
                "network.turnover=0",
                "network.turnover=0.5",
                "network.selected=0.001",
                "network.selected=1",
                "data.sequences=1",
                "data.batch=3",
                "data.leastPixels=2000 data.mostPixels=3000",
                "data.leastPixels=4 data.mostPixels=4",
                "data.size=33",
                "loss.growth=1",
                "loss.perceptual=0 loss.l1=0 loss.smoothness=0 loss.splats=0",
                "teaching.probability=1 teaching.until=1",
                "optimizer.average=0",
                "stages=[{\"epochs\":1,\"leastDepth\":0,\"mostDepth\":0}] data.sequences=1",
                "stages=[{\"epochs\":1,\"leastDepth\":8,\"mostDepth\":8}]",
            })
    void everyVariantLearns(String overrides) {
        Resplat2dConfig config = small(overrides.split(" "));
        try (Scope scope = Scope.open();
                Resplat2dTraining training = new Resplat2dTraining(config, device, new Crops(32))) {
            Map<String, HostArray> before = training.weights();
            for (int step = 0; step < 3; step++) {
                Numbers numbers = training.step(step);
                assertTrue(numbers.firstNotFinite().isEmpty(), numbers::toString);
                assertTrue(numbers.get("gradientNorm") > 0, numbers::toString);
            }
            Map<String, HostArray> after = training.weights();
            assertTrue(before.keySet().stream().anyMatch(k -> !before.get(k).equals(after.get(k))));
            assertTrue(training.evaluate(3).firstNotFinite().isEmpty());
        }
        assertEquals(0, device.bytesInUse());
    }

    @Test
    void weightsOfLpipsThatAreNotThereAreAMistake() {
        Resplat2dConfig config = small("loss.lpips=nowhere", "loss.perceptual=1");
        UserMistake mistake =
                assertThrows(
                        UserMistake.class,
                        () ->
                                Resplat2dTraining.prepare(
                                        config, DataChoice.of(Optional.empty()), note -> {}));
        assertEquals(
                "there is no file nowhere: give weights of LPIPS in safetensors",
                mistake.getMessage());
    }

    @Test
    void lpipsCanBeThePerceptualLoss() {
        String file = RealData.require("lpips/lpips_squeeze_v0.1.safetensors").toString();
        Resplat2dConfig config = small("loss.lpips=" + file, "loss.perceptual=1");
        try (Scope scope = Scope.open();
                Resplat2dTraining with = new Resplat2dTraining(config, device, new Crops(32));
                Resplat2dTraining without =
                        new Resplat2dTraining(small("loss.perceptual=0"), device, new Crops(32))) {
            Numbers numbers = with.step(0);
            assertTrue(numbers.firstNotFinite().isEmpty(), numbers::toString);
            assertTrue(numbers.get("loss") > without.step(0).get("loss") + 0.05);
        }
    }

    /** The recurrence learns: steps of refinement make held-out pictures clearly better. */
    @Test
    void someStepsOfTrainingRefinePicturesNeverSeen() {
        Resplat2dConfig config =
                config(
                        Stream.of(
                                "network.width=32",
                                "network.encoder=8",
                                "network.memory=8",
                                "data.size=64",
                                "data.batch=2",
                                "data.leastPixels=30",
                                "data.mostPixels=60",
                                "data.heldOut=6",
                                "data.heldOutPixels=40",
                                "data.sequences=0",
                                "teaching.fitSteps=2",
                                "stages=[{epochs: 1, leastDepth: 2, mostDepth: 2}]",
                                "picturesPerEpoch=60",
                                "optimizer.average=0.8",
                                "schedule.rate=2e-3",
                                "schedule.warmUpSteps=5"));
        try (Scope scope = Scope.open();
                Resplat2dTraining training = new Resplat2dTraining(config, device, new Crops(96))) {
            Numbers untrained = training.evaluate(0);
            run(training, 0, config.steps(), false);
            Numbers trained = training.evaluate(config.steps());
            System.out.println("ReSplat in 2D, held out: " + untrained + " to " + trained);
            double gain = trained.get("psnr_d2") - trained.get("psnr_d0");
            assertTrue(gain > 1.2, trained.toString());
            assertTrue(
                    trained.get("psnr_d2") > untrained.get("psnr_d2") + 1.2,
                    untrained + " to " + trained);
        }
    }
}
