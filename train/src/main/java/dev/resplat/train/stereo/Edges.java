package dev.resplat.train.stereo;

import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;

/** What convolutions see beyond the edges of feature maps. */
final class Edges {
    private Edges() {}

    /**
     * A pixel more on each side, the same as that at the edge.
     *
     * @param x {@code [N, h, w, C]}
     * @return {@code [N, h + 2, w + 2, C]}
     */
    static Var repeated(Var x) {
        return along(2, along(1, x));
    }

    private static Var along(int axis, Var x) {
        int extent = x.shape().dim(axis);
        Var first = Layout.slice(x, axis, 0, 1);
        Var last = Layout.slice(x, axis, extent - 1, extent);
        return Layout.concat(axis, first, x, last);
    }
}
