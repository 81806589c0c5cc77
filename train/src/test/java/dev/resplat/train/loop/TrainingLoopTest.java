package dev.resplat.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.run.DivergedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** What a run does from its first step to its last, or until it diverges. */
final class TrainingLoopTest extends LoopTest {
    private static JsonNode json(Path file) throws Exception {
        return JsonMapper.builder().build().readTree(Files.readString(file));
    }

    private Outcome train(
            Regression.Settings settings, BiFunction<Regression.Settings, Device, Trainee> maker) {
        return train(temporary, settings, maker, NEVER, System::nanoTime);
    }

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

    // ---- Numbers that are not finite -------------------------------------------------------

    @Test
    void aStepWithoutAFiniteLossOrGradientIsSkippedAndCounted() throws Exception {
        Outcome outcome =
                train(
                        temporary,
                        Regression.Settings.with(
                                "infiniteLosses=[4, 20]", "infiniteGradients=[0, 5]"));
        assertEquals(4, outcome.skipped());
        assertEquals(4, json(temporary.resolve("metrics.json")).get("skipped").asInt());
        SafetensorsFile last = SafetensorsFile.open(temporary.resolve(LAST));
        assertEquals(26, last.get("optimizer0.steps").toInts()[0]);
        assertEquals("30", last.metadata().get("step"));
        List<String> notes =
                shown.toString().lines().filter(l -> l.contains("was skipped")).toList();
        assertEquals(1, notes.size(), shown.toString());
        assertTrue(
                notes.get(0).startsWith("step 1 was skipped: the gradientNorm is not a finite"),
                notes.get(0));
    }

    @Test
    void aSkippedStepChangesNothing() throws Exception {
        List<Map<String, HostArray>> states = new ArrayList<>();
        train(
                Regression.Settings.with("infiniteLosses=[4]", "infiniteGradients=[5]"),
                (settings, device) ->
                        new Regression(settings, device) {
                            @Override
                            public Numbers step(int step) {
                                states.add(state());
                                return super.step(step);
                            }
                        });
        assertFalse(states.get(3).equals(states.get(4)));
        assertEquals(states.get(4), states.get(5));
        assertEquals(states.get(5), states.get(6));
        assertFalse(states.get(6).equals(states.get(7)));
    }

    @Test
    void manySkippedStepsInARowEndTheRunWithItsResults() throws Exception {
        String infinite =
                "infiniteLosses=" + Arrays.toString(numbers(12, 12 + TrainingLoop.MOST_SKIPPED));
        Regression.Settings settings = Regression.Settings.with("steps=100", infinite);
        String message =
                assertThrows(DivergedException.class, () -> train(temporary, settings))
                        .getMessage();
        assertTrue(
                message.matches(
                        "the loss is no longer a finite number at step 32: choose another rate;"
                                + " the best so far, -\\d+\\.\\d+, is in .*"),
                message);
        JsonNode metrics = json(temporary.resolve("metrics.json"));
        assertTrue(metrics.get("diverged").asBoolean());
        assertFalse(metrics.get("complete").asBoolean());
        assertEquals(20, metrics.get("skipped").asInt());
        assertTrue(Files.exists(temporary.resolve("guess.txt")));
        assertTrue(Files.readString(temporary.resolve("report.html")).contains("then it diverged"));
        // The cause is gone: the run goes on.
        Outcome more = train(temporary, Regression.Settings.with("steps=100", "infiniteLosses=[]"));
        assertTrue(more.isComplete());
    }

    @Test
    void fewerSkippedStepsDoNot() {
        String infinite =
                "infiniteLosses="
                        + Arrays.toString(
                                Arrays.stream(numbers(12, 52)).filter(s -> s != 31).toArray());
        Outcome outcome = train(temporary, Regression.Settings.with("steps=51", infinite));
        assertEquals(38, outcome.skipped());
        assertTrue(outcome.isComplete());
    }

    /** Its optimizer has an infinite moment after step 13. */
    private static final class Overflowing extends Regression {
        private boolean over;

        Overflowing(Settings settings, Device device) {
            super(settings, device);
        }

        @Override
        public Numbers step(int step) {
            over |= step == 13;
            return super.step(step);
        }

        @Override
        public Map<String, HostArray> state() {
            Map<String, HostArray> state = super.state();
            if (over) {
                state.put("optimizer0.0.bias.square", HostArray.of(new float[] {1f / 0f}, 1));
            }
            return state;
        }
    }

    @Test
    void whatIsNotFiniteNeverReplacesACheckpoint() throws Exception {
        AtomicLong second = new AtomicLong();
        String message =
                assertThrows(
                                DivergedException.class,
                                () ->
                                        train(
                                                temporary,
                                                Regression.Settings.with("checkpointSeconds=7"),
                                                Overflowing::new,
                                                NEVER,
                                                () ->
                                                        TimeUnit.SECONDS.toNanos(
                                                                second.getAndIncrement())))
                        .getMessage();
        // Checkpoints that the time asks for, as at step 15, do not end the run.
        assertTrue(message.contains("state of the training"), message);
        assertTrue(message.contains("at step 20:"), message);
        Map<String, String> facts = SafetensorsFile.open(temporary.resolve(LAST)).metadata();
        assertTrue(Integer.parseInt(facts.get("step")) <= 13, facts.get("step"));
        assertEquals(
                "14",
                SafetensorsFile.open(temporary.resolve(TrainingLoop.BEST)).metadata().get("step"));
    }

    @Test
    void anEvaluationThatIsNoNumberEndsTheRun() {
        BiFunction<Regression.Settings, Device, Trainee> blind =
                (settings, device) ->
                        new Regression(settings, device) {
                            @Override
                            public Numbers evaluate(int step) {
                                return step < 14
                                        ? super.evaluate(step)
                                        : Numbers.of("likeness", Double.NaN);
                            }
                        };
        String message =
                assertThrows(
                                DivergedException.class,
                                () -> train(Regression.Settings.with(), blind))
                        .getMessage();
        assertTrue(message.startsWith("the likeness is no longer a finite number at step 14"));
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
