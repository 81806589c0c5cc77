package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.resplat.ResplatNetwork.UpdateConfig.Combine;
import dev.resplat.train.synthesis.ContextViews;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two scenes of two views of noise, and splats of their first look. */
class NewtonStepTest {
    private static final int NUMBERS = SplatRows.HARMONICS + 12;
    private static final int PARTS = 3;
    private static final Rasterizer.Options OPTIONS = Rasterizer.Options.of(1);

    private final Device device = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);
    private ContextViews context;
    private Tensor turns;
    private SplatRows rows;

    @BeforeEach
    void open() {
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

    private Var values(double[] x, int rows) {
        return Var.constant(Tensor.of(device, Shape.of(rows, NUMBERS), x));
    }

    private RenderError.Errors errors(boolean gradients) {
        return error(gradients).of(rows, turns);
    }

    private RenderError error(boolean gradients) {
        ResplatNetwork.UpdateConfig update =
                RecurrenceTest.update(false, true, gradients, Combine.ADD, 1, 1);
        return new RenderError(context, rows.grid(), update, null, scene -> OPTIONS);
    }

    private ContextRenders look(SplatRows splats) {
        return new ContextRenders(context, scene -> OPTIONS, splats, turns, true);
    }

    @Test
    void howRendersBendIsFoundOnceForARefinement() {
        RenderError error = error(true);
        error.begin();
        SplatRows second = error.newton(rows, turns, 1e-6);
        double[] told = error.of(second, turns).newton().told().toDoubles();
        Tensor probe = look(rows).probe(ContextRenders.signs());
        assertArrayEquals(look(second).newton(probe).told().toDoubles(), told);
        assertArrayEquals(told, error.of(second, turns).newton().told().toDoubles());
        error.begin();
        assertFalse(Arrays.equals(told, error.of(second, turns).newton().told().toDoubles()));
    }

    /** Renders of all views of all scenes, one after another. */
    private double[] renders(double[] x) {
        try (Scope inner = Scope.open()) {
            SplatRows moved = new SplatRows(values(x, rows.grid().rows()), rows.grid());
            double[] all = new double[context.images().shape().size()];
            int at = 0;
            for (int b = 0; b < 2; b++) {
                for (Camera camera : context.cameras().get(b)) {
                    Rasterizer.Rendering seen =
                            Rasterizer.render(moved.gaussians(turns).get(b), camera, OPTIONS);
                    for (double value : seen.image().value().toDoubles()) {
                        all[at++] = value;
                    }
                }
            }
            return all;
        }
    }

    private double[] residual(double[] x) {
        double[] difference = renders(x);
        double[] images = context.images().toDoubles();
        for (int i = 0; i < images.length; i++) {
            difference[i] -= images[i];
        }
        return difference;
    }

    /** How renders change with a number, by a finite difference. */
    private double[] change(double[] x, int at, double by) {
        double[] more = x.clone();
        double[] less = x.clone();
        more[at] += by;
        less[at] -= by;
        double[] up = renders(more);
        double[] down = renders(less);
        for (int i = 0; i < up.length; i++) {
            up[i] = (up[i] - down[i]) / (2 * by);
        }
        return up;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static int kind(int number) {
        return number < 3 ? 0 : number < 6 ? 1 : number < 10 ? 2 : number < 11 ? 3 : 4;
    }

    private static int part(int number) {
        return Math.max(0, kind(number) - 2);
    }

    private static double unit(double[] x, int row, int number) {
        int at = row * NUMBERS;
        return switch (kind(number)) {
            case 0 -> (x[at + 3] + x[at + 4] + x[at + 5]) / 3;
            case 1 -> x[at + number];
            case 2 ->
                    Math.hypot(Math.hypot(x[at + 6], x[at + 7]), Math.hypot(x[at + 8], x[at + 9]));
            default -> 1;
        };
    }

    /** The signs of the first step: those of a scene's views, for all scenes. */
    private double[] signs() {
        Shape views = Shape.of(context.views(), context.height(), context.width(), 3);
        double[] uniform = new RandomStream(1).uniform(device, views).toDoubles();
        double[] signs = new double[context.images().shape().size()];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = Math.signum(uniform[i % uniform.length] - 0.5);
        }
        assertEquals(signs.length, 2 * uniform.length);
        return signs;
    }

    @Test
    void waysAreSlopesOverTheMeanCurvatureOfTheirKind() {
        double[] told = errors(true).newton().told().toDoubles();
        double[] x = rows.values().value().toDoubles();
        int n = rows.grid().rows();
        double[] residual = residual(x);
        double[] signs = signs();
        double[] slopes = new double[x.length];
        double[] curves = new double[5 * n];
        boolean[] smooth = new boolean[5 * n];
        Arrays.fill(smooth, true);
        int[] counts = {3, 3, 4, 1, 12};
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < NUMBERS; k++) {
                double[] fine = change(x, i * NUMBERS + k, 1e-5);
                double[] coarse = change(x, i * NUMBERS + k, 3e-5);
                double unit = unit(x, i, k);
                slopes[i * NUMBERS + k] = unit * product(fine, residual);
                double probe = unit * product(fine, signs);
                curves[5 * i + kind(k)] += probe * probe / counts[kind(k)];
                // a splat may come to count just enough to be seen in a pixel, or no more
                smooth[5 * i + kind(k)] &=
                        close(product(coarse, residual), product(fine, residual));
                smooth[5 * i + kind(k)] &= close(product(coarse, signs), product(fine, signs));
            }
        }
        int compared = 0;
        for (int i = 0; i < n; i++) {
            int scene = i / (n / 2) * (n / 2);
            for (int k = 0; k < NUMBERS; k++) {
                double mean = 0;
                for (int j = scene; j < scene + n / 2; j++) {
                    mean += curves[5 * j + kind(k)] / (n / 2);
                }
                if (smooth[5 * i + kind(k)]) {
                    double rate = 0.15 / (curves[5 * i + kind(k)] + mean);
                    double way = Math.tanh(-rate * slopes[i * NUMBERS + k]);
                    assertEquals(5 * way, told[i * (NUMBERS + PARTS) + k], 2e-2, i + ", " + k);
                    compared++;
                }
            }
        }
        assertTrue(compared > 0.6 * x.length, compared + " of " + x.length);
    }

    private static boolean close(double a, double b) {
        return Math.abs(a - b) <= 1e-4 * Math.abs(b) + 1e-5;
    }

    @Test
    void lengthsSolveTheLeastSquaresOfWhatEachSplatCounts() {
        NewtonStep step = errors(true).newton();
        double[] told = step.told().toDoubles();
        double[] move = step.move().toDoubles();
        double[] x = rows.values().value().toDoubles();
        int n = rows.grid().rows();
        double[] residual = residual(x);
        double[][] q = new double[PARTS][];
        for (int part = 0; part < PARTS; part++) {
            double[] tried = x.clone();
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < NUMBERS; k++) {
                    double way = unit(x, i, k) * told[i * (NUMBERS + PARTS) + k] / 5;
                    tried[i * NUMBERS + k] += part(k) == part ? 0.1 * way : 0;
                }
            }
            q[part] = renders(tried);
            double[] now = renders(x);
            for (int p = 0; p < now.length; p++) {
                q[part][p] = (q[part][p] - now[p]) / 0.1;
            }
        }
        double[][][] a = new double[n][PARTS][PARTS + 1];
        for (int i = 0; i < n; i++) {
            double[] counts = change(x, i * NUMBERS + SplatRows.HARMONICS, 1e-5);
            for (int p = 0; p < residual.length; p++) {
                double weight = counts[p / 3 * 3] / Harmonics.DC;
                for (int k = 0; k < PARTS; k++) {
                    for (int l = 0; l < PARTS; l++) {
                        a[i][k][l] += weight * q[k][p] * q[l][p];
                    }
                    a[i][k][PARTS] -= weight * q[k][p] * residual[p];
                }
            }
        }
        double clipped = 0;
        for (int i = 0; i < n; i++) {
            int scene = i / (n / 2) * (n / 2);
            for (int k = 0; k < PARTS; k++) {
                double length = told[i * (NUMBERS + PARTS) + NUMBERS + k];
                clipped += length == -0.5 || length == 2 ? 1 : 0;
                for (int c = 0; c < NUMBERS; c++) {
                    double way = unit(x, i, c) * told[i * (NUMBERS + PARTS) + c] / 5;
                    if (part(c) == k) {
                        assertEquals(length * way, move[i * NUMBERS + c], 1e-9);
                    }
                }
            }
            double[] solved = solved(a, i, scene, n / 2);
            for (int k = 0; k < PARTS; k++) {
                double expected = Math.min(Math.max(solved[k], -0.5), 2);
                assertEquals(
                        expected, told[i * (NUMBERS + PARTS) + NUMBERS + k], 1e-3, i + ", " + k);
            }
        }
        assertTrue(clipped < 2 * n, "most lengths are limits");
    }

    /** Of the equations of a row with a tenth of the mean of its scene, by Cramer's rule. */
    private static double[] solved(double[][][] a, int row, int scene, int count) {
        double[][] m = new double[PARTS][PARTS];
        double[] right = new double[PARTS];
        for (int k = 0; k < PARTS; k++) {
            for (int l = 0; l <= PARTS; l++) {
                double value = a[row][k][l];
                for (int j = scene; j < scene + count; j++) {
                    value += 0.1 / count * a[j][k][l];
                }
                if (l < PARTS) {
                    m[k][l] = value * (k == l ? 1.1 : 1);
                } else {
                    right[k] = value;
                }
            }
        }
        double[] solution = new double[PARTS];
        for (int k = 0; k < PARTS; k++) {
            double[][] replaced = new double[PARTS][];
            for (int r = 0; r < PARTS; r++) {
                replaced[r] = m[r].clone();
                replaced[r][k] = right[r];
            }
            solution[k] = determinant(replaced) / determinant(m);
        }
        return solution;
    }

    private static double determinant(double[][] m) {
        if (m.length == 1) {
            return m[0][0];
        }
        double sum = 0;
        for (int c = 0; c < m.length; c++) {
            double[][] minor = new double[m.length - 1][m.length - 1];
            for (int r = 1; r < m.length; r++) {
                for (int k = 0, to = 0; k < m.length; k++) {
                    if (k != c) {
                        minor[r - 1][to++] = m[r][k];
                    }
                }
            }
            sum += (c % 2 == 0 ? 1 : -1) * m[0][c] * determinant(minor);
        }
        return sum;
    }

    @Test
    void itMakesErrorsOfEachSceneSmaller() {
        double[] x = rows.values().value().toDoubles();
        double[] before = residual(x);
        double[] move = errors(true).newton().move().toDoubles();
        for (int i = 0; i < x.length; i++) {
            x[i] += move[i];
        }
        double[] after = residual(x);
        int half = before.length / 2;
        for (int b = 0; b < 2; b++) {
            double[] old = Arrays.copyOfRange(before, b * half, (b + 1) * half);
            double[] now = Arrays.copyOfRange(after, b * half, (b + 1) * half);
            assertTrue(product(now, now) < 0.9 * product(old, old), "scene " + b);
        }
    }

    @Test
    void aSceneDoesNotSeeTheOthersOfItsBatch() {
        double[] both = errors(true).newton().move().toDoubles();
        Grid grid = new Grid(1, 2, 2, 2);
        int half = rows.values().shape().size() / 2;
        double[] x = Arrays.copyOfRange(rows.values().value().toDoubles(), half, 2 * half);
        ResplatNetwork.UpdateConfig update =
                RecurrenceTest.update(false, true, true, Combine.ADD, 1, 1);
        ContextViews second =
                new ContextViews(
                        Arranging.slice(context.images(), 0, 1, 2),
                        List.of(context.cameras().get(1)),
                        new double[] {context.near()[1]},
                        new double[] {context.far()[1]});
        double[] alone =
                new RenderError(second, grid, update, null, scene -> OPTIONS)
                        .of(
                                new SplatRows(values(x, grid.rows()), grid),
                                SplatRows.turns(device, second.cameras()))
                        .newton()
                        .move()
                        .toDoubles();
        assertArrayEquals(Arrays.copyOfRange(both, half, 2 * half), alone, 1e-12);
    }

    @Test
    void nobodyIsToldUnlessItIsWantedAndAllElseIsTheSame() {
        RenderError.Errors without = errors(false);
        assertNull(without.newton());
        assertArrayEquals(without.colors().toDoubles(), errors(true).colors().toDoubles(), 0);
    }

    @Test
    void aStepOfItsOwnMovesOnlyWhatIsSelected() {
        ResplatNetwork.UpdateConfig update =
                RecurrenceTest.update(false, true, true, Combine.ADD, 1, 0.25);
        SplatRows moved =
                new RenderError(context, rows.grid(), update, null, scene -> OPTIONS)
                        .newton(rows, turns, 1e-6);
        double[] before = rows.values().value().toDoubles();
        double[] after = moved.values().value().toDoubles();
        for (int scene = 0; scene < 2; scene++) {
            int others = 0;
            for (int i = 8 * scene; i < 8 * scene + 8; i++) {
                others += before[i * NUMBERS] != after[i * NUMBERS] ? 1 : 0;
            }
            assertEquals(2, others);
        }
    }
}
