package dev.resplat.train.stereo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two scenes of two views of 4 x 6 pixels, six cells each. */
class CandidateMisfitTest {
    private static final int CELL = 2;
    private static final int WIDTH = 4;
    private static final int HEIGHT = 6;
    private static final int IMAGES = 4;
    private static final int PIXELS = IMAGES * WIDTH * HEIGHT;
    private static final int CELLS = PIXELS / (CELL * CELL);

    /** Candidates of the first scene: 1, 2, 4 and 8; of the second: 3, 9, 27 and 81. */
    private static final int COUNT = 4;

    private static final double[] NEAR = {1, 3};
    private static final double[] FAR = {8, 81};

    /** The last pixel of the second scene's second view. */
    private static final int LAST = PIXELS - 1;

    private static final double EXACT = 1e-6;

    private final Device device = GradientCheck.device();
    @RegisterExtension final InScope scope = InScope.on(device);
    private final RandomStream random = new RandomStream(7);

    private Var depths(double all) {
        return Var.constant(Tensor.full(device, Shape.of(IMAGES, HEIGHT, WIDTH, 1), all));
    }

    /** The same of all cells but the last, which has its own. */
    private Var shares(double... last) {
        double[] all = new double[CELLS * COUNT];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < all.length - COUNT ? 1.0 / COUNT : last[i % COUNT];
        }
        Shape shape = Shape.of(IMAGES, HEIGHT / CELL, WIDTH / CELL, COUNT);
        return Var.constant(Tensor.of(device, shape, all));
    }

    private static double misfit(Var depths, Var shares, float[] truth) {
        return CandidateMisfit.of(depths, shares, NEAR, FAR, truth).value().item();
    }

    @Test
    void countsWhatIsSaidAndTheShareOfTheCandidate() {
        float[] truth = new float[PIXELS];
        truth[LAST] = 9;
        Var shares = shares(0.1, 0.7, 0.15, 0.05);
        assertEquals(-Math.log(0.7), misfit(depths(9), shares, truth), EXACT);
        assertEquals(-Math.log(0.7) + Math.log(2), misfit(depths(18), shares, truth), EXACT);
        assertEquals(-Math.log(0.7) + Math.log(2), misfit(depths(4.5), shares, truth), EXACT);
    }

    @Test
    void betweenCandidatesBothCount() {
        float[] truth = new float[PIXELS];
        truth[LAST] = (float) Math.pow(3, 2.25);
        double expected = -0.75 * Math.log(0.7) - 0.25 * Math.log(0.15);
        assertEquals(
                expected, misfit(depths(truth[LAST]), shares(0.1, 0.7, 0.15, 0.05), truth), EXACT);
    }

    @Test
    void whatIsBeyondIsTheFirstOrTheLast() {
        Var shares = shares(0.1, 0.7, 0.15, 0.05);
        float[] truth = new float[PIXELS];
        truth[LAST] = 1e6f;
        double said = Math.log(1e6 / 81);
        assertEquals(said - Math.log(0.05), misfit(depths(81), shares, truth), EXACT);
        truth[LAST] = 0.01f;
        assertEquals(-Math.log(0.1), misfit(depths(truth[LAST]), shares, truth), EXACT);
    }

    @Test
    void isTheMeanOfKnownPixels() {
        float[] truth = new float[PIXELS];
        assertEquals(0, misfit(depths(2), shares(1, 0, 0, 0), truth));
        truth[0] = 2;
        truth[LAST] = 2;
        assertEquals(
                (-Math.log(0.25) - Math.log(0.4)) / 2,
                misfit(depths(2), shares(0.4, 0.2, 0.2, 0.2), truth),
                EXACT);
        truth[1] = 4;
        assertEquals(
                (Math.log(2) - 2 * Math.log(0.25) - Math.log(0.4)) / 3,
                misfit(depths(2), shares(0.4, 0.2, 0.2, 0.2), truth),
                EXACT);
    }

    @Test
    void noShareIsFinite() {
        float[] truth = new float[PIXELS];
        truth[LAST] = 81;
        assertEquals(-Math.log(1e-10), misfit(depths(81), shares(1, 0, 0, 0), truth), 1e-3);
    }

    @Test
    void allPixelsMustBeThere() {
        assertThrows(
                IllegalArgumentException.class,
                () -> misfit(depths(2), shares(1, 0, 0, 0), new float[PIXELS - 1]));
    }

    @Test
    void cellsMustFitThePixels() {
        Shape[] others = {
            Shape.of(IMAGES, HEIGHT / CELL, WIDTH / CELL - 1, COUNT),
            Shape.of(2 * IMAGES, HEIGHT / CELL, WIDTH / (2 * CELL), COUNT)
        };
        for (Shape other : others) {
            Var shares = Var.constant(Tensor.full(device, other, 0.25));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> misfit(depths(2), shares, new float[PIXELS]));
        }
    }

    @Test
    void gradients() {
        Tensor depths = random.uniform(device, Shape.of(IMAGES, HEIGHT, WIDTH, 1)).add(2);
        Tensor shares =
                random.uniform(device, Shape.of(IMAGES, HEIGHT / CELL, WIDTH / CELL, COUNT))
                        .add(0.1);
        float[] truth = new float[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            truth[i] = i == 5 ? 0 : 0.5f + i % 5;
        }
        GradientCheck.check(x -> CandidateMisfit.of(x[0], x[1], NEAR, FAR, truth), depths, shares);
    }
}
