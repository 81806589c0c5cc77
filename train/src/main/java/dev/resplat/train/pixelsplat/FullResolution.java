package dev.resplat.train.pixelsplat;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Sampling;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.List;

/**
 * Feature maps of several resolutions, enlarged and added. It is one operation, because what is
 * enlarged is large, and nothing but the sum is needed later.
 */
final class FullResolution {
    private FullResolution() {}

    /**
     * {@code sum_i enlarged(levels_i)}: bilinear, with the centres of corner pixels in place; the
     * gradient is that of each enlargement.
     *
     * @param levels each {@code [N, h, w, C]}
     * @param patches whether the last one is of patches that fill the image, and is repeated all
     *     over them instead
     * @return {@code [N, height, width, C]}
     */
    static Var sum(List<Var> levels, boolean patches, int height, int width) {
        int smooth = levels.size() - (patches ? 1 : 0);
        Tensor value =
                Scope.compute(
                        () -> {
                            Tensor sum = null;
                            for (int i = 0; i < smooth; i++) {
                                Tensor level = levels.get(i).value();
                                Tensor large = Sampling.resizeBilinear(level, height, width, true);
                                sum = sum == null ? large : added(sum, large);
                            }
                            return patches
                                    ? repeated(sum, levels.get(smooth).value(), height, width)
                                    : sum;
                        });
        Var.Edge[] edges = new Var.Edge[levels.size()];
        for (int i = 0; i < edges.length; i++) {
            Var level = levels.get(i);
            Shape s = level.shape();
            edges[i] =
                    i < smooth
                            ? wrt(
                                    level,
                                    g -> Sampling.resizeBilinearGrad(g, s.dim(1), s.dim(2), true))
                            : wrt(
                                    level,
                                    g ->
                                            g.reshape(cells(s, height, width))
                                                    .sumTo(corners(s))
                                                    .reshape(s));
        }
        return Var.of("fullResolution", value, edges);
    }

    private static Tensor added(Tensor a, Tensor b) {
        Tensor sum = a.add(b);
        a.free();
        b.free();
        return sum;
    }

    /** A sum, or nothing, and patches repeated over their pixels. */
    private static Tensor repeated(Tensor sum, Tensor level, int height, int width) {
        Shape s = level.shape();
        Shape cells = cells(s, height, width);
        Tensor patches = level.reshape(corners(s));
        Tensor large =
                sum == null
                        ? Arranging.broadcastTo(patches, cells)
                        : sum.reshape(cells).add(patches);
        return large.reshape(s.dim(0), height, width, s.dim(3));
    }

    /** Pixels in patches: {@code [N, h, H / h, w, W / w, C]}. */
    private static Shape cells(Shape s, int height, int width) {
        return Shape.of(
                s.dim(0), s.dim(1), height / s.dim(1), s.dim(2), width / s.dim(2), s.dim(3));
    }

    private static Shape corners(Shape s) {
        return Shape.of(s.dim(0), s.dim(1), 1, s.dim(2), 1, s.dim(3));
    }
}
