package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Devices;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.synthesis.ContextViews;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Splats that begin anew, in two views of which one looks along z from the origin. */
class TurnoverTest {
    private static final Grid GRID = new Grid(1, 2, 2, 3);
    private static final int CELL = 4;
    private static final int NUMBERS = SplatRows.HARMONICS + 12;
    private static final double FOCAL = 10;
    private static final float CLEAR = -4;

    private final Device device = Devices.find("reference");
    @RegisterExtension final InScope scope = InScope.on(device);
    private ContextViews context;
    private Var values;

    @BeforeEach
    void open() {
        int height = CELL * GRID.height();
        int width = CELL * GRID.width();
        double[] pose = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        double[] beside = pose.clone();
        beside[3] = -1;
        Camera camera = new Camera(width, height, FOCAL, FOCAL, width / 2.0, height / 2.0, pose);
        Tensor images = new RandomStream(1).uniform(device, Shape.of(1, 2, height, width, 3));
        context =
                new ContextViews(
                        images,
                        List.of(List.of(camera, camera.at(beside))),
                        new double[] {0.1},
                        new double[] {100});
        Tensor start = new RandomStream(2).normal(device, Shape.of(GRID.rows(), NUMBERS));
        values = Var.parameter(start);
    }

    private Tensor cells(double value) {
        return Tensor.full(device, Shape.of(2, GRID.height(), GRID.width(), 1), value);
    }

    /** Errors of all cells 1, but of one. */
    private Tensor errors(int largest) {
        double[] all = new double[GRID.rows()];
        Arrays.fill(all, 1);
        all[largest] = 1000;
        return Tensor.of(device, Shape.of(1, GRID.rows()), all);
    }

    private SplatRows renewed(double part, int largest, double depth) {
        return new Turnover(context, GRID, part)
                .of(new SplatRows(values, GRID), errors(largest), cells(depth));
    }

    @Test
    void theWorstBeginsAnewInItsCell() {
        int row = 4;
        float[] after = renewed(1.0 / GRID.rows(), row, 5).values().value().toFloats();
        float[] before = values.value().toFloats();
        float[] born = Arrays.copyOfRange(after, row * NUMBERS, (row + 1) * NUMBERS);
        // The middle of the second cell of the second row: pixel (6, 6) of 12 x 8.
        assertEquals(0, born[0], 1e-6);
        assertEquals(5 * (6 - 4) / FOCAL, born[1], 1e-6);
        assertEquals(5, born[2], 1e-6);
        for (int k = 0; k < 3; k++) {
            assertEquals(5 * 0.5 * CELL / FOCAL, born[SplatRows.SCALES + k], 1e-6);
        }
        assertArrayEquals(
                new float[] {1, 0, 0, 0, 0},
                Arrays.copyOfRange(born, SplatRows.QUATS, SplatRows.HARMONICS));
        float[] pixels = context.images().toFloats();
        double red = 0;
        for (int y = 4; y < 8; y++) {
            for (int x = 4; x < 8; x++) {
                red += pixels[3 * (12 * y + x)] / 16;
            }
        }
        assertEquals((red - 0.5) / Harmonics.DC, born[SplatRows.HARMONICS], 1e-5);
        assertArrayEquals(new float[9], Arrays.copyOfRange(born, SplatRows.HARMONICS + 3, NUMBERS));
        System.arraycopy(before, row * NUMBERS, after, row * NUMBERS, NUMBERS);
        assertArrayEquals(before, after, "all others stay");
    }

    @Test
    void whatIsSeenStaysLongerThanWhatIsNot() {
        float[] start = values.value().toFloats();
        for (int i = 0; i < GRID.rows(); i++) {
            start[i * NUMBERS + SplatRows.LOGIT] = i == 7 ? CLEAR : -CLEAR;
        }
        values = Var.parameter(Tensor.of(device, values.shape(), start));
        Tensor alike = Tensor.full(device, Shape.of(1, GRID.rows()), 1);
        SplatRows renewed =
                new Turnover(context, GRID, 1.0 / GRID.rows())
                        .of(new SplatRows(values, GRID), alike, cells(5));
        float[] after = renewed.values().value().toFloats();
        for (int i = 0; i < GRID.rows(); i++) {
            assertEquals(i == 7 ? 0 : -CLEAR, after[i * NUMBERS + SplatRows.LOGIT], "row " + i);
        }
    }

    @Test
    void whatBeginsAnewHasNoGradientAndNothingBeginsBehindNothing() {
        Gradients gradients = renewed(0.5, 3, 5).values().sum().backward();
        float[] slopes = gradients.of(values).toFloats();
        int without = 0;
        for (int i = 0; i < GRID.rows(); i++) {
            float[] row = Arrays.copyOfRange(slopes, i * NUMBERS, (i + 1) * NUMBERS);
            float first = row[0];
            assertTrue(first == 0 || first == 1);
            for (float slope : row) {
                assertEquals(first, slope);
            }
            without += first == 0 ? 1 : 0;
        }
        assertEquals(GRID.rows() / 2, without);
        assertEquals(0, slopes[3 * NUMBERS]);
        assertArrayEquals(
                values.value().toFloats(), renewed(0.5, 3, 0).values().value().toFloats());
    }
}
