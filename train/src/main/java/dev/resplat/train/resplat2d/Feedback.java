package dev.resplat.train.resplat2d;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;

/**
 * What a render tells each splat: how wrong the image is under its footprint, and which way its
 * values would have to move. It is gathered through the footprints, by the adjoint of blending
 * ({@link Rendering#gather}) and of its derivatives ({@link Rendering#follow}), and does not depend
 * on the size of the splat. Nothing here is differentiated.
 *
 * <p>With {@code phi(p)} the share of a splat in pixel p, {@code E = target - render}, means taken
 * with the weights phi, J the derivative of the image, and s and c the scale and the colour of the
 * splat, the features are as follows. Means count one pixel of nothing besides, so that they fade
 * for splats of no area.
 *
 * <pre>{@code
 * mean E                       3   what its colour lacks
 * mean target - c              3   how what is under it differs from its colour
 * |E|, log |E|                 2   root of the mean square
 * |c - render|                 1   contrast to what is there: how much moving can change
 * log(area / s^2)              1   how much of its footprint is its own
 * J^T E / area                 7   along centre / s, log scale, stretch, logit, amplitude
 * J^T E / (area contrast^2)    7   the same as a step of Gauss and Newton would have it
 * E around it                 27   at the points of a grid
 * }</pre>
 *
 * @param features {@code [N, FEATURES]}, of about unit size
 * @param directions {@code [N, 10]}: the step of Gauss and Newton, and what the colour lacks, in
 *     terms of {@link Units#largest}
 * @param energies {@code [N]}: the squared error under each splat, summed over its pixels
 * @param areas {@code [N]}: pixels that each splat has, {@code sum of phi}
 * @param squares {@code [H, W]}: the squared error of each pixel, summed over channels
 */
record Feedback(Tensor features, Tensor directions, Tensor energies, Tensor areas, Tensor squares) {
    private static final Surroundings AROUND = new Surroundings(3);

    /** Numbers per splat. */
    static final int FEATURES = 24 + 3 * AROUND.points();

    /** Pixels of nothing that count beside those of a splat. */
    private static final double LEAST_AREA = 1;

    /** Squared contrast of a difference that can hardly be seen. */
    private static final double LEAST_CONTRAST = 1e-4;

    /** Squared error of less than a level of 256, summed over channels. */
    private static final double LEAST_ERROR = 1e-6;

    /** Bring features to about unit size. */
    private static final double COLOR_GAIN = 8;

    private static final double SLOPE_GAIN = 400;
    private static final double DIRECTION_GAIN = 2.5;

    /** Where features begin to saturate. */
    private static final double BOUND = 4;

    /** Of splats {@code [N, 10]} that are rendered, for a target {@code [H, W, 3]}. */
    static Feedback of(Tensor splats, Rendering rendering, Tensor target) {
        try (Scope scope = Scope.open()) {
            Tensor image = rendering.image().value();
            Tensor error = target.sub(image);
            Tensor squares = error.map(UnaryOp.SQUARE).sum(-1);
            Tensor sums = rendering.gather(scalars(squares, image));
            Tensor areas = column(sums, 0, 1);
            Tensor share = areas.add(LEAST_AREA).map(UnaryOp.RECIPROCAL);
            Tensor there = areas.mul(share);
            Tensor lack = rendering.gather(error).mul(share);
            Tensor seen = rendering.gather(image).mul(share);
            Tensor colors = column(splats, Column.COLOR, Column.COUNT);
            Tensor energies = column(sums, 1, 2);
            Tensor meanSquare = energies.mul(share);
            Tensor contrast = contrast(column(sums, 2, 3).mul(share), seen, colors, there);
            Tensor slopes = slopes(rendering.follow(error).mul(share), Units.scales(splats));
            Tensor newton = bounded(slopes.div(contrast.add(LEAST_CONTRAST)));
            int n = splats.shape().dim(0);
            Tensor own = areas.add(LEAST_AREA).div(Units.scales(splats).map(UnaryOp.SQUARE));
            Tensor features =
                    Arranging.concat(
                            1,
                            bounded(lack.mul(COLOR_GAIN)),
                            bounded(lack.add(seen).sub(colors.mul(there)).mul(COLOR_GAIN)),
                            bounded(root(meanSquare).mul(COLOR_GAIN)),
                            meanSquare.add(LEAST_ERROR).map(UnaryOp.LOG).mul(0.5).add(3),
                            bounded(root(contrast).mul(COLOR_GAIN)),
                            own.map(UnaryOp.LOG).add(-1),
                            bounded(slopes.mul(SLOPE_GAIN)),
                            newton,
                            AROUND.of(error, splats).reshape(n, -1).mul(COLOR_GAIN));
            return new Feedback(
                    scope.keep(features),
                    scope.keep(Arranging.concat(1, newton, lack.mul(DIRECTION_GAIN))),
                    scope.keep(energies.reshape(n)),
                    scope.keep(areas.reshape(n)),
                    scope.keep(squares));
        }
    }

    /** The same, but nothing is told: zeros for features and directions. */
    Feedback muted() {
        return new Feedback(features.mul(0), directions.mul(0), energies, areas, squares);
    }

    /** {@code [H, W, 3]}: one, the squared error and the squared length of the image's colour. */
    private static Tensor scalars(Tensor squares, Tensor image) {
        Device device = image.device();
        int height = image.shape().dim(0);
        int width = image.shape().dim(1);
        return Arranging.concat(
                2,
                Tensor.full(device, Shape.of(height, width, 1), 1),
                squares.reshape(height, width, 1),
                image.map(UnaryOp.SQUARE).sum(-1).reshape(height, width, 1));
    }

    /** Of all columns but colours {@code [N, 7]}; those of the centre in terms of the scale. */
    private static Tensor slopes(Tensor follow, Tensor scales) {
        return Arranging.concat(
                1,
                column(follow, Column.MEAN, Column.LOG_SCALE).mul(scales),
                column(follow, Column.LOG_SCALE, Column.COLOR));
    }

    /**
     * The mean of {@code |c - render|^2}, from the means of {@code |render|^2}, the render and one.
     */
    private static Tensor contrast(Tensor meanSquare, Tensor mean, Tensor colors, Tensor there) {
        Tensor cross = colors.mul(colors.mul(there).sub(mean.mul(2)));
        return cross.sum(1).reshape(meanSquare.shape()).add(meanSquare).map(BinaryOp.MAX, 0);
    }

    private static Tensor bounded(Tensor x) {
        return x.mul(1 / BOUND).map(UnaryOp.TANH).mul(BOUND);
    }

    private static Tensor root(Tensor x) {
        return x.map(BinaryOp.MAX, 0).map(UnaryOp.SQRT);
    }

    private static Tensor column(Tensor rows, int from, int to) {
        return Arranging.slice(rows, 1, from, to);
    }
}
