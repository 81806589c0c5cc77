package dev.resplat.train.resplat;

import dev.resplat.autodiff.Attention;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerNorm;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;

/**
 * A block of a vision transformer, without bias of queries, keys and values: attention of all
 * tokens to all, and a network of each, both beside a shortcut and behind a norm.
 *
 * <p>Without attention norm1 and attn are left out.
 */
final class TokenBlock extends Layer {
    private final int heads;
    private final boolean attend;
    private final LayerNorm norm1;
    private final AttentionLayers attention;
    private final LayerNorm norm2;
    private final Expansion network;

    TokenBlock(RandomStream random, Device device, int width, boolean attend) {
        heads = heads(width);
        this.attend = attend;
        double epsilon = NeighborBlock.EPSILON;
        norm1 = attend ? child("norm1", new LayerNorm(device, width, epsilon)) : null;
        attention =
                attend ? child("attn", new AttentionLayers(random, device, width, width)) : null;
        norm2 = child("norm2", new LayerNorm(device, width, epsilon));
        network = child("mlp", new Expansion(random, device, width));
    }

    /** Four in ReSplat, fewer where the width is not a multiple of 32, as in their code. */
    private static int heads(int width) {
        return width % 32 == 0 ? 4 : width % 16 == 0 ? 2 : 1;
    }

    /**
     * @param x {@code [B, L, width]}
     * @return of the same shape
     */
    Var forward(Var x) {
        Var seen = attend ? x.add(attention(norm1.forward(x))) : x;
        return seen.add(network.forward(norm2.forward(seen)));
    }

    private Var attention(Var x) {
        Var y =
                Attention.attention(
                        split(attention.query(x)),
                        split(attention.key(x)),
                        split(attention.value(x)));
        return attention.mix(y.reshape(x.shape().dims()));
    }

    private Var split(Var x) {
        int width = x.shape().dim(2);
        return x.reshape(x.shape().dim(0), x.shape().dim(1), heads, width / heads);
    }
}
