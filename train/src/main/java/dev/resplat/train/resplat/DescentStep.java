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
 * told = bounded(-u g / (A + 1))       of about unit size
 * move = u told                        in terms of the number itself
 *
 * u: centre     mean of the extents        extent   itself (so that its logarithm moves)
 *    quaternion its length                 logit, harmonics  1
 * }</pre>
 *
 * <p>For the first harmonic of a splat that nothing hides this is what its colour lacks: the step
 * of Gauss and Newton. Nothing here is differentiated.
 *
 * @param told {@code [B N, numbers]}
 * @param move {@code [B N, numbers]}
 */
record DescentStep(Tensor told, Tensor move) {
    /** Pixels of nothing that count beside those of a splat: who is hardly seen moves little. */
    private static final double LEAST_AREA = 1;

    /** Bring numbers to about unit size. */
    private static final double GEOMETRY_GAIN = 60;

    private static final double COLOR_GAIN = 80;

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
        Tensor slope = gradient.mul(units).mul(areas.add(LEAST_AREA).map(UnaryOp.RECIPROCAL));
        Tensor told = slope.mul(gains(gradient)).map(UnaryOp.TANH).mul(BOUND);
        return new DescentStep(told, told.mul(units));
    }

    private static Tensor units(SplatRows rows) {
        Tensor x = rows.values().value();
        int n = x.shape().dim(0);
        Tensor scales = Arranging.slice(x, 1, SplatRows.SCALES, SplatRows.QUATS);
        Tensor quats = Arranging.slice(x, 1, SplatRows.QUATS, SplatRows.LOGIT);
        Tensor ones = Tensor.full(x.device(), Shape.of(n, 1), 1);
        Tensor three = Tensor.full(x.device(), Shape.of(1, 3), 1);
        Tensor four = Tensor.full(x.device(), Shape.of(1, 4), 1);
        Tensor rest = Tensor.full(x.device(), Shape.of(1, x.shape().dim(1) - SplatRows.LOGIT), 1);
        Tensor length = quats.map(UnaryOp.SQUARE).sum(1).map(UnaryOp.SQRT).reshape(n, 1);
        return Arranging.concat(
                1,
                scales.sum(1).reshape(n, 1).mul(1.0 / 3).mul(three),
                scales,
                length.mul(four),
                ones.mul(rest));
    }

    /** {@code [1, numbers]}: what slopes are multiplied with before they are bounded. */
    private static Tensor gains(Tensor gradient) {
        double[] gains = new double[gradient.shape().dim(1)];
        Arrays.fill(gains, -GEOMETRY_GAIN / BOUND);
        Arrays.fill(gains, SplatRows.HARMONICS, gains.length, -COLOR_GAIN / BOUND);
        return Tensor.of(gradient.device(), Shape.of(1, gains.length), gains);
    }
}
