package dev.resplat.train.stereo;

import dev.resplat.autodiff.Attention;
import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerNorm;
import dev.resplat.nn.Linear;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * Attention of tokens to those of a view's own window, or of the same window of other views, beside
 * a shortcut (Xu et al. 2023, "Unifying flow, stereo and depth estimation", 3.2):
 *
 * <pre>{@code
 * m = norm1(merge(attention(q_proj(source), k_proj(target), v_proj(target))))
 * m = norm2(mlp([source, m]))      with a network of each token
 * source + m
 * }</pre>
 */
final class ViewAttention extends Layer {
    private static final double EPSILON = 1e-5;

    private final int width;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear merge;
    private final LayerNorm norm1;
    private final Linear hidden;
    private final Linear out;
    private final LayerNorm norm2;

    /**
     * @param expansion of the network of each token, in terms of what it sees; 0 is without
     */
    ViewAttention(RandomStream random, Device device, int width, int expansion) {
        this.width = width;
        query = child("q_proj", linear(random, device, width, width));
        key = child("k_proj", linear(random, device, width, width));
        value = child("v_proj", linear(random, device, width, width));
        merge = child("merge", linear(random, device, width, width));
        norm1 = child("norm1", new LayerNorm(device, width, EPSILON));
        if (expansion == 0) {
            hidden = null;
            out = null;
            norm2 = null;
            return;
        }
        int inner = 2 * width * expansion;
        NamedLayers mlp = child("mlp", new NamedLayers());
        hidden = mlp.add("0", linear(random, device, 2 * width, inner));
        out = mlp.add("2", linear(random, device, inner, width));
        norm2 = child("norm2", new LayerNorm(device, width, EPSILON));
    }

    private static Linear linear(RandomStream random, Device device, int in, int out) {
        return Linear.withoutBias(random, device, in, out, Initializer.xavierUniform());
    }

    /**
     * What tokens are after they have looked.
     *
     * @param source {@code [N, L windows, width]} in the order of {@link Windows}
     * @param target of the same shape: what they look at
     * @param windows how many there are
     * @param views int32 {@code [N each]}: at which of the N views each view looks; null for itself
     * @param mask of {@link Windows#mask}, or null
     */
    Var forward(Var source, Var target, int windows, Tensor views, Tensor mask) {
        Shape s = source.shape();
        int n = s.dim(0);
        Var q = query.forward(source).reshape(n, -1, windows, width);
        Var k = seen(key.forward(target), views, windows);
        Var v = seen(value.forward(target), views, windows);
        Var found = Attention.attention(q, k, v, mask).reshape(s.dims());
        Var message = norm1.forward(merge.forward(found));
        if (hidden != null) {
            Var both = Layout.concat(-1, source, message);
            message = norm2.forward(out.forward(Elementwise.gelu(hidden.forward(both))));
        }
        return source.add(message);
    }

    /** {@code [N, each L, windows, width]}. */
    private Var seen(Var tokens, Tensor views, int windows) {
        int n = tokens.shape().dim(0);
        Var all = views == null ? tokens : Index.gatherRows(tokens, views);
        return all.reshape(n, -1, windows, width);
    }
}
