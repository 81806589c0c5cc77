package dev.resplat.train.resplat;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import java.util.Arrays;

/**
 * Which way numbers of splats would move if squared errors E of renders were made smaller by
 * descent. The paper tells points what their cells look like; this tells each splat what it does in
 * all views.
 *
 * <p>With the half of the sum of squares over all pixels, channels and views as objective, g its
 * gradient, A what a splat counts in all of them, in pixels, and u the unit in which a number of it
 * is best moved,
 *
 * <pre>{@code
 * told = bounded(-gain u g / (A + 1))     of about unit size
 * move = step / gain u told
 *
 *              u                       step
 * centre       mean of the extents     15
 * extents      themselves              9       so that their logarithm moves
 * quaternion   its length              6
 * logit        1                       400
 * harmonics    1                       4 pi / K, of K terms
 * }</pre>
 *
 * <p>The step of harmonics is never too long: squares of all K terms in a direction add up to
 * {@code K / 4 pi}, and weights of all splats in a pixel to 1 at most, so that a step changes no
 * pixel by more than it lacks (like the row and column sums of SIRT, Gregor and Benson 2008). Those
 * of the others were chosen on scenes of the library. How far a splat really goes is learned.
 * Nothing here is differentiated.
 *
 * @param told {@code [B N, numbers]}
 * @param move {@code [B N, numbers]}
 */
record DescentStep(Tensor told, Tensor move) {
    /** Pixels of nothing that count beside those of a splat: who is hardly seen moves little. */
    private static final double LEAST_AREA = 1;

    /** Bring numbers to about unit size. */
    private static final double SHAPE_GAIN = 60;

    private static final double LOGIT_GAIN = 200;
    private static final double COLOR_GAIN = 80;

    private static final double CENTER_STEP = 15;
    private static final double EXTENT_STEP = 9;
    private static final double QUAT_STEP = 6;
    private static final double LOGIT_STEP = 400;

    /** Where they begin to saturate. */
    private static final double BOUND = 4;

    /**
     * For splats that are rendered.
     *
     * @param gradient of the objective {@code [B N, numbers]}
     * @param areas {@code [B N, 1]}
     */
    static DescentStep of(SplatRows rows, Tensor gradient, Tensor areas) {
        Tensor units = units(rows);
        int numbers = gradient.shape().dim(1);
        double[] gains =
                columns(numbers, SHAPE_GAIN, SHAPE_GAIN, SHAPE_GAIN, LOGIT_GAIN, COLOR_GAIN);
        int terms = (numbers - SplatRows.HARMONICS) / 3;
        double color = 4 * Math.PI / terms;
        double[] steps = columns(numbers, CENTER_STEP, EXTENT_STEP, QUAT_STEP, LOGIT_STEP, color);
        for (int i = 0; i < numbers; i++) {
            steps[i] /= gains[i];
            gains[i] /= -BOUND;
        }
        Tensor slope = gradient.mul(units).mul(areas.add(LEAST_AREA).map(UnaryOp.RECIPROCAL));
        Tensor told = slope.mul(row(gradient, gains)).map(UnaryOp.TANH).mul(BOUND);
        return new DescentStep(told, told.mul(units).mul(row(gradient, steps)));
    }

    private static Tensor units(SplatRows rows) {
        Tensor x = rows.values().value();
        int n = x.shape().dim(0);
        Tensor scales = Arranging.slice(x, 1, SplatRows.SCALES, SplatRows.QUATS);
        Tensor quats = Arranging.slice(x, 1, SplatRows.QUATS, SplatRows.LOGIT);
        Tensor three = Tensor.full(x.device(), Shape.of(1, 3), 1);
        Tensor four = Tensor.full(x.device(), Shape.of(1, 4), 1);
        Tensor ones = Tensor.full(x.device(), Shape.of(n, x.shape().dim(1) - SplatRows.LOGIT), 1);
        Tensor length = quats.map(UnaryOp.SQUARE).sum(1).map(UnaryOp.SQRT).reshape(n, 1);
        return Arranging.concat(
                1,
                scales.sum(1).reshape(n, 1).mul(1.0 / 3).mul(three),
                scales,
                length.mul(four),
                ones);
    }

    private static double[] columns(
            int numbers, double center, double extent, double quat, double logit, double color) {
        double[] row = new double[numbers];
        Arrays.fill(row, 0, SplatRows.SCALES, center);
        Arrays.fill(row, SplatRows.SCALES, SplatRows.QUATS, extent);
        Arrays.fill(row, SplatRows.QUATS, SplatRows.LOGIT, quat);
        row[SplatRows.LOGIT] = logit;
        Arrays.fill(row, SplatRows.HARMONICS, numbers, color);
        return row;
    }

    private static Tensor row(Tensor like, double[] values) {
        return Tensor.of(like.device(), Shape.of(1, values.length), values);
    }
}
