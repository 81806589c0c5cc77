package dev.resplat.train.resplat;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Pooling;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.Window;
import dev.resplat.train.synthesis.ContextViews;
import java.util.ArrayList;
import java.util.List;
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
     */
    record Errors(Tensor features, Tensor colors, Tensor squares, Tensor depths) {}

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
        this.options = options;
        inputs = config.features() ? trunk.of(context.flat(), grid.height(), grid.width()) : null;
    }

    /** Of the splats of all scenes, in the open scope. */
    Errors of(List<Gaussians> splats) {
        boolean choose = config.selected() < 1 || config.turnover() > 0;
        if (!config.features() && !config.colors() && !choose) {
            return new Errors(null, null, null, null);
        }
        try (Scope scope = Scope.open()) {
            List<Tensor> images = new ArrayList<>();
            List<Tensor> depths = new ArrayList<>();
            render(splats, images, depths);
            Tensor renders = Arranging.concat(0, images.toArray(Tensor[]::new));
            Tensor features = null;
            if (config.features()) {
                Tensor seen = trunk.of(renders, grid.height(), grid.width());
                features = scope.keep(seen.sub(inputs));
            }
            if (!config.colors() && !choose) {
                return new Errors(features, null, null, null);
            }
            int cell = context.height() / grid.height();
            Tensor difference = renders.sub(context.flat());
            Tensor colors = cell == 1 ? difference : Arranging.pixelUnshuffle(difference, cell);
            Tensor squares = null;
            if (choose) {
                squares =
                        scope.keep(
                                colors.map(UnaryOp.SQUARE)
                                        .sum(-1)
                                        .reshape(grid.scenes(), grid.rowsOfScene()));
            }
            return new Errors(
                    features,
                    config.colors() ? scope.keep(colors) : null,
                    squares,
                    depths.isEmpty() ? null : scope.keep(inCells(depths, cell)));
        }
    }

    private static Tensor inCells(List<Tensor> depths, int cell) {
        Tensor all = Arranging.concat(0, depths.toArray(Tensor[]::new));
        return cell == 1
                ? all
                : Pooling.average(all, Window.of(cell, cell).stride(cell), false, false);
    }

    /** Adds images {@code [1, height, width, 3]} and, where they are used, depths. */
    private void render(List<Gaussians> splats, List<Tensor> images, List<Tensor> depths) {
        boolean deep = config.turnover() > 0;
        for (int b = 0; b < context.scenes(); b++) {
            Rasterizer.Options own = options.apply(b);
            for (Camera camera : context.cameras().get(b)) {
                Rasterizer.Rendering rendering =
                        Rasterizer.render(splats.get(b), camera, deep ? own.depth() : own);
                int h = camera.height();
                int w = camera.width();
                images.add(rendering.image().value().reshape(1, h, w, 3));
                if (deep) {
                    depths.add(rendering.depth().value().reshape(1, h, w, 1));
                }
            }
        }
    }
}
