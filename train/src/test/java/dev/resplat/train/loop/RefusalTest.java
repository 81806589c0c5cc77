package dev.resplat.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.UserMistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that cannot go on, or not with other values. */
final class RefusalTest extends LoopTest {
    private String mistake(Path path, Regression.Settings settings) throws Exception {
        byte[] log = Files.readAllBytes(path.resolve("metrics.jsonl"));
        String message = assertThrows(UserMistake.class, () -> train(path, settings)).getMessage();
        assertFalse(message.contains("\n"), message);
        assertArrayEquals(log, Files.readAllBytes(path.resolve("metrics.jsonl")));
        return message;
    }

    @ParameterizedTest
    @ValueSource(strings = {LAST, TrainingLoop.BEST})
    void aFileThatIsCutShortIsAMistake(String name) throws Exception {
        Path path = temporary.resolve("run");
        train(path, Regression.Settings.with());
        Path file = path.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            String message = mistake(path, Regression.Settings.with("steps=40"));
            assertTrue(message.contains(file.toString()), message);
        }
        Files.write(file, whole);
        assertEquals(40, train(path, Regression.Settings.with("steps=40")).steps());
    }

    @Test
    void aCheckpointOfAnotherModelIsAMistake() throws Exception {
        Path path = temporary.resolve("run");
        train(path, Regression.Settings.with());
        String message = mistake(path, Regression.Settings.with("model=painter"));
        assertTrue(message.contains("it is of the model regression, not painter"), message);
    }

    @Test
    void bestWeightsOfAnotherModelAreAMistake() throws Exception {
        Path path = temporary.resolve("run");
        Path other = temporary.resolve("other");
        train(path, Regression.Settings.with());
        train(other, Regression.Settings.with("hidden=9"));
        Path best = path.resolve(TrainingLoop.BEST);
        Files.delete(best);
        Files.copy(other.resolve(TrainingLoop.BEST), best);
        String message = mistake(path, Regression.Settings.with("steps=40"));
        assertTrue(message.contains(best.toString()), message);
    }

    @Test
    void withoutBestWeightsTheBestIsWhatComes() throws Exception {
        Path path = temporary.resolve("run");
        train(path, Regression.Settings.with());
        Files.delete(path.resolve(TrainingLoop.BEST));
        assertEquals(30, train(path, Regression.Settings.with()).bestStep());
        assertTrue(Files.exists(path.resolve(TrainingLoop.BEST)));
    }

    @Test
    void onlyWhatTheTraineeAllowsMayChange() throws Exception {
        Path path = temporary.resolve("run");
        train(path, Regression.Settings.with());
        String message = mistake(path, Regression.Settings.with("hidden=9"));
        assertTrue(message.contains("was made with hidden=8, which cannot change"), message);
        assertTrue(mistake(path, Regression.Settings.with("steps=20")).contains("step 30 already"));
        Outcome outcome =
                train(
                        path,
                        Regression.Settings.with("rate=1e-3", "steps=40", "checkpointSeconds=1"));
        assertEquals(40, outcome.steps());
    }

    @Test
    void aStateWithoutItsStepsOrItsAverageDoesNotFit() {
        try (Scope scope = Scope.open()) {
            Regression regression = new Regression(Regression.Settings.with(), Devices.cpu());
            for (String name : List.of("optimizer0.steps", "average.0.weight", "model.0.bias")) {
                Map<String, HostArray> state = regression.state();
                assertTrue(state.containsKey(name), state.keySet().toString());
                state.remove(name);
                assertThrows(IllegalArgumentException.class, () -> regression.restore(state));
            }
        }
    }
}
