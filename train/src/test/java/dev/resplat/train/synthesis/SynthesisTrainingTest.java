package dev.resplat.train.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.loop.Numbers;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.views.ExamplesConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynthesisTrainingTest {
    private static final List<String> SMALL =
            List.of(
                    "data.examples.width=16",
                    "data.examples.height=16",
                    "data.batch=2",
                    "data.microBatches=2",
                    "data.heldOut=2",
                    "network.backbone.resnet.width=4",
                    "network.backbone.vit.layers=1",
                    "network.epipolar.samples=6",
                    "loss.perceptual.from=2",
                    "loss.smoothness={weight: 0.1, edges: 12.0, from: 1}",
                    "loss.depth.weight=1",
                    "steps=4");

    private static PixelSplatConfig config(String... changes) {
        List<String> all = new ArrayList<>(SMALL);
        all.addAll(List.of(changes));
        return Config.named("pixelsplat-mini").with(all).as(PixelSplatConfig.class);
    }

    private static SynthesisTraining training(SynthesisConfig config, Device device, int threads) {
        DataChoice choice = new DataChoice(Optional.of("synthetic:3"), threads);
        return SynthesisTraining.prepare(config, choice, note -> {}).apply(device);
    }

    private static Map<String, HostArray> after(int steps, int deviceThreads, int dataThreads) {
        Device device = new CpuDevice(deviceThreads);
        try (Scope scope = Scope.open();
                SynthesisTraining training = training(config(), device, dataThreads)) {
            for (int step = 0; step < steps; step++) {
                training.step(step);
            }
            return training.weights();
        }
    }

    @Test
    void whatIsLearnedDoesNotDependOnThreads() {
        assertEquals(after(3, 1, 1), after(3, 3, 2));
    }

    @Test
    void depthsThatAreKnownAreLearnedFrom() {
        assertNotEquals(firstGradient("loss.depth.until=0"), firstGradient("loss.depth.until=4"));
    }

    private static double firstGradient(String change) {
        try (Scope scope = Scope.open();
                SynthesisTraining training = training(config(change), new CpuDevice(2), 1)) {
            return training.step(0).get("gradientNorm");
        }
    }

    @Test
    void aStepHasOneOfTheSizes() {
        SynthesisData data = config("data.sizes=[0.5, 1.0]").data();
        Set<Integer> widths = new HashSet<>();
        for (int step = 0; step < 20; step++) {
            ExamplesConfig examples = data.examples(3, step);
            assertEquals(examples, data.examples(3, step));
            assertEquals(examples.width(), examples.height());
            widths.add(examples.width());
        }
        assertEquals(Set.of(8, 16), widths);
        assertEquals(data.examples(), config().data().examples(3, 0));
    }

    @Test
    void viewsAreAsLargeAsTheStepSays() {
        try (Scope scope = Scope.open();
                SynthesisTraining half = training(config("data.sizes=[0.5]"), new CpuDevice(2), 1);
                SynthesisTraining small =
                        training(
                                config("data.examples.width=8", "data.examples.height=8"),
                                new CpuDevice(2),
                                1)) {
            assertEquals(half.step(0), small.step(0));
            assertNotEquals(half.evaluate(0), small.evaluate(0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.55, of 16 x 16 that are whole",
        "1.5, at most 1",
        "0.25, 8 or more",
        "0.625, multiple of",
        "0.5, farDisparity"
    })
    void sizesThatCannotBeAreNamed(double part, String why) {
        String[] changes = {
            "data.sizes=[%s]".formatted(part),
            "data.examples.farDisparity=" + (why.equals("farDisparity") ? 10 : 0.5)
        };
        String message = assertThrows(UserMistake.class, () -> config(changes)).getMessage();
        assertTrue(message.contains(why), message);
        assertTrue(message.contains("data.sizes must be"), message);
    }

    @Test
    void aTrainingThatGoesOnIsTheOneThatWasNotInterrupted() {
        Map<String, HostArray> whole = after(4, 2, 1);
        Map<String, HostArray> state;
        Device device = new CpuDevice(2);
        try (Scope scope = Scope.open();
                SynthesisTraining training = training(config(), device, 1)) {
            training.step(0);
            training.step(1);
            training.evaluate(2);
            state = training.state();
        }
        try (Scope scope = Scope.open();
                SynthesisTraining training = training(config(), device, 1)) {
            training.restore(state);
            training.step(2);
            training.step(3);
            assertEquals(whole, training.weights());
        }
        assertEquals(0, device.bytesInUse());
    }

    @Test
    void evaluationsSayHowGoodImagesAndDepthsAre() {
        Device device = new CpuDevice(2);
        try (Scope scope = Scope.open();
                SynthesisTraining training = training(config(), device, 1)) {
            Numbers numbers = training.evaluate(0);
            assertTrue(numbers.get("psnr") > 5, numbers.toString());
            assertTrue(numbers.get("scaleError") >= 0, numbers.toString());
            assertTrue(numbers.get("depthError") >= 0, numbers.toString());
            double slope = numbers.get("scaleSlope");
            assertTrue(slope > -3 && slope < 3, numbers.toString());
            double entropy = numbers.get("entropy");
            assertTrue(entropy > 0 && entropy <= 5, numbers.toString());
            training.results(training.weights());
        }
    }

    @Test
    void scenesOfAnotherSourceAreNoticed() {
        Device device = new CpuDevice(1);
        try (Scope scope = Scope.open();
                SynthesisTraining training = training(config(), device, 1)) {
            Map<String, HostArray> state = training.state();
            DataChoice other = new DataChoice(Optional.of("synthetic:4"), 1);
            try (SynthesisTraining second =
                    SynthesisTraining.prepare(config(), other, note -> {}).apply(device)) {
                UserMistake e = assertThrows(UserMistake.class, () -> second.restore(state));
                assertTrue(e.getMessage().contains("--data"), e.getMessage());
            }
        }
    }

    @Test
    void picturesThatAreNoViewsAreAMistake() {
        DataChoice painted = new DataChoice(Optional.of("painted"), 1);
        UserMistake e =
                assertThrows(
                        UserMistake.class,
                        () -> SynthesisTraining.prepare(config(), painted, note -> {}));
        assertTrue(e.getMessage().contains("painted"), e.getMessage());
    }

    @Test
    void sizesThatDoNotSuitTheNetworkAreAMistake() {
        RuntimeException e =
                assertThrows(RuntimeException.class, () -> config("data.examples.width=20"));
        assertTrue(e.getMessage().contains("multiple of 8"), e.getMessage());
    }
}
