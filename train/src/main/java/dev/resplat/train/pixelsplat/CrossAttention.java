package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Attention;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Matmul;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Linear;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Tensor;

/**
 * Attention of each pixel to what lies on its epipolar lines (pixelSplat, equation 6): with a
 * pixel's features x and, at K places, features f and encoded depths w,
 *
 * <pre>{@code
 * s = f + w depth_encoding + its bias
 * q = x to_q,  [k, v] = s to_kv,  y = (sum_j softmax_j(<q, k_j> / sqrt(headWidth)) v_j) to_out
 * }</pre>
 *
 * <p>It is computed in another order. There is but one query for each pixel's own keys, so it costs
 * far less to take weights past the sum over places than to make keys and values at each: with the
 * rows {@code z = [f, w]} and {@code M = [to_kv; depth_encoding to_kv]},
 *
 * <pre>{@code
 * <q, k_j> = <x to_q keys(M)^T, z_j> + what is the same for all j
 * y = (sum_j p_j z_j) values(M) to_out + its bias + bias of depth_encoding values(to_kv) to_out
 * }</pre>
 *
 * <p>Both are the same but for rounding, as all is linear but the softmax, which does not see what
 * is the same for all keys. So z serves all heads and layers, as keys and as values. Layers are
 * named as in pixelSplat, which has no last layer where one head is as wide as the features; here
 * there always is one.
 */
final class CrossAttention extends Layer {
    private final int heads;
    private final int headWidth;
    private final Projection query;
    private final Projection keysAndValues;
    private final Linear mix;

    CrossAttention(RandomStream random, Device device, int features, int heads, int headWidth) {
        this.heads = heads;
        this.headWidth = headWidth;
        int inner = heads * headWidth;
        query = child("to_q", new Projection(random, device, features, inner, 1));
        keysAndValues = child("to_kv", new Projection(random, device, features, inner, 2));
        mix =
                child("to_out", new NamedLayers())
                        .add("0", new Linear(random, device, inner, features));
    }

    /**
     * What pixels find.
     *
     * @param x features of N pixels, {@code [N, C]}
     * @param seen {@code [N, K, C + W]}: for each of them, features at K places and their encoded
     *     depths
     * @param encoding from W waves to features; null if W is 0
     * @return {@code [N, C]}
     */
    Var forward(Var x, Var seen, Linear encoding) {
        int n = x.shape().dim(0);
        int keys = seen.shape().dim(1);
        int width = seen.shape().dim(2);
        Var shared = seen.reshape(n, keys, 1, width);
        Var all = folded(encoding);
        Var q = x.matmul(toQueries(all)).reshape(n, heads, 1, width);
        Var y = Attention.attention(q, shared, shared, null, 1 / Math.sqrt(headWidth));
        Var values = byHead(keysAndValues.part(all, 1));
        Var out = mix.weight().reshape(heads, headWidth, -1);
        Var toResult = values.matmul(out).reshape(heads * width, x.shape().dim(1));
        return Matmul.affine(y.reshape(n, heads * width), toResult, bias(encoding));
    }

    /**
     * How much pixels look at each place, the mean of all heads, {@code [N, K]}; arguments as for
     * {@link #forward}.
     */
    Tensor weights(Tensor x, Tensor seen, Linear encoding) {
        int n = x.shape().dim(0);
        int width = seen.shape().dim(2);
        Var toQueries = toQueries(folded(encoding));
        Tensor q = x.matmul(toQueries.value()).reshape(n, heads, width);
        Tensor scores = q.matmulTransposed(seen).mul(1 / Math.sqrt(headWidth));
        return scores.softmax().sum(1).mul(1.0 / heads);
    }

    /** M: {@code [C + W, 2 inner]}. */
    private Var folded(Linear encoding) {
        Var weight = keysAndValues.weight();
        return encoding == null
                ? weight
                : Layout.concat(0, weight, encoding.weight().matmul(weight));
    }

    /** From features of pixels to what all heads compare with z: {@code [C, heads (C + W)]}. */
    private Var toQueries(Var folded) {
        Var products =
                Matmul.matmulTransposed(
                        byHead(query.weight()), byHead(keysAndValues.part(folded, 0)));
        int in = products.shape().dim(1);
        return Layout.permute(products, 1, 0, 2).reshape(in, -1);
    }

    /** {@code [n, inner]} as {@code [heads, n, headWidth]}. */
    private Var byHead(Var weight) {
        int n = weight.shape().dim(0);
        return Layout.permute(weight.reshape(n, heads, headWidth), 1, 0, 2);
    }

    private Var bias(Linear encoding) {
        if (encoding == null) {
            return mix.bias();
        }
        Var common = encoding.bias().reshape(1, -1).matmul(keysAndValues.weight(1));
        return common.matmul(mix.weight()).reshape(-1).add(mix.bias());
    }
}
