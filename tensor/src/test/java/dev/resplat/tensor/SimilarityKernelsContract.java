package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every device's {@link SimilarityKernels} must do: agree with the reference. */
@SuppressWarnings("try")
public abstract class SimilarityKernelsContract extends DeviceContract {
    /** The mean, and then the gradient if it is asked for. */
    protected static double[][] run(
            Device device, int n, int height, int width, int channels, boolean withGradient) {
        try (Scope scope = Scope.open()) {
            Shape shape = Shape.of(n, height, width, channels);
            RandomStream random = new RandomStream(5);
            Tensor x = random.uniform(device, shape);
            // partly alike, so that both variances and covariance matter
            Tensor y = random.uniform(device, shape).mul(0.5).add(x.mul(0.4));
            Tensor mean = Tensor.empty(device, ElementType.REAL, Shape.of(1));
            Tensor gradX = Tensor.empty(device, ElementType.REAL, shape);
            device.kernels(SimilarityKernels.class)
                    .ssim(
                            x.buffer(),
                            y.buffer(),
                            mean.buffer(),
                            withGradient ? gradX.buffer() : null,
                            n,
                            height,
                            width,
                            channels);
            return new double[][] {
                mean.toDoubles(), withGradient ? gradX.toDoubles() : new double[0]
            };
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 11, 11, 1",
        "2, 12, 37, 3",
        "1, 75, 11, 2",
        "1, 43, 42, 3",
        "3, 20, 17, 4",
        "1, 64, 65, 1"
    })
    public void meansAndGradientsAgree(int n, int height, int width, int channels) {
        double[][] expected = run(reference(), n, height, width, channels, true);
        double largest = 0;
        for (double e : expected[1]) {
            largest = Math.max(largest, Math.abs(e));
        }
        double[][] actual = run(device(), n, height, width, channels, true);
        assertEquals(expected[0][0], actual[0][0], 1e-5);
        assertArrayEquals(expected[1], actual[1], 1e-4 * largest);
        double[][] alone = run(device(), n, height, width, channels, false);
        assertEquals(actual[0][0], alone[0][0]);
    }
}
