package dev.resplat.train.resplat;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Rasterizer;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Sorting;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.train.synthesis.ContextViews;
import java.util.function.IntFunction;

/**
 * How renders of the context views differ from them, for each point of a grid over the images (Xu
 * et al. 2025, section 3.2). Nothing here is differentiated: no graph is kept, and all but the
 * differences is freed.
 */
final class RenderError {
    private final ContextViews context;
    private final Grid grid;
    private final ResplatNetwork.UpdateConfig config;
    private final RenderFeatures trunk;
    private final IntFunction<Rasterizer.Options> options;
    private final Tensor inputs;
    private final RandomStream draws = ContextRenders.signs();

    /** Of the first step of a refinement, for all of its steps; null before it. */
    private Tensor probe;

    /**
     * Differences, render minus input.
     *
     * @param features {@code [B V, H, W, F]}: of what a frozen network sees; null if not wanted
     * @param colors {@code [B V, H, W, 3 c c]}: of the pixels of each cell, c along its side; null
     *     if not wanted
     * @param squares {@code [B, V H W]}: the squares of the latter, summed over each cell; null
     *     where nobody asks for the largest
     * @param depths {@code [B V, H, W, 1]}: the mean that is rendered in each cell; null where
     *     nobody asks
     * @param newton which way numbers of splats would make the squares smaller; null if not wanted
     */
    record Errors(
            Tensor features, Tensor colors, Tensor squares, Tensor depths, NewtonStep newton) {}

    /**
     * For scenes whose cameras are in the frame of their splats.
     *
     * @param grid of splats
     * @param trunk not used without features; those of the inputs are kept
     * @param options of each scene
     */
    RenderError(
            ContextViews context,
            Grid grid,
            ResplatNetwork.UpdateConfig config,
            RenderFeatures trunk,
            IntFunction<Rasterizer.Options> options) {
        this.context = context;
        this.grid = grid;
        this.config = config;
        this.trunk = trunk;
        this.options = config.turnover() > 0 ? scene -> options.apply(scene).depth() : options;
        inputs = config.features() ? trunk.of(context.flat(), grid.height(), grid.width()) : null;
    }

    /** A refinement begins: how renders bend is found anew, in its first step. */
    void begin() {
        probe = null;
    }

    /**
     * Of the splats of all scenes, in the open scope: with the last step of Gauss and Newton of a
     * refinement.
     *
     * @param turns {@link SplatRows#turns}
     */
    Errors of(SplatRows rows, Tensor turns) {
        boolean choose = selects() || config.turnover() > 0;
        if (!config.features() && !config.colors() && config.newton() == 0 && !choose) {
            return new Errors(null, null, null, null, null);
        }
        try (Scope scope = Scope.open()) {
            ContextRenders look = look(rows, turns, config.newton() > 0);
            Tensor renders = look.images();
            Tensor features = null;
            if (config.features()) {
                Tensor seen = trunk.of(renders, grid.height(), grid.width());
                features = scope.keep(seen.sub(inputs));
            }
            Tensor colors = null;
            Tensor squares = null;
            if (config.colors() || choose) {
                colors = cells(look.residual());
                squares = choose ? scope.keep(squares(colors)) : null;
            }
            Tensor depths = null;
            if (config.turnover() > 0) {
                depths = scope.keep(grid.means(look.depths()));
            }
            NewtonStep newton = null;
            if (config.newton() > 0) {
                NewtonStep made = look.newton(probe == null ? look.probe(draws) : probe);
                newton = new NewtonStep(scope.keep(made.told()), scope.keep(made.move()));
            }
            return new Errors(
                    features, config.colors() ? scope.keep(colors) : null, squares, depths, newton);
        }
    }

    /**
     * Splats after a step of Gauss and Newton that nothing is learned about, before the last of a
     * refinement: constants, in the open scope, which has to be that of the whole refinement.
     *
     * @param leastScale of extents
     */
    SplatRows newton(SplatRows rows, Tensor turns, double leastScale) {
        try (Scope scope = Scope.open()) {
            ContextRenders look = look(rows, turns, true);
            probe = probe == null ? scope.keep(look.probe(draws)) : probe;
            Tensor move = look.newton(probe).move();
            if (selects()) {
                Tensor squares = squares(cells(look.residual()));
                move = move.mul(column(chosen(squares, config.selected())));
            }
            return rows.moved(Var.constant(move), leastScale).kept(scope);
        }
    }

    private ContextRenders look(SplatRows rows, Tensor turns, boolean slopes) {
        return new ContextRenders(context, options, rows, turns, slopes);
    }

    private boolean selects() {
        return config.selected() < 1;
    }

    /**
     * Rows of the largest errors of each scene, as indices.
     *
     * @param squares {@code [B, N]}
     * @param part of the rows of a scene
     */
    static Tensor chosen(Tensor squares, double part) {
        int scenes = squares.shape().dim(0);
        int n = squares.shape().dim(1);
        int count = (int) Math.ceil(part * n);
        int[] index = Sorting.topK(squares, Order.DESCENDING, count).index().toInts();
        for (int i = 0; i < index.length; i++) {
            index[i] += i / count * n;
        }
        return Tensor.ofInts(squares.device(), Shape.of(scenes * count), index);
    }

    /** {@code [B N, 1]}: 1 in the rows of indices, else 0. */
    private Tensor column(Tensor chosen) {
        float[] column = new float[grid.rows()];
        for (int row : chosen.toInts()) {
            column[row] = 1;
        }
        return Tensor.of(chosen.device(), Shape.of(grid.rows(), 1), column);
    }

    /** The numbers of all pixels of each cell. */
    private Tensor cells(Tensor images) {
        int cell = context.height() / grid.height();
        return cell == 1 ? images : Arranging.pixelUnshuffle(images, cell);
    }

    private Tensor squares(Tensor colors) {
        return colors.map(UnaryOp.SQUARE).sum(-1).reshape(grid.scenes(), grid.rowsOfScene());
    }
}
