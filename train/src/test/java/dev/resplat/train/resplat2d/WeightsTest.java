package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.nn.StateDict;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.io.DType;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.config.UserMistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightsTest {
    @TempDir private Path temporary;

    private Path run() throws Exception {
        Path checkpoints = Files.createDirectories(temporary.resolve("run/checkpoints"));
        return SomeWeights.write(checkpoints.resolve("best.safetensors"));
    }

    private static void assertMistake(String name, String... parts) {
        RuntimeException e =
                assertThrows(
                        RuntimeException.class,
                        () -> {
                            try (Scope scope = Scope.open()) {
                                Weights.named(name).on(Devices.cpu());
                            }
                        });
        assertTrue(e instanceof UserMistake || e instanceof FormatException, e.toString());
        assertEquals(1, e.getMessage().strip().lines().count(), e.getMessage());
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }

    private Path write(Map<String, HostArray> arrays, Map<String, String> facts) {
        Path file = temporary.resolve("some.safetensors");
        SafetensorsFile.write(file, arrays, facts);
        return file;
    }

    private static Map<String, HostArray> arrays() {
        return SomeWeights.arrays(SomeWeights.config().network());
    }

    private static Map<String, String> facts(String key, String value) {
        Map<String, String> facts = new HashMap<>(SomeWeights.facts());
        facts.put(key, value);
        return facts;
    }

    @Test
    void aFileAndItsRunAreTheSameModel() throws Exception {
        Path file = run();
        Map<String, HostArray> expected = arrays();
        for (String name : new String[] {file.toString(), temporary.resolve("run").toString()}) {
            try (Scope scope = Scope.open()) {
                Weights weights = Weights.named(name);
                assertEquals(SomeWeights.config(), weights.config());
                assertEquals("30", weights.facts().get("step"));
                assertEquals(expected, StateDict.of(weights.on(Devices.cpu())));
            }
        }
    }

    @Test
    void shippedWeightsAreHalfAsLargeAndSayWhatWasSeen() throws Exception {
        Path shipped = temporary.resolve("shipped.safetensors");
        Weights.of(run()).ship(shipped, Map.of("data", "painted"));
        Weights weights = Weights.of(shipped);
        Map<String, HostArray> whole = arrays();
        assertEquals(whole.keySet(), weights.arrays().keySet());
        weights.arrays()
                .forEach(
                        (name, half) -> {
                            assertEquals(DType.F16, half.dtype());
                            float[] values = whole.get(name).toFloats();
                            float[] rounded = half.toFloats();
                            for (int i = 0; i < values.length; i++) {
                                float step = Math.max(Math.abs(values[i]) / 1024, 1e-7f);
                                assertEquals(values[i], rounded[i], step, name);
                            }
                        });
        assertEquals("30", weights.facts().get("samples"));
        assertEquals("0.50", weights.facts().get("hours"));
        assertEquals("painted", weights.facts().get("data"));
        assertEquals("12.5", weights.facts().get("score"));
        try (Scope scope = Scope.open()) {
            weights.on(Devices.cpu());
        }
    }

    @Test
    void weightsThatAreTooLargeForHalfPrecisionAreNotShipped() {
        Map<String, HostArray> arrays = arrays();
        arrays.put("newborn", HostArray.of(new float[] {0, 1e6f, 0, 0}, 1, 4));
        Weights weights = Weights.of(write(arrays, SomeWeights.facts()));
        Path shipped = temporary.resolve("shipped.safetensors");
        assertThrows(UserMistake.class, () -> weights.ship(shipped, Map.of()));
        assertFalse(Files.exists(shipped));
    }

    @Test
    void whatIsNotThereIsAMistakeThatNamesWhatMayBe() throws Exception {
        assertMistake("nowhere", "nowhere", "best.safetensors", "'resplat2d'");
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        assertMistake(empty.toString(), "no weights in", "checkpoints/best.safetensors");
    }

    @Test
    void aFileThatIsCutShortOrNoneIsAMistake() throws Exception {
        Path file = run();
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 4, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertMistake(file.toString(), file.toString());
        }
        Files.writeString(file, "no weights, but a text of some length");
        assertMistake(file.toString(), file.toString());
    }

    @Test
    void theFileForGoingOnIsAMistakeThatNamesTheOther() {
        Map<String, HostArray> state = new HashMap<>();
        arrays().forEach((name, array) -> state.put("model." + name, array));
        Path file = write(state, SomeWeights.facts());
        assertMistake(file.toString(), temporary.resolve("best.safetensors").toString());
    }

    @Test
    void whatIsOfAnotherModelOrDoesNotSayIsAMistake() {
        assertMistake(write(arrays(), facts("model", "picture")).toString(), "picture");
        assertMistake(write(arrays(), Map.of()).toString(), "does not say");
    }

    @Test
    void aConfigurationThatCannotBeReadIsAMistake() {
        assertMistake(write(arrays(), facts("config", "7")).toString(), "configuration");
        String yaml = SomeWeights.facts().get("config").replace("width: 8", "width: 0");
        assertMistake(write(arrays(), facts("config", yaml)).toString(), "network.width");
    }

    @Test
    void weightsThatDoNotFitAreAMistake() {
        String yaml = SomeWeights.facts().get("config").replace("width: 8", "width: 12");
        assertMistake(write(arrays(), facts("config", yaml)).toString(), "wrong shape");
        Map<String, HostArray> fewer = arrays();
        fewer.remove("newborn");
        assertMistake(write(fewer, SomeWeights.facts()).toString(), "missing [newborn]");
    }

    @Test
    void weightsThatAreNotNumbersAreAMistake() {
        Map<String, HostArray> arrays = arrays();
        arrays.put("newborn", HostArray.of(new float[] {0, Float.NaN, 0, 0}, 1, 4));
        assertMistake(write(arrays, SomeWeights.facts()).toString(), "newborn", "NaN");
    }
}
