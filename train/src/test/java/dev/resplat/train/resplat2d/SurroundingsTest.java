package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On ramps, which are exact between pixels too. */
class SurroundingsTest {
    private static final int SPLATS = 6;

    /** Channel 0 is x, channel 1 is y, in pixels. */
    private static Tensor ramp(Device device, int width, int height) {
        double[] map = new double[2 * width * height];
        for (int i = 0; i < width * height; i++) {
            map[2 * i] = i % width + 0.5;
            map[2 * i + 1] = i / width + 0.5;
        }
        return Tensor.of(device, Shape.of(height, width, 2), map);
    }

    private static void check(Device device, int side, int width, int height, double tolerance) {
        try (Scope scope = Scope.open()) {
            double[] rows = Small.rows(SPLATS, width, height);
            rows[Column.MEAN] = -40;
            rows[Column.COUNT + Column.MEAN + 1] = 1e6;
            Surroundings around = new Surroundings(side);
            Tensor values = around.of(ramp(device, width, height), Small.splats(device, rows));
            assertEquals(Shape.of(SPLATS, side * side, 2), values.shape());
            double[] actual = values.toDoubles();
            for (int i = 0; i < SPLATS * side * side; i++) {
                int at = i / (side * side) * Column.COUNT;
                double scale = Math.exp(rows[at + Column.LOG_SCALE]);
                int point = i % (side * side);
                double x = rows[at] + scale * (point % side - (side - 1) / 2.0);
                double y = rows[at + 1] + scale * (point / side - (side - 1) / 2.0);
                double right = Math.min(Math.max(x, 0.5), width - 0.5);
                double down = Math.min(Math.max(y, 0.5), height - 0.5);
                assertEquals(right, actual[2 * i], tolerance, "x of point " + i);
                assertEquals(down, actual[2 * i + 1], tolerance, "y of point " + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"50, 50", "61, 23", "23, 61", "97, 1", "1, 7", "1, 1"})
    void valuesAreThoseOfTheMapAndBeyondItThoseOfItsBorder(int width, int height) {
        for (int side : new int[] {1, 2, 3, 5}) {
            check(new ReferenceDevice().poisonBuffers(), side, width, height, 1e-9);
            check(new CpuDevice(2).poisonBuffers(), side, width, height, 1e-4);
        }
    }

    @Test
    void pointsAreThoseOfASquare() {
        assertEquals(9, new Surroundings(3).points());
        assertEquals(25, new Surroundings(5).points());
    }
}
