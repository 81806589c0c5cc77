package dev.resplat.train.resplat2d;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.nn.vision.Lpips;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Optional;

/**
 * What is made small: how the render differs from the picture, in pixels and in structure, and how
 * restless the splats are.
 */
final class Objective {
    private final Resplat2dConfig.Loss weights;
    private final Optional<Lpips> lpips;

    /**
     * @param lpips the perceptual loss; without it, that is one minus SSIM
     */
    Objective(Resplat2dConfig.Loss weights, Optional<Lpips> lpips) {
        this.weights = weights;
        this.lpips = lpips;
    }

    /**
     * Of a render, a number: {@code l1 mean|E| + l2 mean E^2 + perceptual P}.
     *
     * @param image {@code [H, W, 3]}
     * @param target {@code [H, W, 3]}
     */
    Var image(Var image, Tensor target) {
        Var error = image.sub(Var.constant(target));
        Var loss = Elementwise.square(error).mean().mul(weights.l2());
        if (weights.l1() > 0) {
            loss = loss.add(Elementwise.abs(error).mean().mul(weights.l1()));
        }
        if (weights.perceptual() > 0) {
            loss = loss.add(perceptual(image, target).mul(weights.perceptual()));
        }
        return loss;
    }

    private Var perceptual(Var image, Tensor target) {
        Shape s = target.shape();
        Var x = image.reshape(1, s.dim(0), s.dim(1), s.dim(2));
        Var y = Var.constant(target).reshape(1, s.dim(0), s.dim(1), s.dim(2));
        return lpips.isPresent()
                ? lpips.get().forward(Elementwise.saturate(x), y).sum()
                : Elementwise.neg(Losses.structuralSimilarity(x, y)).add(1);
    }

    /**
     * Of a step, a number: the mean square of moves (the recurrence loss: states are to change
     * little), the mean square of how they differ from those of neighbours (smoothness), and the
     * mean opacity (how many splats are in use).
     */
    Var step(Resplat2d.Step step) {
        Var moves = step.moves();
        Var loss = Elementwise.square(moves).mean().mul(weights.recurrence());
        if (weights.smoothness() > 0) {
            loss = loss.add(roughness(moves, step.neighbors()).mul(weights.smoothness()));
        }
        if (weights.splats() > 0) {
            Var logits = Layout.slice(step.state().splats(), 1, Column.OPACITY, Column.OPACITY + 1);
            loss = loss.add(Elementwise.sigmoid(logits).mean().mul(weights.splats()));
        }
        return loss;
    }

    private static Var roughness(Var moves, Tensor neighbors) {
        int n = neighbors.shape().dim(0);
        int k = neighbors.shape().dim(1);
        Var around = Index.gatherRows(moves, neighbors.reshape(n * k)).reshape(n, k, Column.COUNT);
        return Elementwise.square(moves.sub(Reduce.mean(around, 1))).mean();
    }

    /** Of two frames, a number: the mean square of how splats have moved from one to the next. */
    Var frames(Tensor before, Var after) {
        Tensor units = Units.largest(before, true);
        return Elementwise.square(after.sub(Var.constant(before)).div(Var.constant(units)))
                .mean()
                .mul(weights.frames());
    }
}
