package dev.resplat.train.resplat;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.train.synthesis.ContextViews;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adding and removing under a budget: splats that are hardly seen where the error is large go, and
 * as many begin in their rows, so that their number stays and each keeps the cell that tells it
 * errors. A new one lies in the middle of its cell, at the mean depth that is rendered there, with
 * the colour of the cell, round, as large as the cell, and half transparent. Nothing of the choice
 * is differentiated.
 */
final class Turnover {
    private final Grid grid;
    private final double part;
    private final Rays rays;
    private final Tensor colors;
    private final float[] sizes;

    /**
     * @param context with cameras in the frame of the splats
     * @param grid of splats
     * @param part of the splats of a scene that go in a step
     */
    Turnover(ContextViews context, Grid grid, double part) {
        this.grid = grid;
        this.part = part;
        Device device = context.images().device();
        rays = new Rays(device, context.cameras(), grid);
        int cell = context.height() / grid.height();
        colors = grid.means(context.flat());
        sizes = sizes(context.cameras(), cell);
    }

    /** Half of the side of a cell at depth 1, of each view. */
    private static float[] sizes(List<List<Camera>> cameras, int cell) {
        List<Camera> all = cameras.stream().flatMap(List::stream).toList();
        float[] sizes = new float[all.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (float) (0.5 * cell / Math.sqrt(all.get(i).fx() * all.get(i).fy()));
        }
        return sizes;
    }

    /**
     * The same splats, some of which begin anew; these have no gradient.
     *
     * @param squares {@code [B, V H W]}: squared errors of cells
     * @param depths {@code [B V, H, W, 1]}: rendered, the mean of each cell
     */
    SplatRows of(SplatRows rows, Tensor squares, Tensor depths) {
        float[] values = rows.values().value().toFloats();
        float[] errors = squares.toFloats();
        float[] depth = depths.toFloats();
        float[] color = colors.toFloats();
        float[] middles = rays.middles(depths.reshape(grid.rows(), 1)).toFloats();
        int numbers = values.length / grid.rows();
        float[] kept = new float[grid.rows()];
        Arrays.fill(kept, 1);
        float[] born = new float[values.length];
        int own = grid.rowsOfScene();
        int cells = grid.height() * grid.width();
        for (int b = 0; b < grid.scenes(); b++) {
            for (int row : going(values, errors, depth, numbers, b * own, own)) {
                kept[row] = 0;
                int at = row * numbers;
                float size = depth[row] * sizes[row / cells];
                for (int k = 0; k < 3; k++) {
                    born[at + k] = middles[3 * row + k];
                    born[at + SplatRows.SCALES + k] = size;
                    born[at + SplatRows.HARMONICS + k] =
                            (float) ((color[3 * row + k] - 0.5) / Harmonics.DC);
                }
                born[at + SplatRows.QUATS] = 1;
            }
        }
        Device device = squares.device();
        Tensor stays = Tensor.of(device, Shape.of(grid.rows(), 1), kept);
        Tensor begins = Tensor.of(device, Shape.of(grid.rows(), numbers), born);
        Var renewed = rows.values().mul(Var.constant(stays)).add(Var.constant(begins));
        return new SplatRows(renewed, grid);
    }

    /** Those with the largest {@code error (1 - opacity)} that something is rendered behind. */
    private int[] going(
            float[] values, float[] errors, float[] depth, int numbers, int first, int count) {
        double[] missing = new double[count];
        for (int i = 0; i < count; i++) {
            float logit = values[(first + i) * numbers + SplatRows.LOGIT];
            missing[i] = depth[first + i] > 0 ? errors[first + i] / (1 + Math.exp(logit)) : -1;
        }
        return IntStream.range(0, count)
                .filter(i -> missing[i] > 0)
                .boxed()
                .sorted(
                        Comparator.comparingDouble((Integer i) -> -missing[i])
                                .thenComparing(i -> i))
                .limit((long) (part * count))
                .mapToInt(i -> first + i)
                .toArray();
    }
}
