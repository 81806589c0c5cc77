package dev.resplat.train.resplat2d;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;

/**
 * The values of splats in units that suit a network: how it sees them, and how far one step may
 * change them. Centres move in terms of the scale of their splat.
 */
final class Units {
    /** What a network sees of a splat itself: all columns but the centre. */
    static final int SEEN = Column.COUNT - Column.LOG_SCALE;

    /** Usual values of the columns from {@link Column#LOG_SCALE} on. */
    private static final double[] USUAL = {1.5, 0, 0, 0, 0, 0.5, 0.5, 0.5};

    /** The largest changes of a step, column by column. */
    private static final double[] LARGEST = {1, 1, 0.5, 0.5, 0.5, 1, 0.5, 0.4, 0.4, 0.4};

    private static final double[] LOW = {-1e9, -1e9, -1.5, -1.2, -1.2, -8, -2, -1, -1, -1};
    private static final double[] HIGH = {1e9, 1e9, 6, 1.2, 1.2, 8, 2, 2, 2, 2};

    private Units() {}

    /** Splats {@code [N, 10]} as a network sees them: {@code [N, SEEN]}. */
    static Tensor seen(Tensor splats) {
        Tensor own = Arranging.slice(splats, 1, Column.LOG_SCALE, Column.COUNT);
        return own.sub(row(splats.device(), USUAL));
    }

    /**
     * Scales {@code [N, 1]}: geometric means of the two standard deviations of each splat, in
     * pixels.
     */
    static Tensor scales(Tensor splats) {
        return Arranging.slice(splats, 1, Column.LOG_SCALE, Column.STRETCH).map(UnaryOp.EXP);
    }

    /** The largest changes of each splat {@code [N, 10]}; round ones have no stretch to change. */
    static Tensor largest(Tensor splats, boolean ellipses) {
        double[] largest = LARGEST.clone();
        if (!ellipses) {
            largest[Column.STRETCH] = 0;
            largest[Column.STRETCH + 1] = 0;
        }
        Device device = splats.device();
        int n = splats.shape().dim(0);
        Tensor scales = scales(splats);
        Tensor ones = Tensor.full(device, Shape.of(n, Column.COUNT - Column.LOG_SCALE), 1);
        return Arranging.concat(1, scales, scales, ones).mul(row(device, largest));
    }

    /**
     * Splats {@code [N, 10]} after moves {@code [N, 10]} in terms of {@link #largest}, kept where
     * footprints and colours make sense.
     */
    static Var moved(Tensor splats, Var moves, boolean ellipses) {
        Var next = Var.constant(splats).add(moves.mul(Var.constant(largest(splats, ellipses))));
        Var low = Var.constant(row(splats.device(), LOW));
        Var high = Var.constant(row(splats.device(), HIGH));
        return Elementwise.min(Elementwise.max(next, low), high);
    }

    private static Tensor row(Device device, double[] values) {
        return Tensor.of(device, Shape.of(values.length), values);
    }
}
