package dev.resplat.train.stereo;

import dev.resplat.autodiff.Checkpoint;
import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Normalization;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;
import java.util.List;

/**
 * What convolutions see in each image on its own (Teed and Deng 2020, "RAFT", supplement A, with
 * the instance norms and extents of Xu et al. 2025, "ReSplat"): residual blocks at half of the
 * extent and below. Norms have no parameters.
 */
final class ConvolutionEncoder extends Layer {
    private static final double EPSILON = 1e-5;
    private static final Window NEAR = Window.of(3, 3).padding(1);
    private static final Window POINT = Window.of(1, 1);

    /** Of variance {@code 2 / fanOut}, for rectifiers (He et al. 2015, 2.2). */
    private static final Initializer WEIGHTS =
            (random, device, shape) ->
                    Initializer.normal(Math.sqrt(2.0 / Initializer.fanOut(shape)))
                            .make(random, device, shape);

    private final boolean checkpoint;
    private final Conv2d first;
    private final LayerList<Block> layer1;
    private final LayerList<Block> layer2;
    private final LayerList<Block> layer3;
    private final Conv2d last;

    ConvolutionEncoder(
            RandomStream random,
            Device device,
            StereoConfig.Convolutions config,
            boolean checkpoint) {
        this.checkpoint = checkpoint;
        Window wide = Window.of(7, 7).padding(3).stride(2);
        first =
                child(
                        "conv1",
                        Conv2d.withoutBias(random, device, 3, config.first(), wide, WEIGHTS));
        layer1 = stage(random, device, "layer1", config.first(), config.first(), 1);
        int stride = config.downscale() / 4;
        layer2 = stage(random, device, "layer2", config.first(), config.second(), stride);
        layer3 = stage(random, device, "layer3", config.second(), config.last(), 2);
        last =
                child(
                        "conv2",
                        new Conv2d(random, device, config.last(), config.last(), POINT, WEIGHTS));
    }

    private LayerList<Block> stage(
            RandomStream random, Device device, String name, int in, int out, int stride) {
        LayerList<Block> blocks = child(name, new LayerList<>());
        blocks.add(new Block(random, device, in, out, stride));
        blocks.add(new Block(random, device, out, out, 1));
        return blocks;
    }

    /**
     * @param images {@code [N, H, W, 3]}, normalised
     * @return {@code [N, H/2, W/2, first]}, {@code [N, H/2, W/2, second]} and {@code [N, H/4, W/4,
     *     last]}; the latter two half of that for a downscale of 8
     */
    List<Var> forward(Var images) {
        Var x = Elementwise.relu(normalized(first.forward(images)));
        Var fine = through(layer1, x);
        Var middle = through(layer2, fine);
        return List.of(fine, middle, last.forward(through(layer3, middle)));
    }

    private Var through(LayerList<Block> blocks, Var x) {
        Var y = x;
        for (Block block : blocks) {
            y = checkpoint ? Checkpoint.of(v -> block.forward(v[0]), y) : block.forward(y);
        }
        return y;
    }

    private static Var normalized(Var x) {
        return Normalization.instance(x, EPSILON);
    }

    /** Two convolutions beside a shortcut, each followed by a rectifier. */
    private static final class Block extends Layer {
        private final Conv2d conv1;
        private final Conv2d conv2;
        private final Conv2d shortcut;

        Block(RandomStream random, Device device, int in, int out, int stride) {
            conv1 =
                    child(
                            "conv1",
                            Conv2d.withoutBias(
                                    random, device, in, out, NEAR.stride(stride), WEIGHTS));
            conv2 = child("conv2", Conv2d.withoutBias(random, device, out, out, NEAR, WEIGHTS));
            shortcut =
                    stride == 1 && in == out
                            ? null
                            : child("downsample", new NamedLayers())
                                    .add(
                                            "0",
                                            new Conv2d(
                                                    random,
                                                    device,
                                                    in,
                                                    out,
                                                    POINT.stride(stride),
                                                    WEIGHTS));
        }

        Var forward(Var x) {
            Var y = Elementwise.relu(normalized(conv1.forward(x)));
            y = Elementwise.relu(normalized(conv2.forward(y)));
            return Elementwise.relu(y.add(shortcut == null ? x : normalized(shortcut.forward(x))));
        }
    }
}
