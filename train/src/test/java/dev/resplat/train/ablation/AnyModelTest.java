package dev.resplat.train.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.tensor.Devices;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of which ablations know nothing but that they are trained. */
final class AnyModelTest {
    @TempDir private Path temporary;
    private Path line;
    private Path other;

    @BeforeEach
    void writeBases() throws Exception {
        String same =
                """
                slope: 2.0
                steps: 40
                evaluateEvery: 2
                checkpointEvery: 10
                checkpointSeconds: 1000.0
                seed: 0
                """;
        line = temporary.resolve("line.yaml");
        other = temporary.resolve("other.yaml");
        Files.writeString(line, "model: line\nrate: 0.3\nbatch: 8\n" + same);
        Files.writeString(other, "model: other\n" + same);
    }

    private AblationConfig config(String... variants) {
        StringBuilder all = new StringBuilder();
        for (String variant : variants) {
            all.append("  - ").append(variant).append('\n');
        }
        String yaml =
                """
                model: line
                base: %s
                common: [rate=0.2, slope=3.0]
                reference: full
                variants:
                %sonly: []
                seeds: [1, 2, 3]
                data: ""
                test: {folder: "", splats: 0, pixels: 100.0, scenes: 0, seed: 0, slopes: 0}
                """
                        .formatted(line, all);
        return Config.saved("the test", yaml).as(AblationConfig.class);
    }

    private String another(String... changes) {
        return "{name: another, asks: 'other keys?', changes: [base=%s%s]}"
                .formatted(other, changes.length == 0 ? "" : ", " + String.join(", ", changes));
    }

    private static final String FULL = "{name: full, asks: the reference, changes: []}";
    private static final String SLOW = "{name: slow, asks: 'less?', changes: [rate=0.001]}";

    private AblationResult run(AblationConfig config, Path out) {
        Ablation ablation =
                new Ablation(
                        config,
                        Line.MODELS,
                        new Progress.Display(new PrintWriter(new StringWriter()), false));
        try (RunDirectory directory =
                Files.exists(out) ? RunDirectory.reopen(out) : RunDirectory.create(out)) {
            return ablation.run(Devices.cpu(), directory, () -> false, "resplat ablate");
        }
    }

    @Test
    void modelsOfSeveralKindsAreComparedByTheirScore() throws Exception {
        AblationConfig config = config(FULL, SLOW, another());
        Path out = temporary.resolve("out");
        AblationResult result = run(config, out);
        assertEquals(9, result.complete());
        JsonNode variants =
                JsonMapper.builder()
                        .build()
                        .readTree(out.resolve("metrics.json").toFile())
                        .get("variants");
        double slow = variants.get(1).at("/heldOut/difference/score/mean").asDouble();
        assertTrue(slow < -0.5, "a line that has hardly moved is " + slow + " from the other");
        // The other model has the same start and points, but a rate of its own.
        double faster = variants.get(2).at("/heldOut/difference/score/mean").asDouble();
        assertTrue(faster > 0, "a larger rate is nearer, not by " + faster);
        JsonNode training = variants.get(0).at("/runs/0/training");
        assertEquals(2, training.get("parameters").asInt());
        assertEquals(0, training.get("skipped").asInt());
        assertTrue(training.get("gradientNormMax").asDouble() > 0);
        assertTrue(training.get("lossSpread").asDouble() > 0);
        assertTrue(result.markdown().contains("| another | 2 | "), result.markdown());
        assertFalse(result.markdown().contains("item by item"), result.markdown());

        assertEquals(9, run(config, out).complete());
    }

    @Test
    void whatAllChangeIsLeftOutWhereAnotherBaseHasNoSuchKey() {
        List<Trial> trials = config(FULL, another()).trials(Line.MODELS);
        assertEquals(0.2, ((Line.Settings) trials.get(0).config()).rate());
        assertEquals(3, ((Line.Other) trials.get(1).config()).slope());
        assertEquals(2, ((Line.Other) trials.get(3).config()).seed());
        // A typing error is one also if only such variants are trained.
        AblationConfig wrong = config(FULL, another()).with(List.of("rtae=1"));
        assertTrue(mistake(wrong.only(List.of("another"))).contains("has no key 'rtae'"));
    }

    @Test
    void budgetsOfOtherModelsMustBeEqual() {
        assertTrue(
                mistake(config(FULL, another("steps=41")))
                        .startsWith(
                                "variants must have equal steps, but full has 40 and another has 41"));
        assertTrue(mistake(config(FULL, another("slope=1"))).contains("equal slope"));
        assertTrue(
                mistake(config(FULL, another("evaluateEvery=1"))).contains("equal evaluateEvery"));
        assertTrue(
                mistake(config(FULL, another()).with(List.of("batch=4")))
                        .contains("equal samples of a step, but full has 4 and another has 8"));
        assertTrue(mistake(config(FULL, another("rate=1"))).contains("has no key 'rate'"));
    }

    private static String mistake(AblationConfig config) {
        return assertThrows(UserMistake.class, () -> config.trials(Line.MODELS)).getMessage();
    }

    @Test
    void whatHasNoTestRefusesOne() {
        AblationConfig config = config(FULL).scenes(3);
        UserMistake mistake =
                assertThrows(UserMistake.class, () -> run(config, temporary.resolve("none")));
        assertTrue(mistake.getMessage().contains("no test of the model line"));
        assertFalse(Files.exists(temporary.resolve("none")));
    }

    @Test
    void whatGoesOnMustBeTheSameForOtherBasesToo() {
        AblationConfig config = config(FULL, another());
        assertEquals(config, config.continued(config, Line.MODELS));
        AblationConfig now = config.with(List.of("slope=5"));
        assertTrue(
                assertThrows(UserMistake.class, () -> config.continued(now, Line.MODELS))
                        .getMessage()
                        .contains("was begun with slope=3.0"));
    }
}
