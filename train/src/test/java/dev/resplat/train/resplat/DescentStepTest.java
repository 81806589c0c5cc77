package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.resplat.ResplatNetwork.UpdateConfig.Combine;
import dev.resplat.train.synthesis.ContextViews;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two scenes of two views of noise, and splats of their first look. */
class DescentStepTest {
    private static final int NUMBERS = SplatRows.HARMONICS + 12;
    private static final Rasterizer.Options OPTIONS = Rasterizer.Options.of(1);

    private final Device device = new ReferenceDevice().poisonBuffers();
    private Scope scope;
    private ContextViews context;
    private Tensor turns;
    private SplatRows rows;

    @BeforeEach
    void open() {
        scope = Scope.open();
        List<Camera> cameras = SomeResplat.cameras(2);
        context = SomeResplat.context(device, List.of(cameras, cameras));
        turns = SplatRows.turns(device, context.cameras());
        Grid grid = new Grid(2, 2, 2, 2);
        double[] x = new double[grid.rows() * NUMBERS];
        for (int i = 0; i < grid.rows(); i++) {
            int at = i * NUMBERS;
            x[at] = 0.5 * (i % 2) - 0.3 + 0.01 * i;
            x[at + 1] = 0.5 * (i / 2 % 2) - 0.3;
            x[at + 2] = 2 + 0.1 * i;
            for (int k = 0; k < 3; k++) {
                x[at + SplatRows.SCALES + k] = 0.15 + 0.05 * k + 0.003 * i;
                x[at + SplatRows.HARMONICS + k] = 0.3 * Math.sin(i + k);
                x[at + SplatRows.HARMONICS + 3 + k] = 0.1 * Math.cos(i + 2 * k);
            }
            x[at + SplatRows.QUATS] = 1.5;
            x[at + SplatRows.QUATS + 1] = 0.3;
            x[at + SplatRows.QUATS + 3] = -0.2;
            x[at + SplatRows.LOGIT] = 0.2 * (i % 5) - 0.3;
        }
        rows = new SplatRows(values(x, grid.rows()), grid);
    }

    @AfterEach
    void close() {
        scope.close();
        assertEquals(0, device.bytesInUse());
    }

    private Var values(double[] x, int rows) {
        return Var.constant(Tensor.of(device, Shape.of(rows, NUMBERS), x));
    }

    private RenderError.Errors errors(boolean gradients) {
        ResplatNetwork.UpdateConfig update =
                RecurrenceTest.update(false, true, gradients, Combine.ADD, 1, 1);
        return new RenderError(context, rows.grid(), update, null, scene -> OPTIONS)
                .of(rows, turns);
    }

    /** Half of the squared errors of all views, and what all pixels have of red. */
    private double[] objectiveAndRed(double[] x) {
        try (Scope inner = Scope.open()) {
            SplatRows moved = new SplatRows(values(x, rows.grid().rows()), rows.grid());
            double[] images = context.images().toDoubles();
            double sum = 0;
            double red = 0;
            int at = 0;
            for (int b = 0; b < 2; b++) {
                for (Camera camera : context.cameras().get(b)) {
                    Rasterizer.Rendering seen =
                            Rasterizer.render(moved.gaussians(turns).get(b), camera, OPTIONS);
                    for (double value : seen.image().value().toDoubles()) {
                        red += at % 3 == 0 ? value : 0;
                        double error = value - images[at++];
                        sum += error * error / 2;
                    }
                }
            }
            return new double[] {sum, red};
        }
    }

    @Test
    void itIsTheSlopeOfTheErrorOfAllViewsInUnitsOfTheSplats() {
        RenderError.Errors errors = errors(true);
        double[] told = errors.descent().told().toDoubles();
        double[] move = errors.descent().move().toDoubles();
        double[] x = rows.values().value().toDoubles();
        int compared = 0;
        for (int i = 0; i < rows.grid().rows(); i++) {
            int at = i * NUMBERS;
            double area = difference(x, at + SplatRows.HARMONICS, 1e-4)[1] / Harmonics.DC;
            double length = 0;
            double extent = 0;
            for (int k = 0; k < 4; k++) {
                length = Math.hypot(length, x[at + SplatRows.QUATS + k]);
                extent += k < 3 ? x[at + SplatRows.SCALES + k] / 3 : 0;
            }
            for (int k = 0; k < NUMBERS; k++) {
                boolean isScale = k >= SplatRows.SCALES && k < SplatRows.QUATS;
                double unit = k < SplatRows.SCALES ? extent : isScale ? x[at + k] : 1;
                unit = k >= SplatRows.QUATS && k < SplatRows.LOGIT ? length : unit;
                double gain = k < SplatRows.LOGIT ? 60 : k < SplatRows.HARMONICS ? 200 : 80;
                double[] steps = {15, 9, 6, 400, Math.PI};
                int kind = k < 3 ? 0 : isScale ? 1 : k < 10 ? 2 : k < 11 ? 3 : 4;
                // a splat may come to count just enough to be seen in a pixel, or no more
                double fine = difference(x, at + k, 1e-5)[0];
                double coarse = difference(x, at + k, 3e-5)[0];
                if (Math.abs(fine - coarse) > 1e-4 * Math.abs(fine) + 1e-5) {
                    continue;
                }
                double slope = -gain * unit * fine / (area + 1);
                assertEquals(4 * Math.tanh(slope / 4), told[at + k], 1e-3, i + ", " + k);
                assertEquals(unit * steps[kind] / gain * told[at + k], move[at + k], 1e-9);
                compared++;
            }
        }
        assertTrue(compared > 0.8 * x.length, compared + " of " + x.length);
    }

    private double[] difference(double[] x, int at, double by) {
        double[] more = x.clone();
        double[] less = x.clone();
        more[at] += by;
        less[at] -= by;
        double[] up = objectiveAndRed(more);
        double[] down = objectiveAndRed(less);
        return new double[] {(up[0] - down[0]) / (2 * by), (up[1] - down[1]) / (2 * by)};
    }

    @Test
    void nobodyIsToldUnlessItIsWantedAndAllElseIsTheSame() {
        RenderError.Errors without = errors(false);
        assertNull(without.descent());
        assertArrayEquals(without.colors().toDoubles(), errors(true).colors().toDoubles(), 0);
    }
}
