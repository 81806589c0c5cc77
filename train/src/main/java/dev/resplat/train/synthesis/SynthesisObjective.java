package dev.resplat.train.synthesis;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Losses;
import dev.resplat.nn.vision.Lpips;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Optional;

/** What a model of new views is to make small: errors of its images, and bends of their depth. */
public final class SynthesisObjective {
    /** 60 dB: what is better than that is good enough. */
    private static final double LEAST_ERROR = 1e-6;

    private final LossConfig config;
    private final Optional<Lpips> lpips;

    /**
     * With weights.
     *
     * @param lpips how different images look; without it, that is one minus SSIM
     */
    public SynthesisObjective(LossConfig config, Optional<Lpips> lpips) {
        this.config = config;
        this.lpips = lpips;
    }

    /**
     * The loss of a rendered view, a number: {@code l2 mean E^2 + l1 mean |E| + decibels 10
     * log10(mean E^2) + perceptual P + smoothness S}, of which the last two begin at their steps.
     *
     * @param target {@code [H, W, 3]}
     * @param near the least depth of the scene
     * @param far the largest
     */
    public Var of(
            SynthesisModel.Rendered rendered, Tensor target, double near, double far, int step) {
        Var error = rendered.image().sub(Var.constant(target));
        Var squared = Elementwise.square(error).mean();
        Var loss = squared.mul(config.l2());
        if (config.l1() > 0) {
            loss = loss.add(Elementwise.abs(error).mean().mul(config.l1()));
        }
        if (config.decibels() > 0) {
            Var ten = Elementwise.log(squared.add(LEAST_ERROR)).mul(10 / Math.log(10));
            loss = loss.add(ten.mul(config.decibels()));
        }
        LossConfig.Perceptual perceptual = config.perceptual();
        if (perceptual.weight() > 0 && step >= perceptual.from()) {
            loss = loss.add(perceptual(rendered.image(), target).mul(perceptual.weight()));
        }
        LossConfig.Smoothness smoothness = config.smoothness();
        if (smoothness.weight() > 0 && step >= smoothness.from() && rendered.depth() != null) {
            Var bends = bends(rendered.depth(), target, near, far, smoothness.edges());
            loss = loss.add(bends.mul(smoothness.weight()));
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
     * Second differences of log depth, which goes from 0 at near to 1 at far, along rows and
     * columns: means of {@code |d''| exp(-edges c)}, where c is how much a channel of the target
     * differs between neighbours, at most (pixelSplat, supplement: depth regularisation).
     */
    static Var bends(Var depth, Tensor target, double near, double far, double edges) {
        Var inside = Elementwise.clamp(depth, near, far);
        Var log = Elementwise.log(inside.div(near)).div(Math.log(far / near));
        return bends(log, target, edges, 0).add(bends(log, target, edges, 1));
    }

    private static Var bends(Var log, Tensor target, double edges, int axis) {
        int n = log.shape().dim(axis);
        Var before = Layout.slice(log, axis, 0, n - 2);
        Var middle = Layout.slice(log, axis, 1, n - 1);
        Var after = Layout.slice(log, axis, 2, n);
        Var second = Elementwise.abs(before.add(after).sub(middle.mul(2)));
        Var colors = Var.constant(target);
        Var step = Layout.slice(colors, axis, 1, n).sub(Layout.slice(colors, axis, 0, n - 1));
        Var edge = Reduce.max(Elementwise.abs(step), 2);
        Var either =
                Elementwise.max(
                        Layout.slice(edge, axis, 0, n - 2), Layout.slice(edge, axis, 1, n - 1));
        return second.mul(Elementwise.exp(either.mul(-edges))).mean();
    }
}
