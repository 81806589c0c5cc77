package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who goes and what comes, where areas and errors are given. */
class TurnoverTest {
    private static final int SIDE = 24;

    private final Device device = new CpuDevice(2).poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);

    /** What is done to splats whose areas are given, for errors that are given. */
    private static Turnover.Change change(
            Device device, double[] rows, double[] areas, double[] squares, int width, int count) {
        int n = areas.length;
        int height = squares.length / width;
        float[] target = new float[3 * squares.length];
        for (int i = 0; i < target.length; i++) {
            target[i] = i / 1024f;
        }
        Tensor splats = Small.splats(device, rows);
        Tensor means = Arranging.slice(splats, 1, 0, 2);
        Tensor neighbors = Neighbors.nearest(means, means, Math.min(3, n)).index();
        Tensor none = Tensor.zeros(device, Shape.of(n, 1));
        Feedback feedback =
                new Feedback(
                        none,
                        none,
                        none,
                        Tensor.of(device, Shape.of(n), areas),
                        Tensor.of(device, Shape.of(height, width), squares));
        return new Turnover(device, target, width, height).of(splats, feedback, neighbors, count);
    }

    private static double[] areas(int n) {
        double[] areas = new double[n];
        Arrays.fill(areas, 10);
        return areas;
    }

    private static float[] row(Turnover.Change change, int s) {
        float[] born = change.born().toFloats();
        return Arrays.copyOfRange(born, s * Column.COUNT, (s + 1) * Column.COUNT);
    }

    private static int going(Turnover.Change change) {
        float[] kept = change.kept().toFloats();
        float[] born = change.born().toFloats();
        int going = 0;
        for (int s = 0; s < kept.length; s++) {
            if (kept[s] == 0) {
                going++;
            } else {
                assertEquals(1, kept[s]);
                for (int c = 0; c < Column.COUNT; c++) {
                    assertEquals(0, born[s * Column.COUNT + c]);
                }
            }
        }
        assertEquals(change.count(), going);
        return going;
    }

    /**
     * Beside the nearest splat, as heavy and half as large, with the color that should be there.
     */
    @Test
    void newSplatsBeginAtTheWorstPixels() {
        double[] rows = Small.rows(20, SIDE, SIDE);
        double[] squares = new double[SIDE * SIDE];
        int one = 5 * SIDE + 17;
        int two = 20 * SIDE + 2;
        squares[one] = 4;
        squares[two] = 2;
        squares[two + 1] = 1.5;
        double[] areas = areas(20);
        areas[7] = areas[11] = 0;
        Turnover.Change change = change(device, rows, areas, squares, SIDE, 2);
        assertEquals(2, going(change));
        // of those that are missed equally little, the first takes the worst place
        check(row(change, 7), one, rows);
        check(row(change, 11), two, rows);
    }

    private static void check(float[] born, int pixel, double[] rows) {
        double x = pixel % SIDE + 0.5;
        double y = pixel / SIDE + 0.5;
        int parent = 0;
        for (int at = 0; at < rows.length; at += Column.COUNT) {
            double d = Math.hypot(rows[at] - x, rows[at + 1] - y);
            double least = Math.hypot(rows[parent] - x, rows[parent + 1] - y);
            parent = d < least ? at : parent;
        }
        float size = (float) rows[parent + Column.LOG_SCALE] - 0.7f;
        float[] expected = {(float) x, (float) y, size, 0, 0, 0, 0, 0, 0, 0};
        expected[Column.OPACITY] = (float) rows[parent + Column.OPACITY];
        expected[Column.AMPLITUDE] = (float) rows[parent + Column.AMPLITUDE];
        for (int c = 0; c < 3; c++) {
            expected[Column.COLOR + c] = (3 * pixel + c) / 1024f;
        }
        assertArrayEquals(expected, born, 1e-6f);
    }

    /** A cell with much error all over comes before one with a single bad pixel. */
    @Test
    void cellsAreComparedByTheirSums() {
        double[] squares = new double[SIDE * SIDE];
        // 36 splats: cells of 4 by 4
        squares[0] = 1;
        for (int y = 8; y < 12; y++) {
            Arrays.fill(squares, y * SIDE + 12, y * SIDE + 16, 0.2);
        }
        squares[10 * SIDE + 13] = 0.3;
        double[] rows = Small.rows(36, SIDE, SIDE);
        double[] areas = areas(36);
        areas[35] = 0;
        float[] born = row(change(device, rows, areas, squares, SIDE, 1), 35);
        assertEquals(13.5f, born[0]);
        assertEquals(10.5f, born[1]);
    }

    @Test
    void splatsThatTheirNeighborsCanReplaceGo() {
        double[] rows = new double[9 * Column.COUNT];
        for (int s = 0; s < 9; s++) {
            rows[s * Column.COUNT] = 4 + 8 * (s % 3);
            rows[s * Column.COUNT + 1] = 4 + 8 * (s / 3);
            rows[s * Column.COUNT + Column.COLOR] = s * s / 80.0;
        }
        // two in one place have the color of each other, but one is large
        System.arraycopy(rows, 4 * Column.COUNT, rows, 5 * Column.COUNT, Column.COUNT);
        rows[5 * Column.COUNT] += 0.1;
        double[] areas = areas(9);
        Arrays.fill(areas, 40);
        areas[4] = 4;
        Turnover.Change change = change(device, rows, areas, new double[SIDE * SIDE], SIDE, 1);
        assertEquals(1, going(change));
        assertEquals(0, change.kept().toFloats()[4]);
    }

    /** Where all is equal, the first cells and the first splats, on every device. */
    @Test
    void amongEqualsTheFirstAreChosen() {
        double[] rows = Small.rows(36, SIDE, SIDE);
        for (int s = 0; s < 36; s++) {
            Arrays.fill(rows, s * Column.COUNT + Column.COLOR, (s + 1) * Column.COUNT, 0.5);
        }
        double[] squares = new double[SIDE * SIDE];
        Arrays.fill(squares, 0.01);
        Turnover.Change change = change(device, rows, areas(36), squares, SIDE, 8);
        assertEquals(8, going(change));
        for (int i = 0; i < 8; i++) {
            float[] born = row(change, i);
            assertEquals(4 * (i % 6) + 0.5f, born[0]);
            assertEquals(4 * (i / 6) + 0.5f, born[1]);
        }
        for (Device other : new Device[] {new CpuDevice(1), CpuDevice.scalar(3), device}) {
            Turnover.Change again = change(other, rows, areas(36), squares, SIDE, 8);
            assertArrayEquals(change.born().toFloats(), again.born().toFloats());
            assertArrayEquals(change.kept().toFloats(), again.kept().toFloats());
        }
        Device reference = new ReferenceDevice();
        float[] born = change(reference, rows, areas(36), squares, SIDE, 8).born().toFloats();
        assertArrayEquals(change.born().toFloats(), born, 1e-6f);
    }

    /** No more can go than there are cells for new ones, or splats. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 1",
        "1, 1, 9, 4, 1",
        "1, 7, 9, 4, 4",
        "7, 1, 9, 6, 4",
        "1, 7, 1, 1, 1",
        "5, 3, 40, 20, 6",
        "5, 3, 2, 5, 2",
        "24, 24, 1, 1, 1"
    })
    void picturesOfAnySize(int width, int height, int splats, int count, int expected) {
        double[] rows = Small.rows(splats, width, height);
        double[] squares = new double[width * height];
        Arrays.fill(squares, 0.1);
        Turnover.Change change = change(device, rows, areas(splats), squares, width, count);
        assertEquals(expected, going(change));
        for (int s = 0; s < splats; s++) {
            for (float value : row(change, s)) {
                assertEquals(value, value, "a number");
            }
        }
    }
}
