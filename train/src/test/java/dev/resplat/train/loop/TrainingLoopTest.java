package dev.resplat.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What a run does from its first step to its last, or until it diverges. */
final class TrainingLoopTest extends LoopTest {
    /** The numbers that steps return. */
    private static BiFunction<Regression.Settings, Device, Trainee> noted(List<Numbers> numbers) {
        return (settings, device) ->
                new Regression(settings, device) {
                    @Override
                    public Numbers step(int step) {
                        numbers.add(super.step(step));
                        return numbers.get(numbers.size() - 1);
                    }
                };
    }

    @Test
    void itLearns() throws Exception {
        Outcome outcome =
                train(temporary, Regression.Settings.with("steps=300", "evaluateEvery=50"));
        assertTrue(outcome.best() > -0.005, outcome.toString());
        assertTrue(outcome.isComplete());
        JsonNode metrics = json(temporary.resolve("metrics.json"));
        assertEquals(outcome.best(), metrics.get("likeness").asDouble());
        assertEquals("regression", metrics.get("model").asText());
        assertEquals(0, metrics.get("skipped").asInt());
        assertTrue(metrics.get("complete").asBoolean());
        String report = Files.readString(temporary.resolve("report.html"));
        for (String part : List.of("Sums of sines", "gradientNormMax", "hidden: 8")) {
            assertTrue(report.contains(part), part);
        }
        assertTrue(shown.toString().contains("sines, loss 0.0"), shown.toString());
        assertEquals(0, Devices.cpu().bytesInUse());
    }

    @Test
    void aLineOfTheLogHasTheMeansSinceTheLast() throws Exception {
        List<Numbers> steps = new ArrayList<>();
        train(Regression.Settings.with("infiniteLosses=[9]"), noted(steps));
        List<String> log = Files.readAllLines(temporary.resolve("metrics.jsonl"));
        assertEquals(5, log.size());
        JsonNode second = JsonMapper.builder().build().readTree(log.get(1));
        assertEquals(14, second.get("step").asInt());
        assertEquals(1, second.get("skipped").asInt());
        List<Numbers> counted = new ArrayList<>(steps.subList(7, 14));
        counted.remove(2);
        double loss = counted.stream().mapToDouble(n -> n.get("loss")).sum() / 6;
        double norm = counted.stream().mapToDouble(n -> n.get("gradientNorm")).max().orElseThrow();
        assertEquals(loss, second.get("loss").asDouble(), 1e-12);
        assertEquals(norm, second.get("gradientNormMax").asDouble());
        assertTrue(second.get("likeness").asDouble() < 0);
    }

    @Test
    void theBestWeightsAreThoseOfTheHighestScore() throws Exception {
        Map<Integer, Double> scores =
                Map.of(0, -1.0, 7, 2.5, 14, 4.0, 21, Double.NEGATIVE_INFINITY, 28, 4.0, 30, 3.0);
        Map<Integer, Map<String, HostArray>> weights = new HashMap<>();
        BiFunction<Regression.Settings, Device, Trainee> scripted =
                (settings, device) ->
                        new Regression(settings, device) {
                            @Override
                            public Numbers evaluate(int step) {
                                weights.put(step, weights());
                                return Numbers.of("likeness", scores.get(step));
                            }
                        };
        Outcome outcome = train(Regression.Settings.with(), scripted);
        assertEquals(4, outcome.best());
        assertEquals(14, outcome.bestStep());
        SafetensorsFile best = SafetensorsFile.open(temporary.resolve(TrainingLoop.BEST));
        assertEquals(weights.get(14), best.all());
        assertEquals("14", best.metadata().get("step"));
        assertEquals("regression", best.metadata().get("model"));
        assertTrue(best.metadata().get("config").contains("hidden: 8"));
    }

    @Test
    void aNumberHasOneMeaning() {
        BiFunction<Regression.Settings, Device, Trainee> doubled =
                (settings, device) ->
                        new Regression(settings, device) {
                            @Override
                            public Numbers evaluate(int step) {
                                return super.evaluate(step).and("loss", 1);
                            }
                        };
        assertThrows(
                IllegalArgumentException.class, () -> train(Regression.Settings.with(), doubled));
        assertThrows(IllegalArgumentException.class, () -> Numbers.of("a", 1).and("a", 2));
        assertThrows(IllegalArgumentException.class, () -> Numbers.of("a", 1).get("b"));
    }
}
