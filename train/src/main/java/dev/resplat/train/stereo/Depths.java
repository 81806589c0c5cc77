package dev.resplat.train.stereo;

import dev.resplat.autodiff.Var;
import java.util.List;

/**
 * What a {@code DepthNetwork} says of B V views of height H and width W; features are f times
 * smaller.
 *
 * @param depth {@code [B V, H, W, 1]} along z, in units of the cameras, between near and far
 * @param confidence {@code [B V, H/f, W/f, 1]}: the probability of the best candidate
 * @param convolutions what convolutions have seen, fine to coarse
 * @param matched {@code [B V, H/f, W/f, last]}: what views have told each other
 * @param mono {@code [B V, h, w, width]} each: tokens of the vision transformer; none without
 */
public record Depths(
        Var depth, Var confidence, List<Var> convolutions, Var matched, List<Var> mono) {
    /** The same with depth in other units. */
    public Depths withDepth(Var other) {
        return new Depths(other, confidence, convolutions, matched, mono);
    }
}
