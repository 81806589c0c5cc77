package dev.resplat.train.resplat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Linear;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What points do in a step: from numbers g of splats, what they remember, z, and what they are
 * told, e,
 *
 * <pre>{@code
 * z' = z + update_module([g, z, e])        a linear layer, then attention to the nearest points
 * delta = update_head(z')                  four linear layers, the last zero at first
 * }</pre>
 *
 * <p>Where splats are told Gauss-Newton steps, e has them too, and {@code delta += (1 +
 * update_rates(z')) move}: each number goes as far as {@link NewtonStep} says at first, and then as
 * far as is learned.
 */
final class UpdateStep {
    private static final int HEAD = 3;

    private final ResplatNetwork.UpdateConfig config;
    private final ErrorLayers errors;
    private final Linear enter;
    private final PointBlocks blocks;
    private final Linear[] head = new Linear[HEAD];
    private final Linear last;
    private final Linear rates;

    /**
     * What comes of it.
     *
     * @param delta {@code [B N, numbers]}; zeros for points that are not chosen
     * @param state {@code [B N, state]}
     */
    record Change(Var delta, Var state) {}

    /**
     * @param numbers of a splat
     * @param features channels of the frozen network
     * @param colors numbers of a cell
     */
    UpdateStep(
            Named names,
            RandomStream random,
            Device device,
            ResplatNetwork.UpdateConfig config,
            int numbers,
            int features,
            int colors) {
        this.config = config;
        errors = new ErrorLayers(names, random, device, config, features, colors);
        int state = config.state();
        NamedLayers module = names.add("update_module", new NamedLayers());
        int told = errors.width() + (config.newton() > 0 ? numbers + NewtonStep.PARTS : 0);
        enter =
                module.add("0", new NamedLayers())
                        .add("linear", new Linear(random, device, numbers + state + told, state));
        blocks = module.add("1", new PointBlocks(random, device, PointBlocks.Config.of(config)));
        NamedLayers layers = names.add("update_head", new NamedLayers());
        // Activations between them have a number as well.
        for (int i = 0; i < HEAD; i++) {
            head[i] = layers.add(String.valueOf(2 * i), new Linear(random, device, state, state));
        }
        last =
                layers.add(
                        String.valueOf(2 * HEAD),
                        new Linear(random, device, state, numbers, Initializer.zeros()));
        rates =
                config.newton() > 0
                        ? names.add(
                                "update_rates",
                                new Linear(random, device, state, numbers, Initializer.zeros()))
                        : null;
    }

    /**
     * @param rows to be moved: constants
     * @param state what they remember {@code [B N, state]}
     * @param seen how their renders differ from the inputs
     * @param again whether blocks are computed again in the backward pass
     */
    Change forward(SplatRows rows, Var state, RenderError.Errors seen, boolean again) {
        Grid grid = rows.grid();
        List<Var> all = new ArrayList<>(List.of(rows.values(), state));
        Var told = errors.forward(seen, grid.scenes(), again);
        if (told != null) {
            all.add(grid.rows(told));
        }
        Var move = null;
        if (rates != null) {
            all.add(Var.constant(seen.newton().told()));
            move = Var.constant(seen.newton().move());
        }
        Var x = enter.forward(Layout.concat(1, all.toArray(Var[]::new)));
        Var next = state.add(blocks.forward(x, rows.means(), grid, again));
        if (config.selected() == 1) {
            return new Change(head(next, move), next);
        }
        Tensor chosen = RenderError.chosen(seen.squares(), config.selected());
        Var moves =
                head(
                        Index.gatherRows(next, chosen),
                        move == null ? null : Index.gatherRows(move, chosen));
        return new Change(Index.scatterAddRows(moves, chosen, grid.rows()), next);
    }

    /** {@code move} is null where nothing is told of it. */
    private Var head(Var x, Var move) {
        Var y = x;
        for (Linear layer : head) {
            y = Elementwise.gelu(layer.forward(y));
        }
        Var free = last.forward(y);
        return move == null ? free : free.add(rates.forward(x).add(1).mul(move));
    }
}
