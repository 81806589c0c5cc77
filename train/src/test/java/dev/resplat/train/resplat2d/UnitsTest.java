package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class UnitsTest {
    private static final int N = 5;

    private final Device device = new ReferenceDevice().poisonBuffers();
    private final double[] rows = Small.rows(N, 20, 30);
    @RegisterExtension final InScope scope = InScope.on(device);

    private static double scale(double[] rows, int s) {
        return Math.exp(rows[s * Column.COUNT + Column.LOG_SCALE]);
    }

    @Test
    void aNetworkSeesAllButTheCenter() {
        double[] seen = Units.seen(Small.splats(device, rows)).toDoubles();
        assertEquals(N * 8, seen.length);
        for (int i = 0; i < seen.length; i++) {
            int column = i % 8 + Column.LOG_SCALE;
            double usual = column == Column.LOG_SCALE ? 1.5 : column < Column.COLOR ? 0 : 0.5;
            assertEquals(rows[i / 8 * Column.COUNT + column] - usual, seen[i], 1e-12);
        }
    }

    @Test
    void centersMoveInTermsOfTheirScale() {
        Tensor splats = Small.splats(device, rows);
        double[] scales = Units.scales(splats).toDoubles();
        double[] stretched = Units.largest(splats, true).toDoubles();
        double[] round = Units.largest(splats, false).toDoubles();
        for (int s = 0; s < N; s++) {
            double scale = scale(rows, s);
            assertEquals(scale, scales[s], 1e-12);
            double[] all = {scale, scale, 0.5, 0.5, 0.5, 1, 0.5, 0.4, 0.4, 0.4};
            for (int c = 0; c < Column.COUNT; c++) {
                int at = s * Column.COUNT + c;
                assertEquals(all[c], stretched[at], 1e-12);
                boolean stretch = c == Column.STRETCH || c == Column.STRETCH + 1;
                assertEquals(stretch ? 0 : all[c], round[at], 1e-12);
            }
        }
    }

    @Test
    void movesAreFractionsOfTheLargest() {
        Tensor splats = Small.splats(device, rows);
        Tensor moves = new RandomStream(3).uniform(device, splats.shape()).mul(2).add(-1);
        double[] actual =
                Units.moved(splats, Var.constant(moves.mul(0.2)), true).value().toDoubles();
        Tensor expected = splats.add(moves.mul(0.2).mul(Units.largest(splats, true)));
        assertArrayEquals(expected.toDoubles(), actual, 1e-12);
        Tensor none = Tensor.zeros(device, splats.shape());
        assertArrayEquals(rows, Units.moved(splats, Var.constant(none), true).value().toDoubles());
        GradientCheck.check(v -> Units.moved(splats, v[0], true), moves);
    }

    /** However long they go on in one direction. */
    @Test
    void movesEndWhereFootprintsMakeNoSense() {
        for (double way : new double[] {-1, 1}) {
            Tensor splats = Small.splats(device, rows);
            for (int i = 0; i < 60; i++) {
                Var moves = Var.constant(Tensor.full(device, splats.shape(), way));
                splats = Units.moved(splats, moves, true).value();
            }
            double[] ends = splats.toDoubles();
            double[] low = {-1.5, -1.2, -1.2, -8, -2, -1, -1, -1};
            double[] high = {6, 1.2, 1.2, 8, 2, 2, 2, 2};
            for (int s = 0; s < N; s++) {
                for (int c = Column.LOG_SCALE; c < Column.COUNT; c++) {
                    double limit = (way < 0 ? low : high)[c - Column.LOG_SCALE];
                    assertEquals(limit, ends[s * Column.COUNT + c], 1e-12);
                }
                assertTrue(Double.isFinite(ends[s * Column.COUNT]));
            }
            Rendering rendering = Rendering.of(splats, 5, 5);
            assertTrue(Double.isFinite(rendering.image().value().sum().item()));
        }
    }

    /** A splat beyond a limit, as a fit may have made it, comes back, and cannot go further. */
    @Test
    void beyondALimitThereIsNoGradient() {
        rows[Column.LOG_SCALE] = -3;
        Tensor splats = Small.splats(device, rows);
        Var moves = Var.parameter(Tensor.zeros(device, Shape.of(N, Column.COUNT)));
        Var moved = Units.moved(splats, moves, true);
        assertEquals(-1.5, moved.value().toDoubles()[Column.LOG_SCALE]);
        double[] gradient = moved.sum().backward().of(moves).toDoubles();
        assertEquals(0, gradient[Column.LOG_SCALE]);
        assertEquals(0.5, gradient[Column.COUNT + Column.LOG_SCALE]);
    }
}
