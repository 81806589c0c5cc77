package dev.resplat.train.trunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import dev.resplat.train.loop.TrainingLoop;
import dev.resplat.train.models.Model;
import dev.resplat.train.resplat.RenderFeatures;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.views.Damage;
import dev.resplat.train.views.ViewData;
import dev.resplat.train.views.ViewSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrunkTrainingTest {
    private static final List<String> SMALL =
            List.of(
                    "network={width: 4, decoder: 8}",
                    "data.viewSize=24",
                    "data.window=16",
                    "data.scenes=2",
                    "data.views=2",
                    "data.rounds=2",
                    "data.batch=4",
                    "data.heldOut=4",
                    "schedule.warmUpSteps=1",
                    "steps=5");

    private static TrunkConfig config(String... changes) {
        List<String> all = new ArrayList<>(SMALL);
        all.addAll(List.of(changes));
        return Config.named("trunk").with(all).as(TrunkConfig.class);
    }

    private static TrunkTraining training(TrunkConfig config, Device device, int threads) {
        return training(config, device, new Steps(0), threads);
    }

    private static TrunkTraining training(
            TrunkConfig config, Device device, ViewSource source, int threads) {
        ViewData views = new ViewData(source, source, new Damage(note -> {}));
        return new TrunkTraining(config, device, views, threads);
    }

    private static DataChoice choice(String data) {
        return new DataChoice(Optional.of(data), 1);
    }

    private static Map<String, HostArray> after(int steps, int deviceThreads, int dataThreads) {
        Device device = new CpuDevice(deviceThreads);
        try (Scope scope = Scope.open();
                TrunkTraining training = training(config(), device, dataThreads)) {
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

    /** In the middle of the steps that learn from the same views. */
    @Test
    void aTrainingThatGoesOnIsTheOneThatWasNotInterrupted() {
        Map<String, HostArray> whole = after(5, 2, 1);
        Map<String, HostArray> state;
        Device device = new CpuDevice(2);
        try (Scope scope = Scope.open();
                TrunkTraining training = training(config(), device, 1)) {
            training.step(0);
            training.step(1);
            training.step(2);
            training.evaluate(3);
            state = training.state();
        }
        try (Scope scope = Scope.open();
                TrunkTraining training = training(config(), device, 1)) {
            training.restore(state);
            training.step(3);
            training.step(4);
            assertEquals(whole, training.weights());
        }
        assertEquals(0, device.bytesInUse());
    }

    /** Each weight of the loss is of a part of the answer that is learned. */
    @Test
    void everythingThatIsKnownIsLearnedFrom() {
        String none = "loss={depth: 0, normals: 0, edges: 0}";
        for (String part : List.of("depth", "normals", "edges")) {
            try (Scope scope = Scope.open();
                    TrunkTraining training =
                            training(
                                    config(none.replace(part + ": 0", part + ": 1")),
                                    new CpuDevice(2),
                                    1)) {
                Map<String, HostArray> before = training.weights();
                Numbers numbers = training.step(0);
                training.step(1);
                assertTrue(numbers.get("loss") > 0, part);
                assertTrue(numbers.get("gradientNorm") > 0, part);
                Map<String, HostArray> after = training.weights();
                for (String name : List.of("conv1.weight", "layer2.1.bn2.running_mean")) {
                    assertNotEquals(before.get(name), after.get(name), part + " " + name);
                }
            }
        }
        assertThrows(RuntimeException.class, () -> config(none));
    }

    /** Of scenes that the program makes. The decoder is not in the directory that users give. */
    @Test
    void theWeightsOfARunAreFeatures(@TempDir Path folder) {
        TrunkConfig config = config("steps=2", "evaluateEvery=2");
        Device device = new CpuDevice(2);
        Path path = folder.resolve("run");
        Progress.Display display = new Progress.Display(new PrintWriter(new StringWriter()), false);
        try (RunDirectory run = RunDirectory.create(path)) {
            TrainingLoop.train(
                    config,
                    device,
                    TrunkTraining.prepare(config, choice("synthetic:3"), note -> {}),
                    run,
                    () -> false,
                    display);
        }
        try (Scope scope = Scope.open()) {
            assertEquals(16, RenderFeatures.read(path, device).channels());
        }
        assertEquals(0, device.bytesInUse());
        assertTrue(path.resolve("report.html").toFile().exists());
    }

    @Test
    void evaluationsSayHowGoodItIs() {
        try (Scope scope = Scope.open();
                TrunkTraining training = training(config(), new CpuDevice(2), 1)) {
            Numbers numbers = training.evaluate(0);
            assertTrue(numbers.firstNotFinite().isEmpty(), numbers.toString());
            assertTrue(numbers.get("explained") < 0.5, numbers.toString());
            assertTrue(Math.abs(numbers.get("order")) <= 1, numbers.toString());
            for (String part : List.of("depth", "normals", "edges")) {
                assertTrue(numbers.get(part) < 1, numbers.toString());
            }
            assertEquals(numbers, training.evaluate(0));
        }
    }

    @Test
    void scenesOfAnotherSourceAreNoticed() {
        Device device = new CpuDevice(1);
        try (Scope scope = Scope.open();
                TrunkTraining training = training(config(), device, 1);
                TrunkTraining other = training(config(), device, new Steps(1), 1)) {
            Map<String, HostArray> state = training.state();
            UserMistake e = assertThrows(UserMistake.class, () -> other.restore(state));
            assertTrue(e.getMessage().contains("--data"), e.getMessage());
        }
    }

    @Test
    void mistakesAreNamed() {
        UserMistake e =
                assertThrows(
                        UserMistake.class,
                        () -> TrunkTraining.prepare(config(), choice("painted"), note -> {}));
        assertTrue(e.getMessage().contains("painted"), e.getMessage());
        for (String change :
                Arrays.asList("data.window=20", "data.window=32", "data.microBatches=3")) {
            UserMistake wrong = assertThrows(UserMistake.class, () -> config(change));
            assertTrue(
                    wrong.getMessage().contains(change.substring(0, change.indexOf('='))),
                    wrong.getMessage());
        }
    }

    @Test
    void theCommandKnowsIt() {
        Model<?> model = Model.of(Config.named("trunk"));
        assertEquals("trunk", model.name());
        assertFalse(model.training(Config.named("trunk")).config().steps() < 100);
    }
}
