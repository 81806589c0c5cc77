package dev.resplat.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.train.run.DivergedException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Losses, gradients, moments and scores that are not finite. */
final class DivergenceTest extends LoopTest {
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
        boolean[] closed = {false};
        BiFunction<Regression.Settings, Device, Trainee> blind =
                (settings, device) ->
                        new Regression(settings, device) {
                            @Override
                            public Numbers evaluate(int step) {
                                return step < 14
                                        ? super.evaluate(step)
                                        : Numbers.of("likeness", Double.NaN);
                            }

                            @Override
                            public void close() {
                                closed[0] = true;
                            }
                        };
        String message =
                assertThrows(
                                DivergedException.class,
                                () -> train(Regression.Settings.with(), blind))
                        .getMessage();
        assertTrue(message.startsWith("the likeness is no longer a finite number at step 14"));
        assertTrue(closed[0], "the trainee was not closed");
    }
}
