package dev.resplat.train.stereo;

import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Shape;
import java.util.List;

/**
 * What a {@code DepthNetwork} says of B V views of height H and width W; features are f times
 * smaller.
 *
 * @param depth {@code [B V, H, W, 1]} along z, in units of the cameras, between near and far
 * @param shares {@code [B V, H/f, W/f, n]}: probabilities of the candidates of depth, from near to
 *     far, of equal distance in their logarithm
 * @param convolutions what convolutions have seen, fine to coarse
 * @param matched {@code [B V, H/f, W/f, last]}: what views have told each other
 * @param mono {@code [B V, h, w, width]} each: tokens of the vision transformer; none without
 */
public record Depths(Var depth, Var shares, List<Var> convolutions, Var matched, List<Var> mono) {
    /** The same with depth in other units. */
    public Depths withDepth(Var other) {
        return new Depths(other, shares, convolutions, matched, mono);
    }

    /** {@code [B V, H/f, W/f, 1]}: the probability of the best candidate. */
    public Var confidence() {
        Shape s = shares.shape();
        return Reduce.max(shares, 3).reshape(s.with(3, 1).dims());
    }
}
