package dev.resplat.train.resplat2d;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Linear;
import dev.resplat.nn.Mlp;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.SamplingKernels.Padding;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;

/**
 * Looks at the picture and proposes splats. Convolutions make features at a quarter of its size;
 * from those at a splat's centre and the colours around it follow its first values and its hidden
 * state. This alone is the single-pass baseline.
 */
final class Encoder extends Layer {
    private static final int HALF = 16;
    private static final int STRIDE = 4;
    private static final Surroundings AROUND = new Surroundings(5);
    private static final double COLOR_GAIN = 4;

    private final Conv2d half;
    private final Conv2d quarter;
    private final Conv2d near;
    private final Conv2d far;
    private final Mlp trunk;
    private final Linear moves;
    private final Linear memory;

    Encoder(RandomStream random, Device device, NetworkConfig config) {
        int features = config.encoder();
        int width = config.width();
        Window three = Window.of(3, 3).padding(1);
        Window wide = Window.of(3, 3).dilation(2).padding(2);
        half = child("half", new Conv2d(random, device, 3, HALF, three.stride(2)));
        quarter = child("quarter", new Conv2d(random, device, HALF, features, three.stride(2)));
        near = child("near", new Conv2d(random, device, features, features, three));
        far = child("far", new Conv2d(random, device, features, features, wide));
        int in = features + Units.SEEN + 3 * AROUND.points();
        trunk = child("trunk", new Mlp(random, device, Activation.GELU, in, width, width));
        Initializer zeros = Initializer.zeros();
        moves = child("moves", new Linear(random, device, width, Column.COUNT, zeros));
        memory = child("memory", new Linear(random, device, width, config.memory()));
    }

    /** What there is to see in a picture {@code [H, W, 3]}: {@code [1, H/4, W/4, features]}. */
    Var look(Tensor picture) {
        Shape s = picture.shape();
        Var x = Var.constant(picture.reshape(1, s.dim(0), s.dim(1), 3)).sub(0.5).mul(2);
        x = Elementwise.gelu(half.forward(x));
        x = Elementwise.gelu(quarter.forward(x));
        x = x.add(Elementwise.gelu(near.forward(x)));
        return x.add(Elementwise.gelu(far.forward(x)));
    }

    /**
     * Features at the centres of splats {@code [N, 10]}: {@code [N, features]}. Convolutions with a
     * stride begin at the first pixel: feature i is centred at pixel {@code 4 i}, and not in the
     * middle of four.
     */
    static Var at(Var features, Tensor splats) {
        int n = splats.shape().dim(0);
        Shape s = features.shape();
        Tensor means = Arranging.slice(splats, 1, Column.MEAN, Column.LOG_SCALE);
        Tensor scale =
                Tensor.of(
                        splats.device(),
                        Shape.of(2),
                        2.0 / (STRIDE * s.dim(2)),
                        2.0 / (STRIDE * s.dim(1)));
        Var grid =
                Var.constant(means.add((STRIDE - 1) / 2.0).mul(scale).add(-1).reshape(1, 1, n, 2));
        return Sample.gridSample(features, grid, Padding.BORDER, false).reshape(n, s.dim(3));
    }

    /**
     * The first moves of splats, and what they remember.
     *
     * @param features of {@link #look}
     * @param picture {@code [H, W, 3]}
     * @param splats where they are placed {@code [N, 10]}
     * @param ellipses whether they may become such
     */
    State propose(Var features, Tensor picture, Tensor splats, boolean ellipses) {
        int n = splats.shape().dim(0);
        Tensor colors = Arranging.slice(splats, 1, Column.COLOR, Column.COUNT).reshape(n, 1, 3);
        Tensor around = AROUND.of(picture, splats).sub(colors).mul(COLOR_GAIN);
        Var own = Var.constant(Arranging.concat(1, Units.seen(splats), around.reshape(n, -1)));
        Var x = Elementwise.gelu(trunk.forward(Layout.concat(1, at(features, splats), own)));
        Var moved = Units.moved(splats, Elementwise.tanh(moves.forward(x)), ellipses);
        return new State(moved, memory.forward(x));
    }
}
