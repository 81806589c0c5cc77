package dev.resplat.train.resplat;

import dev.resplat.autodiff.Attention;
import dev.resplat.autodiff.Index;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerNorm;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Tensor;

/**
 * Attention of points to their nearest ones, and a network of each point (Xu et al. 2025, section
 * 3.2, and their code):
 *
 * <pre>{@code
 * y_i = x_i + proj(sum over neighbours j of softmax_j(<q_i, k_j> / sqrt(inner)) v_j)
 * z_i = y_i + mlp(norm2(y_i)),     [q, k, v] = qkv(norm1(x))
 * }</pre>
 *
 * <p>It has one head, and is not told where a neighbour is. Without attention, {@code y = x}: norm1
 * and attn are left out, norm2 and mlp stay.
 */
final class NeighborBlock extends Layer {
    static final double EPSILON = 1e-5;

    private final int inner;
    private final boolean attend;
    private final LayerNorm norm1;
    private final AttentionLayers attention;
    private final LayerNorm norm2;
    private final Expansion network;

    /**
     * @param width of a point
     * @param inner width of queries, keys and values
     * @param attend whether points see their neighbours
     */
    NeighborBlock(RandomStream random, Device device, int width, int inner, boolean attend) {
        this.inner = inner;
        this.attend = attend;
        norm1 = attend ? child("norm1", new LayerNorm(device, width, EPSILON)) : null;
        attention =
                attend ? child("attn", new AttentionLayers(random, device, width, inner)) : null;
        norm2 = child("norm2", new LayerNorm(device, width, EPSILON));
        network = child("mlp", new Expansion(random, device, width));
    }

    /**
     * @param x {@code [N, width]}
     * @param neighbors int32 {@code [N, k]}: rows of x; not used without attention
     * @return {@code [N, width]}
     */
    Var forward(Var x, Tensor neighbors) {
        Var seen = attend ? x.add(attention(norm1.forward(x), neighbors)) : x;
        return seen.add(network.forward(norm2.forward(seen)));
    }

    private Var attention(Var x, Tensor neighbors) {
        int n = neighbors.shape().dim(0);
        int k = neighbors.shape().dim(1);
        Tensor index = neighbors.reshape(n * k);
        Var q = attention.query(x).reshape(n, 1, 1, inner);
        Var keys = Index.gatherRows(attention.key(x), index).reshape(n, k, 1, inner);
        Var values = Index.gatherRows(attention.value(x), index).reshape(n, k, 1, inner);
        return attention.mix(Attention.attention(q, keys, values).reshape(n, inner));
    }
}
