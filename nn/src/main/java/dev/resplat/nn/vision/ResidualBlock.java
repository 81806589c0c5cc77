package dev.resplat.nn.vision;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Normalization;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.BatchNorm;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Mode;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;

/**
 * Convolutions with norms beside a shortcut (He et al. 2016, figures 2 and 5): {@code y = relu(f(x)
 * + shortcut(x))}. The shortcut is x itself where the shapes allow it, and else a 1 x 1 convolution
 * with a norm.
 */
public final class ResidualBlock extends Layer {
    /** Of variance {@code 2 / fanOut}, which keeps the size of gradients (He et al. 2015, 2.2). */
    static final Initializer WEIGHTS =
            (random, device, shape) ->
                    Initializer.normal(Math.sqrt(2.0 / Initializer.fanOut(shape)))
                            .make(random, device, shape);

    private static final int EXPANSION = 4;
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final Conv2d[] convs;
    private final BatchNorm[] norms;
    private final Shortcut shortcut;
    private final int outChannels;

    /** What normalises the results of convolutions. */
    public enum Norm {
        /** Batch norm, as in the paper. */
        BATCH,
        /**
         * Each channel over the places of its picture, without scales, offsets or running
         * statistics: pictures of a batch do not depend on each other (Ulyanov et al. 2016).
         */
        INSTANCE
    }

    private ResidualBlock(
            RandomStream random,
            Device device,
            int in,
            Window[] windows,
            int stride,
            Norm norm,
            int... out) {
        convs = new Conv2d[out.length];
        norms = new BatchNorm[out.length];
        int channels = in;
        for (int i = 0; i < out.length; i++) {
            Conv2d conv = Conv2d.withoutBias(random, device, channels, out[i], windows[i], WEIGHTS);
            convs[i] = child("conv" + (i + 1), conv);
            norms[i] = norm == Norm.BATCH ? child("bn" + (i + 1), norm(device, out[i])) : null;
            channels = out[i];
        }
        outChannels = channels;
        shortcut =
                stride == 1 && in == channels
                        ? null
                        : child(
                                "downsample",
                                new Shortcut(random, device, in, channels, stride, norm));
    }

    /** Two convolutions of 3 x 3, the first with the stride. */
    public static ResidualBlock basic(
            RandomStream random, Device device, int in, int width, int stride) {
        return basic(random, device, in, width, stride, Norm.BATCH);
    }

    /** The same with another norm. */
    public static ResidualBlock basic(
            RandomStream random, Device device, int in, int width, int stride, Norm norm) {
        Window window = Window.of(3, 3).padding(1);
        Window[] windows = {window.stride(stride), window};
        return new ResidualBlock(random, device, in, windows, stride, norm, width, width);
    }

    /**
     * A convolution of 3 x 3 between two of 1 x 1, the last of which has four times the channels.
     * The stride is that of the middle one, as torchvision has it; in the paper it is the first's.
     */
    public static ResidualBlock bottleneck(
            RandomStream random, Device device, int in, int width, int stride) {
        return bottleneck(random, device, in, width, stride, Norm.BATCH);
    }

    /** The same with another norm. */
    public static ResidualBlock bottleneck(
            RandomStream random, Device device, int in, int width, int stride, Norm norm) {
        Window point = Window.of(1, 1);
        Window[] windows = {point, Window.of(3, 3).padding(1).stride(stride), point};
        return new ResidualBlock(
                random, device, in, windows, stride, norm, width, width, EXPANSION * width);
    }

    static BatchNorm norm(Device device, int channels) {
        return new BatchNorm(device, channels, EPSILON, MOMENTUM);
    }

    /**
     * @param norm a batch norm, or null for {@link Norm#INSTANCE}
     */
    static Var normalized(BatchNorm norm, Var x, Mode mode) {
        return norm == null ? Normalization.instance(x, EPSILON) : norm.forward(x, mode);
    }

    /** The number of channels of the result. */
    public int outChannels() {
        return outChannels;
    }

    /**
     * @param x {@code [N, H, W, in]}
     * @return {@code [N, H', W', outChannels]}, extents divided by the stride, rounded up
     */
    public Var forward(Var x, Mode mode) {
        Var y = x;
        int last = convs.length - 1;
        for (int i = 0; i < last; i++) {
            y = Elementwise.relu(normalized(norms[i], convs[i].forward(y), mode));
        }
        y = normalized(norms[last], convs[last].forward(y), mode);
        return Elementwise.relu(y.add(shortcut == null ? x : shortcut.forward(x, mode)));
    }

    /** A shortcut that changes shape. */
    private static final class Shortcut extends Layer {
        private final Conv2d conv;
        private final BatchNorm norm;

        Shortcut(RandomStream random, Device device, int in, int out, int stride, Norm norm) {
            Window window = Window.of(1, 1).stride(stride);
            conv = child("0", Conv2d.withoutBias(random, device, in, out, window, WEIGHTS));
            this.norm = norm == Norm.BATCH ? child("1", norm(device, out)) : null;
        }

        Var forward(Var x, Mode mode) {
            return normalized(norm, conv.forward(x), mode);
        }
    }
}
