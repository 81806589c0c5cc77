package dev.resplat.train.ablation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EstimateTest {
    /** As tables have them; found again by integrating the density numerically. */
    @ParameterizedTest
    @CsvSource({
        "0.975, 1, 12.706",
        "0.975, 2, 4.303",
        "0.975, 3, 3.182",
        "0.975, 4, 2.776",
        "0.975, 5, 2.571",
        "0.975, 9, 2.262",
        "0.975, 30, 2.042",
        "0.975, 100, 1.984",
        "0.95, 2, 2.920",
        "0.95, 7, 1.895",
        "0.99, 1, 31.821",
        "0.999, 10, 4.144",
        "0.5, 3, 0",
    })
    void quantilesAreThoseOfTheTables(double probability, int degrees, double expected) {
        assertEquals(expected, StudentT.quantile(probability, degrees), 5.1e-4);
    }

    @Test
    void whatHasNoQuantileIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> StudentT.quantile(1, 3));
        assertThrows(IllegalArgumentException.class, () -> StudentT.quantile(0.4, 3));
        assertThrows(IllegalArgumentException.class, () -> StudentT.quantile(0.9, 0));
    }

    @Test
    void theIntervalOfThreeNumbersIsWide() {
        Estimate estimate = Estimate.of(1, 2, 3);
        assertEquals(2, estimate.mean());
        assertEquals(4.302653 / Math.sqrt(3), estimate.halfWidth(), 1e-6);
        assertEquals("2.00 ± 2.48", estimate.text(2));
        assertEquals("+2.00 ± 2.48", estimate.signedText(2));
    }

    /** Mean and standard deviation are those of Python's module statistics. */
    @Test
    void theIntervalOfMoreNumbersIsThatOfTheFormula() {
        double[] numbers = {
            9.206343, 9.299992, 9.277895, 9.305795, 9.275351, 9.288729, 9.287239, 9.260973,
            9.303111, 9.275674
        };
        Estimate estimate = Estimate.of(numbers);
        assertEquals(9.2781102, estimate.mean(), 1e-9);
        assertEquals(2.262157 * 0.02891405734932382 / Math.sqrt(10), estimate.halfWidth(), 1e-8);
    }

    @Test
    void aSingleNumberHasNoInterval() {
        Estimate estimate = Estimate.of(28.414);
        assertTrue(Double.isNaN(estimate.halfWidth()));
        assertEquals("28.41", estimate.text(2));
        assertEquals(null, estimate.metrics().get("halfWidth"));
        assertThrows(IllegalArgumentException.class, Estimate::of);
    }
}
