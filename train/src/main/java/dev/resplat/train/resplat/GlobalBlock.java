package dev.resplat.train.resplat;

import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerNorm;
import dev.resplat.nn.Linear;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;

/**
 * Attention of all that all views of a scene show to all of it, at a quarter of the resolution (Xu
 * et al. 2025, section 3.2, and their code):
 *
 * <pre>{@code
 * t = attn(norm1(proj1(cells of 4 x 4)))                   tokens of all views together
 * y = x + conv(pixels of norm2(proj2(t)))                  3 x 3
 * }</pre>
 *
 * <p>Without attention only that of the tokens is left out: no view and no cell sees another, but
 * for what the convolution sees of adjacent pixels.
 */
final class GlobalBlock extends Layer {
    /** Pixels along the side of a cell. */
    static final int CELL = 4;

    private final int width;
    private final Linear proj1;
    private final LayerNorm norm1;
    private final TokenBlock tokens;
    private final Linear proj2;
    private final LayerNorm norm2;
    private final Conv2d conv;

    GlobalBlock(RandomStream random, Device device, int width, boolean attend) {
        this.width = width;
        int cell = CELL * CELL * width;
        double epsilon = NeighborBlock.EPSILON;
        proj1 = child("proj1", new Linear(random, device, cell, width));
        norm1 = child("norm1", new LayerNorm(device, width, epsilon));
        tokens = child("attn", new TokenBlock(random, device, width, attend));
        proj2 = child("proj2", new Linear(random, device, width, cell));
        norm2 = child("norm2", new LayerNorm(device, cell, epsilon));
        Window window = Window.of(3, 3).padding(1);
        conv = child("conv", new Conv2d(random, device, width, width, window));
    }

    /**
     * @param maps {@code [B V, H, W, width]}, H and W multiples of 4
     * @param scenes B
     * @return of the same shape
     */
    Var forward(Var maps, int scenes) {
        Var cells = Layout.pixelUnshuffle(maps, CELL);
        Var seen = norm1.forward(proj1.forward(cells));
        Var known = tokens.forward(seen.reshape(scenes, -1, width));
        Var back = norm2.forward(proj2.forward(known)).reshape(cells.shape().dims());
        return conv.forward(Layout.pixelShuffle(back, CELL)).add(maps);
    }
}
