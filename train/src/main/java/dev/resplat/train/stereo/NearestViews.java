package dev.resplat.train.stereo;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.List;

/**
 * With which other views of its scene each view is compared: with all if there are three views or
 * fewer, else with those whose cameras are nearest (ReSplat, in its code).
 *
 * @param each how many for each view; 0 where a view is alone
 * @param rows {@code [B V, each]}: their numbers among all B V views; not copied
 */
record NearestViews(int each, int[] rows) {
    /** Up to so many views, each is compared with all others. */
    private static final int FEW = 3;

    /**
     * Of B scenes of V views.
     *
     * @param most for each view, if there are more than three
     */
    static NearestViews of(List<List<Camera>> scenes, int most) {
        int views = scenes.get(0).size();
        int each = views <= FEW ? views - 1 : Math.min(most, views - 1);
        int[] rows = new int[scenes.size() * views * each];
        for (int b = 0; b < scenes.size(); b++) {
            double[][] centers = new double[views][];
            for (int v = 0; v < views; v++) {
                centers[v] = scenes.get(b).get(v).center();
            }
            for (int v = 0; v < views; v++) {
                int at = (b * views + v) * each;
                for (int k = 0; k < each; k++) {
                    int other = nearest(centers, v, rows, at, at + k, b * views);
                    rows[at + k] = b * views + other;
                }
            }
        }
        return new NearestViews(each, rows);
    }

    /** The nearest to a view that is not taken yet; the first of several. */
    private static int nearest(
            double[][] centers, int view, int[] taken, int from, int to, int first) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int other = 0; other < centers.length; other++) {
            boolean free = other != view;
            for (int i = from; i < to; i++) {
                free &= taken[i] != first + other;
            }
            double distance = 0;
            for (int k = 0; k < 3; k++) {
                double d = centers[other][k] - centers[view][k];
                distance += d * d;
            }
            if (free && (best < 0 || distance < least)) {
                best = other;
                least = distance;
            }
        }
        return best;
    }

    /** Whether views have none to be compared with. */
    boolean alone() {
        return each == 0;
    }

    /** All of them, view after view: int32 {@code [B V each]}. */
    Tensor all(Device device) {
        return Tensor.ofInts(device, Shape.of(rows.length), rows);
    }

    /** The k-th of each view, {@code [B V]}. */
    int[] of(int k) {
        int[] one = new int[rows.length / each];
        for (int i = 0; i < one.length; i++) {
            one[i] = rows[i * each + k];
        }
        return one;
    }
}
