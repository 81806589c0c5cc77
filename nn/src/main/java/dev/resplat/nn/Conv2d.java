package dev.resplat.nn;

import dev.resplat.autodiff.Convolution;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Window;

/** A convolution of feature maps: {@code [N, H, W, in]} to {@code [N, H', W', out]}. */
public final class Conv2d extends Layer implements PyTorch.Reversed {
    private final int in;
    private final Var weight;
    private final Var bias;
    private final Window window;
    private final int groups;

    /**
     * Of all channels, with the initial values PyTorch gives: weight and bias uniform in plus or
     * minus {@code 1/sqrt(height width in)}.
     */
    public Conv2d(RandomStream random, Device device, int in, int out, Window window) {
        this(random, device, in, out, window, 1);
    }

    /**
     * The same in groups: channels of the output see those of the input that are in their group.
     *
     * @param groups a divisor of both numbers of channels; {@code in} is depthwise
     */
    public Conv2d(RandomStream random, Device device, int in, int out, Window window, int groups) {
        this(
                random,
                device,
                in,
                out,
                window,
                groups,
                Initializer.uniformFanIn(),
                biases(window, in / Math.max(groups, 1)));
    }

    /** Of all channels, with other initial weights, and biases of zero. */
    public Conv2d(
            RandomStream random,
            Device device,
            int in,
            int out,
            Window window,
            Initializer weights) {
        this(random, device, in, out, window, 1, weights, Initializer.zeros());
    }

    /**
     * @param biases null for none
     */
    private Conv2d(
            RandomStream random,
            Device device,
            int in,
            int out,
            Window window,
            int groups,
            Initializer weights,
            Initializer biases) {
        Require.positive("Conv2d", "in", in);
        Require.positive("Conv2d", "out", out);
        Require.groups("Conv2d", groups, in, out);
        this.in = in;
        Shape shape = Shape.of(window.height(), window.width(), in / groups, out);
        this.window = window;
        this.groups = groups;
        weight = parameter("weight", weights.make(random, device, shape));
        bias =
                biases == null
                        ? null
                        : parameter("bias", biases.make(random, device, Shape.of(out)));
    }

    private static Initializer biases(Window window, int in) {
        double inputs = (double) window.height() * window.width() * in;
        return Initializer.uniform(1 / Math.sqrt(Math.max(inputs, 1)));
    }

    /** Without bias, as before a normalisation that would take it away. */
    public static Conv2d withoutBias(
            RandomStream random,
            Device device,
            int in,
            int out,
            Window window,
            Initializer weights) {
        return new Conv2d(random, device, in, out, window, 1, weights, null);
    }

    /** The weight, {@code [height, width, in / groups, out]}. */
    public Var weight() {
        return weight;
    }

    /**
     * @param x {@code [N, H, W, in]}
     * @return {@code [N, window.outHeight(H), window.outWidth(W), out]}
     */
    public Var forward(Var x) {
        Require.featureMaps("Conv2d", x, in);
        return bias == null
                ? Convolution.conv2d(x, weight, window, groups)
                : Convolution.conv2d(x, weight, bias, window, groups);
    }
}
