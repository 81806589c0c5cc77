package dev.resplat.train.pixelsplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import org.junit.jupiter.api.Test;

final class PositionalEncodingTest {
    private final Device reference = GradientCheck.device();

    @Test
    void wavesAreSinesAndCosines() {
        waves(reference, 1e-11);
        waves(Devices.cpu(), 5e-7);
    }

    private static void waves(Device device, double tolerance) {
        int octaves = 12;
        float[] x = new float[3001];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i - 1000) / 1000f + (i % 7) * 1e-5f;
        }
        double[] waves = waves(device, x, 1, octaves);
        assertEquals(x.length * PositionalEncoding.width(1, octaves), waves.length);
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < octaves; k++) {
                double angle = 2 * Math.PI * Math.scalb((double) x[i], k);
                assertEquals(Math.sin(angle), waves[2 * (i * octaves + k)], tolerance);
                assertEquals(Math.cos(angle), waves[2 * (i * octaves + k) + 1], tolerance);
            }
        }
    }

    private static double[] waves(Device device, float[] x, int dimensions, int octaves) {
        try (Scope scope = Scope.open()) {
            Tensor points = Tensor.of(device, Shape.of(x.length / dimensions, dimensions), x);
            return PositionalEncoding.of(points, octaves).toDoubles();
        }
    }

    @Test
    void numbersOfAPointFollowEachOther() {
        float[] x = {0.1f, 0.2f, 0.3f, 0.4f};
        assertArrayEquals(waves(reference, x, 1, 3), waves(reference, x, 2, 3));
        assertEquals(12, PositionalEncoding.width(2, 3));
        try (Scope scope = Scope.open()) {
            Tensor line = Tensor.of(reference, Shape.of(4), x);
            assertThrows(IllegalArgumentException.class, () -> PositionalEncoding.of(line, 3));
        }
    }
}
