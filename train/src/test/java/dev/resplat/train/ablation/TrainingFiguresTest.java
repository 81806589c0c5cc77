package dev.resplat.train.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrainingFiguresTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void whatFallsEvenlyIsSteady() {
        double[] falling = IntStream.range(0, 40).mapToDouble(i -> 100 - 2 * i).toArray();
        assertEquals(0, TrainingFigures.spread(falling), 1e-12);
        // The last ten are 5 and 7 in turn: a line through them falls or rises a little.
        double[] shaking = IntStream.range(0, 40).mapToDouble(i -> i % 2 == 0 ? 5 : 7).toArray();
        assertEquals(1.0 / 6, TrainingFigures.spread(shaking), 0.02);
        assertTrue(Double.isNaN(TrainingFigures.spread(1, 2, 3, 4, 5)));
    }

    @Test
    void aFallIsFromTheBestBefore() {
        assertEquals(3, TrainingFigures.worstFall(1, 5, 4, 6, 3, 7));
        assertEquals(0, TrainingFigures.worstFall(1, 2, 3));
    }

    @Test
    void normsAreOfTheLog() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        double[][] norms = {{1, 4}, {9, 30}, {2, 8}};
        for (double[] norm : norms) {
            lines.add(
                    JSON.readTree(
                            "{\"loss\": 1, \"gradientNorm\": %s, \"gradientNormMax\": %s}"
                                    .formatted(norm[0], norm[1])));
        }
        JsonNode metrics = JSON.readTree("{\"seconds\": 20, \"parameters\": 77, \"skipped\": 2}");
        TrainingFigures figures = TrainingFigures.of(metrics, 500, lines, new double[] {1});
        assertEquals(2, figures.normMedian());
        assertEquals(30, figures.normMost());
        assertEquals(25, figures.samplesPerSecond());
        assertEquals(77, figures.parameters());
        assertEquals(2, figures.skipped());
    }
}
