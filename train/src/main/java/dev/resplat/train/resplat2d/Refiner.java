package dev.resplat.train.resplat2d;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerNorm;
import dev.resplat.nn.Linear;
import dev.resplat.nn.Mlp;
import dev.resplat.nn.NeighborAttention;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;

/**
 * The recurrent head: from what a splat is, remembers, sees and is told by the render, and from the
 * same of its neighbours, to how it moves and what it remembers next. The last layers are zero at
 * first, so that an untrained head changes nothing (Xu et al. 2025, "ReSplat", section 3.2).
 *
 * <p>Moves are {@code tanh(gains * directions + offsets)}: the head chooses how far to follow the
 * directions of {@link Feedback}, and what to do beside.
 */
final class Refiner extends Layer {
    /** Where a neighbour is, the squares of that, and how much larger it is. */
    private static final int RELATIONS = 5;

    /** In scales of the splat: further neighbours look about as far as this. */
    private static final double FAR = 4;

    private static final double EPSILON = 1e-5;

    private final boolean attentive;
    private final Linear enter;
    private final NeighborAttention attention;
    private final LayerNorm attended;
    private final Mlp think;
    private final LayerNorm thought;
    private final Mlp leave;
    private final Linear move;
    private final Linear remember;

    Refiner(RandomStream random, Device device, NetworkConfig config) {
        int in = Feedback.FEATURES + Units.SEEN + config.encoder() + config.memory();
        int width = config.width();
        Initializer zeros = Initializer.zeros();
        attentive = config.parts().attention();
        enter = child("enter", new Linear(random, device, in, width));
        attention =
                child(
                        "attention",
                        new NeighborAttention(random, device, width, width, width / 2, RELATIONS));
        attended = child("attended", new LayerNorm(device, width, EPSILON));
        think = child("think", new Mlp(random, device, Activation.GELU, width, 2 * width, width));
        thought = child("thought", new LayerNorm(device, width, EPSILON));
        leave = child("leave", new Mlp(random, device, Activation.GELU, width, width, width));
        int told = Feedback.FEATURES + width;
        move = child("move", new Linear(random, device, told, 2 * Column.COUNT, zeros));
        remember = child("remember", new Linear(random, device, width, config.memory(), zeros));
    }

    /**
     * @param moves {@code [S, 10]}, from -1 to 1, in terms of {@link Units#largest}
     * @param remembered {@code [S, memory]}: what is added to hidden states
     */
    record Update(Var moves, Var remembered) {}

    /**
     * @param state of all N splats
     * @param feedback what all are told
     * @param views what the picture shows at their centres {@code [N, encoder]}
     * @param chosen int32 {@code [S]}: those that are to move
     * @param neighbors int32 {@code [N, k]}: of all splats
     */
    Update forward(State state, Feedback feedback, Var views, Tensor chosen, Tensor neighbors) {
        Tensor splats = state.splats().value();
        Var own = Var.constant(Arranging.concat(1, feedback.features(), Units.seen(splats)));
        Var all = Elementwise.gelu(enter.forward(Layout.concat(1, own, views, state.memory())));
        Var x = Index.gatherRows(all, chosen);
        if (attentive) {
            Tensor near = Gathering.gatherRows(neighbors, chosen);
            Var relations = Var.constant(relations(splats, chosen, near));
            x = x.add(attention.forward(x, all, near, relations));
        }
        x = x.add(think.forward(attended.forward(x)));
        Var out = Elementwise.gelu(leave.forward(thought.forward(x)));
        Var told = Var.constant(Gathering.gatherRows(feedback.features(), chosen));
        Var directions = Var.constant(Gathering.gatherRows(feedback.directions(), chosen));
        Var both = move.forward(Layout.concat(1, told, out));
        Var gains = Layout.slice(both, 1, 0, Column.COUNT);
        Var offsets = Layout.slice(both, 1, Column.COUNT, 2 * Column.COUNT);
        Var moves = Elementwise.tanh(gains.mul(directions).add(offsets));
        return new Update(moves, remember.forward(out));
    }

    /** {@code [S, k, RELATIONS]}. */
    private static Tensor relations(Tensor splats, Tensor chosen, Tensor neighbors) {
        int s = neighbors.shape().dim(0);
        int k = neighbors.shape().dim(1);
        Tensor places = Arranging.slice(splats, 1, Column.MEAN, Column.STRETCH);
        Tensor here = Gathering.gatherRows(places, chosen).reshape(s, 1, 3);
        Tensor there = Gathering.gatherRows(places, neighbors.reshape(s * k)).reshape(s, k, 3);
        Tensor difference = there.sub(here);
        Tensor scale = Arranging.slice(here, 2, 2, 3).map(UnaryOp.EXP);
        Tensor offset =
                Arranging.slice(difference, 2, 0, 2).div(scale).mul(1 / FAR).map(UnaryOp.TANH);
        Tensor larger = Arranging.slice(difference, 2, 2, 3);
        return Arranging.concat(2, offset, offset.map(UnaryOp.SQUARE), larger);
    }
}
