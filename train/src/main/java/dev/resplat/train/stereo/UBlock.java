package dev.resplat.train.stereo;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.GroupNorm;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;

/**
 * Two convolutions beside a shortcut, with norms before them (Ho et al. 2020, "Denoising diffusion
 * probabilistic models", appendix B, without time). The second begins with zeros: at first a block
 * is its shortcut.
 */
final class UBlock extends Layer {
    static final double EPSILON = 1e-5;
    static final Window NEAR = Window.of(3, 3).padding(1);

    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final Conv2d shortcut;

    UBlock(RandomStream random, Device device, int in, int out, int groups) {
        NamedLayers before = child("in_layers", new NamedLayers());
        norm1 = before.add("0", new GroupNorm(device, groups, in, EPSILON));
        conv1 = before.add("2", new Conv2d(random, device, in, out, NEAR));
        NamedLayers after = child("out_layers", new NamedLayers());
        norm2 = after.add("0", new GroupNorm(device, groups, out, EPSILON));
        conv2 = after.add("3", new Conv2d(random, device, out, out, NEAR, Initializer.zeros()));
        shortcut =
                in == out
                        ? null
                        : child(
                                "skip_connection",
                                new Conv2d(random, device, in, out, Window.of(1, 1)));
    }

    /**
     * @param x {@code [N, h, w, in]}
     * @return {@code [N, h, w, out]}
     */
    Var forward(Var x) {
        Var y = conv1.forward(Elementwise.silu(norm1.forward(x)));
        y = conv2.forward(Elementwise.silu(norm2.forward(y)));
        return y.add(shortcut == null ? x : shortcut.forward(x));
    }
}
