package dev.resplat.nn;

import dev.resplat.autodiff.Attention;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Matmul;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;

/**
 * Attention with several heads (Vaswani et al. 2017, 3.2.2): queries, keys and values are linear in
 * tokens, each head attends with its part of them, and what the heads find is mixed linearly.
 *
 * <p>The three projections are stored as one weight, {@code in_proj_weight [width, 3 width]}, as
 * PyTorch does; they are three products, each with its third of it.
 */
public final class MultiHeadAttention extends Layer implements PyTorch.Reversed {
    private final int width;
    private final int heads;
    private final Var projection;
    private final Var offsets;
    private final Linear mix;

    /**
     * With the initial values PyTorch gives: {@code in_proj_weight} by Glorot's rule for all three
     * projections together, biases of zero, the last weight as in {@link Linear}.
     *
     * @param heads a divisor of {@code width}
     */
    public MultiHeadAttention(RandomStream random, Device device, int width, int heads) {
        Require.positive("MultiHeadAttention", "width", width);
        Require.groups("MultiHeadAttention", heads, width);
        this.width = width;
        this.heads = heads;
        projection =
                parameter(
                        "in_proj_weight",
                        Initializer.xavierUniform()
                                .make(random, device, Shape.of(width, 3 * width)));
        offsets = parameter("in_proj_bias", Tensor.zeros(device, Shape.of(3 * width)));
        mix =
                child(
                        "out_proj",
                        new Linear(random, device, width, width, Initializer.uniformFanIn()));
    }

    /**
     * Attention of a sequence to itself.
     *
     * @param x {@code [N, L, width]}
     * @return of the same shape
     */
    public Var forward(Var x) {
        return forward(x, x, null);
    }

    /**
     * Attention of a sequence to what a mask lets it see of itself.
     *
     * @param x {@code [N, L, width]}
     * @param mask added to the scores, {@code [L, L]}, {@code [N, L, L]} or {@code [N, heads, L,
     *     L]}: minus infinity hides a token
     * @return of the shape of x
     */
    public Var forward(Var x, Tensor mask) {
        return forward(x, x, mask);
    }

    /** As {@link #forward(Var, Var, Tensor)} without a mask. */
    public Var forward(Var x, Var context) {
        return forward(x, context, null);
    }

    /**
     * Attention of a sequence to another.
     *
     * @param x {@code [N, Lq, width]}
     * @param context {@code [N, Lk, width]}
     * @param mask added to the scores, {@code [Lq, Lk]}, {@code [N, Lq, Lk]} or {@code [N, heads,
     *     Lq, Lk]}; or null
     * @return of the shape of x
     */
    public Var forward(Var x, Var context, Tensor mask) {
        checkTokens("x", x);
        checkTokens("context", context);
        Var q = project(x, 0);
        Var k = project(context, 1);
        Var v = project(context, 2);
        Var y = Attention.attention(split(q), split(k), split(v), mask);
        return mix.forward(y.reshape(q.shape().dims()));
    }

    /** By the i-th part of the weights: to cut those costs less than to cut a product with all. */
    private Var project(Var x, int i) {
        return Matmul.affine(x, part(projection, i), part(offsets, i));
    }

    /** The i-th {@code width} of the innermost axis. */
    private Var part(Var x, int i) {
        return Layout.slice(x, -1, i * width, (i + 1) * width);
    }

    private Var split(Var x) {
        return x.reshape(x.shape().dim(0), x.shape().dim(1), heads, width / heads);
    }

    private void checkTokens(String argument, Var x) {
        if (x.shape().rank() != 3 || x.shape().dim(2) != width) {
            throw new ShapeException(
                    "MultiHeadAttention: %s must be [N, L, %d], is %s"
                            .formatted(argument, width, x.shape()));
        }
    }
}
