package dev.resplat.train.resplat;

import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Moves splats again and again (Xu et al. 2025, section 3.2): {@code z, g = z', g + delta}, with
 * the same weights for every step unless they are untied.
 *
 * <p>Numbers of splats are constants of each step: a gradient reaches weights through the latest
 * delta, and through what points remember, which nothing cuts.
 *
 * <p>What a step costs, in multiplications and additions for each splat, with state S, E numbers of
 * errors, N numbers of a splat, k neighbours, width I of their attention and L blocks:
 *
 * <pre>{@code
 * errors    24 E^2 for each block: 18 of them its convolution, 4 what makes cells tokens and back
 * module    2 (N + S + E) S + L (8 S I + 4 k I + 16 S^2)
 * head      6 S^2 + 2 N S
 * newton    2 (N + 3) S to be told of it, 2 N S for how far to go
 * }</pre>
 *
 * <p>As in ReSplat (512, 256, 8, 64, 4; N is 59, and nothing of Newton) these are 1.6 million and
 * 20 million; in {@code resplat-mini} with its frozen network (96, 128, 8, 32, 2; N is 23), which
 * has no blocks of errors, 0.46 million. Renders and their gradients come to that, and the frozen
 * network; each step after Gauss and Newton has two renders, two more in the same tiles and a
 * gradient, and the first of a refinement has another gradient. A backward pass costs twice as
 * much, but for these, which have none.
 *
 * <p>Kept for it are about {@code 4 (L (14 S + (2 k + 4) I) + 9 S + 12 E)} bytes of each splat and
 * step, of which {@code 11 E} are of blocks of errors: 20 KB in {@code resplat-mini}; with
 * checkpoints {@code 4 ((L + 8) S + 6 E)}, 7 KB at most.
 */
final class Recurrence {
    private final ResplatNetwork config;
    private final Conv2d first;
    private final List<UpdateStep> steps = new ArrayList<>();

    /**
     * After a step.
     *
     * @param rows moved; differentiable through this step's delta
     * @param state {@code [B N, state]}
     * @param delta {@code [B N, numbers]}
     */
    record Moved(SplatRows rows, Var state, Var delta) {}

    /**
     * @param names the weights of steps of their own, from the second on, are below {@code untied}
     * @param features channels of the frozen network
     */
    Recurrence(
            Named names, RandomStream random, Device device, ResplatNetwork config, int features) {
        this.config = config;
        ResplatNetwork.UpdateConfig update = config.update();
        Window point = Window.of(1, 1);
        first =
                names.add(
                        "update_proj",
                        new Conv2d(random, device, config.points().width(), update.state(), point));
        int numbers = config.splats().numbers();
        int cell = config.points().downscale() / config.points().side();
        int colors = 3 * cell * cell;
        steps.add(new UpdateStep(names, random, device, update, numbers, features, colors));
        if (update.untied() > 1) {
            NamedLayers untied = names.add("untied", new NamedLayers());
            for (int i = 1; i < update.untied(); i++) {
                NamedLayers own = untied.add(String.valueOf(i), new NamedLayers());
                steps.add(
                        new UpdateStep(
                                own::add, random, device, update, numbers, features, colors));
            }
        }
    }

    /**
     * What splats remember at first.
     *
     * @param features of points {@code [B V, h, w, width]}; nothing is learned about them
     * @param grid of splats
     * @return {@code [B N, state]}
     */
    Var begin(Var features, Grid grid) {
        Var maps = first.forward(features.detach());
        boolean same = maps.shape().dim(1) == grid.height();
        return grid.rows(
                same ? maps : Sample.resizeBilinear(maps, grid.height(), grid.width(), true));
    }

    /**
     * One step.
     *
     * @param step its number, from 0
     * @param rows constants
     * @param again whether blocks are computed again in the backward pass
     */
    Moved step(int step, SplatRows rows, Var state, RenderError.Errors errors, boolean again) {
        UpdateStep own = steps.get(Math.min(step, steps.size() - 1));
        UpdateStep.Change change = own.forward(rows, state, errors, again);
        SplatRows moved = rows.moved(change.delta(), config.splats().leastScale());
        return new Moved(moved, change.state(), change.delta());
    }
}
