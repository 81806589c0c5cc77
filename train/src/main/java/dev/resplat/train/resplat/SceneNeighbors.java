package dev.resplat.train.resplat;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/** Which points of its scene are nearest to each point. */
final class SceneNeighbors {
    private SceneNeighbors() {}

    /**
     * Nearest first, so each point is its own first neighbour. Points that are no numbers are taken
     * to be at the origin: what becomes of them is no number either, and a training skips such a
     * step instead of ending here.
     *
     * @param points {@code [B N, 3]}: N of each scene
     * @param k neighbours; no more than there are points
     * @return int32 {@code [B N, k]}: rows of {@code points}
     */
    static Tensor of(Tensor points, int scenes, int k) {
        return Scope.compute(() -> finite(finitePoints(points), scenes, k));
    }

    private static Tensor finitePoints(Tensor points) {
        Tensor isFinite = points.mul(0).map(BinaryOp.EQUAL, 0);
        return isFinite.select(points, Tensor.zeros(points.device(), points.shape()));
    }

    private static Tensor finite(Tensor points, int scenes, int k) {
        int n = points.shape().dim(0) / scenes;
        int count = Math.min(k, n);
        if (scenes == 1) {
            return Neighbors.nearest(points, points, count).index();
        }
        int[] all = new int[scenes * n * count];
        for (int b = 0; b < scenes; b++) {
            Tensor own = Arranging.slice(points, 0, b * n, (b + 1) * n);
            int[] found = Neighbors.nearest(own, own, count).index().toInts();
            int from = b * n * count;
            for (int i = 0; i < found.length; i++) {
                all[from + i] = b * n + found[i];
            }
        }
        return Tensor.ofInts(points.device(), Shape.of(scenes * n, count), all);
    }
}
