package dev.resplat.train.stereo;

import dev.resplat.autodiff.Attention;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Matmul;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.GroupNorm;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.PyTorch;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;

/**
 * Attention of all pixels of all views of a scene to each other, beside a shortcut (Chen et al.
 * 2024, "MVSplat", 3.1). It begins with adding nothing.
 */
final class AllViewsAttention extends Layer {
    private final int width;
    private final int heads;
    private final GroupNorm norm;
    private final Pointwise project;
    private final Pointwise out;

    AllViewsAttention(RandomStream random, Device device, int width, int headWidth, int groups) {
        this.width = width;
        heads = width / headWidth;
        norm = child("norm", new GroupNorm(device, groups, width, UBlock.EPSILON));
        Initializer begins = Initializer.uniformFanIn();
        project = child("qkv", new Pointwise(random, device, width, 3 * width, begins));
        out = child("proj_out", new Pointwise(random, device, width, width, Initializer.zeros()));
    }

    /**
     * @param x {@code [B V, h, w, width]}
     * @param views how many a scene has
     * @return of the same shape
     */
    Var forward(Var x, int views) {
        Shape s = x.shape();
        Var tokens = norm.forward(x).reshape(s.dim(0) / views, -1, width);
        Var y = Attention.attention(part(tokens, 0), part(tokens, 1), part(tokens, 2));
        Var mixed = out.forward(y.reshape(s.dim(0) / views, -1, width));
        return x.add(mixed.reshape(s.dims()));
    }

    /** Queries, keys or values: for each head its part of all three is together in the weight. */
    private Var part(Var tokens, int i) {
        int depth = width / heads;
        int from = i * depth;
        Var weight = project.weight.reshape(width, heads, 3 * depth);
        Var bias = project.bias.reshape(heads, 3 * depth);
        Var y =
                Matmul.affine(
                        tokens,
                        Layout.slice(weight, 2, from, from + depth).reshape(width, width),
                        Layout.slice(bias, 1, from, from + depth).reshape(width));
        return y.reshape(tokens.shape().dim(0), -1, heads, depth);
    }

    /** A linear layer that is stored as a convolution along one axis, {@code [1, in, out]}. */
    private static final class Pointwise extends Layer implements PyTorch.Reversed {
        private final Var weight;
        private final Var bias;

        Pointwise(RandomStream random, Device device, int in, int out, Initializer begins) {
            weight = parameter("weight", begins.make(random, device, Shape.of(1, in, out)));
            bias = parameter("bias", begins.make(random, device, Shape.of(out)));
        }

        Var forward(Var x) {
            Shape s = weight.shape();
            return Matmul.affine(x, weight.reshape(s.dim(1), s.dim(2)), bias);
        }
    }
}
