package dev.resplat.train.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.Config;
import dev.resplat.train.models.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TableTest {
    private static final AblationConfig CONFIG =
            Config.named("ablate")
                    .as(AblationConfig.class)
                    .only(List.of("no-feedback", "full", "untied"));

    private static final List<Measure> MEASURES = new PictureComparison().measures();

    private final List<TrialResult> results = new ArrayList<>();

    private static Measure depth(int depth) {
        return PictureComparison.depth(depth);
    }

    private void add(int variant, long seed, double psnr) {
        Variant of = CONFIG.chosen().get(variant);
        Map<Measure, Double> numbers = new LinkedHashMap<>();
        for (Measure measure : MEASURES) {
            numbers.put(measure, psnr + Integer.parseInt(measure.key().substring(1)));
        }
        results.add(
                new TrialResult(
                        new Trial(of, seed, CONFIG.training(of, seed, Model.ALL)),
                        10 * seed,
                        new double[] {1},
                        new double[] {psnr},
                        numbers,
                        new TrainingFigures(1234, 0, 0, 0, 0, 0, 0),
                        Optional.empty()));
    }

    private Table table() {
        return Table.of("title", CONFIG, MEASURES, results, TrialResult::heldOut);
    }

    @Test
    void whatSeedsHaveInCommonCancelsInDifferences() {
        for (long seed = 1; seed <= 3; seed++) {
            add(0, seed, 20 + 5 * seed);
            add(1, seed, 20 + 5 * seed - 0.5);
        }
        List<Row> rows = table().rows();
        assertEquals("full", rows.get(0).variant().name());
        assertTrue(rows.get(0).differences().isEmpty());
        assertEquals(34, rows.get(0).values().get(depth(4)).mean(), 1e-9);
        assertEquals(
                4.302653 * 5 / Math.sqrt(3), rows.get(1).values().get(depth(4)).halfWidth(), 1e-5);
        Estimate difference = rows.get(1).difference(depth(4)).orElseThrow();
        assertEquals(-0.5, difference.mean(), 1e-9);
        assertEquals(0, difference.halfWidth(), 1e-9);
        assertEquals(20, rows.get(1).seconds(), 1e-9);
    }

    @Test
    void differencesAreOfTheSeedsThatBothHave() {
        add(0, 1, 20);
        add(0, 2, 30);
        add(1, 2, 31);
        add(1, 3, 99);
        Row row = table().rows().get(1);
        Estimate difference = row.difference(depth(0)).orElseThrow();
        assertEquals(1, difference.count());
        assertEquals(1, difference.mean(), 1e-9);
        assertEquals(List.of(2L, 3L), row.seeds());
    }

    @Test
    void withoutTheReferenceThereAreNoDifferences() {
        add(1, 1, 20);
        Table table = table();
        assertEquals(1, table.rows().size());
        assertTrue(table.rows().get(0).differences().isEmpty());
        assertEquals("20.00", table.cells().get(0).get(1));
        assertEquals("1,234", table.cells().get(0).get(1 + MEASURES.size() + 1));
        assertEquals("-", table.differenceCells().get(0).get(1));
    }
}
