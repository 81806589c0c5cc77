package dev.resplat.nn;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Objects;

/**
 * Attention and a small network of each token, both beside a shortcut (Vaswani et al. 2017, 3.1),
 * with the normalisation inside of it, which trains without warm-up (Xiong et al. 2020, table 1):
 *
 * <pre>{@code
 * x = x + attention(norm1(x))
 * x = x + linear2(activation(linear1(norm2(x))))
 * }</pre>
 *
 * <p>What is added may be scaled, each channel on its own (Touvron et al. 2021, "Going deeper with
 * image transformers", 3, LayerScale), by {@code ls1.gamma} and {@code ls2.gamma}.
 */
public final class TransformerBlock extends Layer {
    private final LayerNorm norm1;
    private final MultiHeadAttention attention;
    private final LayerNorm norm2;
    private final Linear linear1;
    private final Linear linear2;
    private final Activation activation;
    private final Scale scale1;
    private final Scale scale2;

    /**
     * What a block is made of.
     *
     * @param width of a token
     * @param heads a divisor of the width
     * @param hidden width of the network of each token; usually four times that of the token
     * @param activation in that network; usually GELU
     * @param epsilon of the normalisations; 1e-5, or 1e-6 in vision transformers
     * @param scaled whether what is added is scaled, as in DINOv2
     */
    public record Config(
            int width,
            int heads,
            int hidden,
            Activation activation,
            double epsilon,
            boolean scaled) {
        /** Not scaled. */
        public Config(int width, int heads, int hidden, Activation activation, double epsilon) {
            this(width, heads, hidden, activation, epsilon, false);
        }

        /** Checks every value. */
        public Config {
            Require.positive("TransformerBlock", "width", width);
            Require.groups("TransformerBlock", heads, width);
            Require.positive("TransformerBlock", "hidden", hidden);
            Objects.requireNonNull(activation, "TransformerBlock: activation must not be null");
            Require.epsilon("TransformerBlock", epsilon);
        }
    }

    /** With the initial values of its layers. */
    public TransformerBlock(RandomStream random, Device device, Config config) {
        int width = config.width;
        activation = config.activation;
        norm1 = child("norm1", new LayerNorm(device, width, config.epsilon));
        attention = child("self_attn", new MultiHeadAttention(random, device, width, config.heads));
        norm2 = child("norm2", new LayerNorm(device, width, config.epsilon));
        linear1 = child("linear1", new Linear(random, device, width, config.hidden));
        linear2 = child("linear2", new Linear(random, device, config.hidden, width));
        scale1 = config.scaled ? child("ls1", new Scale(device, width)) : null;
        scale2 = config.scaled ? child("ls2", new Scale(device, width)) : null;
    }

    /**
     * @param x {@code [N, L, width]}
     * @return of the same shape
     */
    public Var forward(Var x) {
        return forward(x, null);
    }

    /**
     * The same, with tokens hidden from each other.
     *
     * @param mask as for {@link MultiHeadAttention#forward(Var, Tensor)}; or null for none
     */
    public Var forward(Var x, Tensor mask) {
        Var tokens = norm1.forward(x);
        Var seen = x.add(scaled(scale1, attention.forward(tokens, tokens, mask)));
        Var hidden = activation.apply(linear1.forward(norm2.forward(seen)));
        return seen.add(scaled(scale2, linear2.forward(hidden)));
    }

    private static Var scaled(Scale scale, Var x) {
        return scale == null ? x : x.mul(scale.gamma);
    }

    /** A factor of each channel, which begins with one. */
    private static final class Scale extends Layer {
        private final Var gamma;

        Scale(Device device, int width) {
            gamma = parameter("gamma", Tensor.full(device, Shape.of(width), 1));
        }
    }
}
