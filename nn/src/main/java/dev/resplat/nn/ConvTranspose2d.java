package dev.resplat.nn;

import dev.resplat.autodiff.Convolution;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Window;

/**
 * A transposed convolution, which enlarges feature maps by its stride: {@code [N, H, W, in]} to
 * {@code [N, H', W', out]}.
 */
public final class ConvTranspose2d extends Layer implements PyTorch.Reversed {
    private final int in;
    private final Var weight;
    private final Var bias;
    private final Window window;
    private final int groups;
    private final int outputPadding;

    /** Of all channels, and without padding of the output. */
    public ConvTranspose2d(RandomStream random, Device device, int in, int out, Window window) {
        this(random, device, in, out, window, 1, 0);
    }

    /**
     * With the initial values PyTorch gives: weight and bias uniform in plus or minus {@code
     * 1/sqrt(height width out / groups)}.
     *
     * @param groups a divisor of both numbers of channels
     * @param outputPadding rows and columns added at the bottom and on the right, fewer than the
     *     stride
     */
    public ConvTranspose2d(
            RandomStream random,
            Device device,
            int in,
            int out,
            Window window,
            int groups,
            int outputPadding) {
        Require.positive("ConvTranspose2d", "in", in);
        Require.positive("ConvTranspose2d", "out", out);
        Require.groups("ConvTranspose2d", groups, in, out);
        this.in = in;
        Shape shape = Shape.of(window.height(), window.width(), out / groups, in);
        double bound = 1 / Math.sqrt(Initializer.fanIn(shape));
        this.window = window;
        this.groups = groups;
        this.outputPadding = outputPadding;
        weight = parameter("weight", Initializer.uniform(bound).make(random, device, shape));
        bias = parameter("bias", Initializer.uniform(bound).make(random, device, Shape.of(out)));
    }

    /** The weight, {@code [height, width, out / groups, in]}. */
    public Var weight() {
        return weight;
    }

    /**
     * @param x {@code [N, H, W, in]}
     * @return {@code [N, H', W', out]}; see {@link Convolution#conv2dTransposed}
     */
    public Var forward(Var x) {
        Require.featureMaps("ConvTranspose2d", x, in);
        return Convolution.conv2dTransposed(
                x, weight, bias, window, groups, outputPadding, outputPadding);
    }
}
