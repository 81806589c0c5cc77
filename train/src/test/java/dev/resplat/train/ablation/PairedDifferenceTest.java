package dev.resplat.train.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.data.Draws;
import org.junit.jupiter.api.Test;

final class PairedDifferenceTest {
    @Test
    void theUnitIsTheSeedOrTheItem() {
        double[][] table = {{1, 2, 3, 6}, {2, 3, 4, 7}, {3, 4, 5, 8}};
        PairedDifference difference = PairedDifference.of(table);
        assertEquals(4, difference.mean(), 1e-12);
        assertEquals(Estimate.of(3, 4, 5), difference.overSeeds());
        assertEquals(Estimate.of(2, 3, 4, 7), difference.overItems());
        assertEquals(1, difference.above());
        assertEquals(
                Math.hypot(Estimate.of(3, 4, 5).halfWidth(), Estimate.of(2, 3, 4, 7).halfWidth()),
                difference.overBoth().halfWidth(),
                1e-12);
    }

    @Test
    void aSingleSeedSaysNothingAboutOthers() {
        PairedDifference difference = PairedDifference.of(new double[][] {{1, -2, 4}});
        assertEquals(1, difference.mean(), 1e-12);
        assertTrue(Double.isNaN(difference.overSeeds().halfWidth()));
        assertTrue(Double.isNaN(difference.overBoth().halfWidth()));
        assertEquals(Estimate.of(1, -2, 4), difference.overItems());
        assertEquals(2 / 3.0, difference.above(), 1e-12);
        // of errors that is no better, so it must not be called so
        assertEquals(2 / 3.0, (double) difference.metrics().get("above"), 1e-12);
        assertEquals(null, difference.overBoth().metrics().get("halfWidth"));
    }

    @Test
    void equalDifferencesHaveIntervalsOfNoWidth() {
        PairedDifference difference = PairedDifference.of(new double[][] {{2, 2}, {2, 2}});
        assertEquals(0, difference.overSeeds().halfWidth());
        assertEquals(0, difference.overItems().halfWidth());
        assertEquals(0, difference.overBoth().halfWidth());
    }

    /**
     * Of many tables whose seeds, items and rest all vary, intervals over both hold the true mean
     * at least as often as they say, and those over one of them much less often.
     */
    @Test
    void intervalsOverBothHoldTheTruthAsOftenAsTheySay() {
        int tables = 2000;
        int both = 0;
        int items = 0;
        for (int t = 0; t < tables; t++) {
            PairedDifference difference = PairedDifference.of(table(t, 3, 20));
            both += holds(difference.overBoth(), 0.5) ? 1 : 0;
            items += holds(difference.overItems(), 0.5) ? 1 : 0;
        }
        assertTrue(both > 0.95 * tables && both <= 0.995 * tables, both + " of " + tables);
        assertTrue(items < 0.8 * tables, items + " of " + tables);
    }

    private static boolean holds(Estimate estimate, double truth) {
        return Math.abs(estimate.mean() - truth) <= estimate.halfWidth();
    }

    private static double[][] table(int number, int seeds, int items) {
        Draws draws = new Draws(5, Draws.Purpose.STEP, number);
        double[] ofItem = new double[items];
        for (int n = 0; n < items; n++) {
            ofItem[n] = draws.normal(0, 1);
        }
        double[][] table = new double[seeds][items];
        for (double[] row : table) {
            double ofSeed = draws.normal(0, 0.6f);
            for (int n = 0; n < items; n++) {
                row[n] = 0.5 + ofSeed + ofItem[n] + draws.normal(0, 0.5f);
            }
        }
        return table;
    }
}
