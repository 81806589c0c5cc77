package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every implementation of {@link RandomKernels} must do: make the very same numbers. */
public abstract class RandomKernelsContract extends DeviceContract {
    /** How far a normal number may be off. */
    protected double normalTolerance() {
        return 2e-6;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0",
        "1, 1, 0",
        "2, 0, 0",
        "3, 1, 1",
        "4, -1, -1",
        "5, 42, 7",
        "15, 42, 8",
        "16, 1, 2",
        "17, 123456789012345, 3",
        "1003, 3, 123456789012345",
        "30011, -7, 1"
    })
    public void numbersAgree(int n, long seed, long draw) {
        checkBits("uniform", d -> new RandomStream(seed, draw).uniform(d, Shape.of(n)));
        double tolerance = normalTolerance();
        check("normal", tolerance, d -> new RandomStream(seed, draw).normal(d, Shape.of(n)));
    }

    @Test
    public void momentsAreThoseOfTheDistributions() {
        RandomStream stream = new RandomStream(5);
        moments(stream.uniform(device(), Shape.of(200_000)), 0.5, 1 / 12.0);
        moments(stream.normal(device(), Shape.of(200_000)), 0, 1);
        assertEquals(2, stream.draws());
    }

    private static void moments(Tensor x, double mean, double variance) {
        double sum = 0;
        double squares = 0;
        for (double v : x.toDoubles()) {
            sum += v;
            squares += (v - mean) * (v - mean);
        }
        int n = x.shape().size();
        // Four standard errors; those of the variance of normal numbers are the larger ones.
        assertEquals(mean, sum / n, 4 * Math.sqrt(variance / n));
        assertEquals(variance, squares / n, 4 * variance * Math.sqrt(2.0 / n));
    }
}
