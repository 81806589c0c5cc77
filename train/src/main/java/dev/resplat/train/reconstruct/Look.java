package dev.resplat.train.reconstruct;

import dev.resplat.splat.Splats2d;
import dev.resplat.train.image.Image;
import java.util.List;

/**
 * What a reconstruction has come to at one depth.
 *
 * @param figures of the render
 * @param splats there are
 * @param render of the splats as they are stored, in 256 levels: what the PNG shows
 */
public record Look(Figures figures, Splats2d splats, Image render) {
    /** The numbers of several. */
    public static List<Figures> figures(List<Look> looks) {
        return looks.stream().map(Look::figures).toList();
    }
}
