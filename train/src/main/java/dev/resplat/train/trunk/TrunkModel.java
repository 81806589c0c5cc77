package dev.resplat.train.trunk;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Mode;
import dev.resplat.nn.PyTorch;
import dev.resplat.nn.vision.ResNet;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.resplat.RenderFeatures;
import java.util.List;
import java.util.Map;

/**
 * The residual network whose features {@link RenderFeatures} are, and above its two stages a small
 * decoder that is used while it learns only: a convolution, and for each cell of 4 x 4 pixels a
 * linear map to the shape of what it shows.
 */
final class TrunkModel extends Layer {
    private static final String TRUNK = "trunk";

    private final ResNet trunk;
    private final Conv2d hidden;
    private final Conv2d shape;

    TrunkModel(RandomStream random, Device device, TrunkConfig.Network config) {
        trunk = child(TRUNK, RenderFeatures.network(random, device, config.width()));
        Window point = Window.of(1, 1);
        hidden =
                child(
                        "hidden",
                        new Conv2d(
                                random,
                                device,
                                3 * config.width(),
                                config.decoder(),
                                Window.of(3, 3).padding(1)));
        shape =
                child(
                        "shape",
                        new Conv2d(random, device, config.decoder(), SurfaceShape.CHANNELS, point));
    }

    /** Those of its weights that are the trunk's, by their names there. */
    static Map<String, HostArray> ofTrunk(Map<String, HostArray> weights) {
        return PyTorch.below(TRUNK, weights);
    }

    /**
     * What is said of images.
     *
     * @param x normalised images {@code [N, size, size, 3]}
     * @return {@code [N, cells, cells, 5]}, as {@link SurfaceShape#values}
     */
    Var forward(Var x, Mode mode) {
        List<Var> features = trunk.features(x, mode);
        Var first = features.get(0);
        int height = first.shape().dim(1);
        int width = first.shape().dim(2);
        Var second = Sample.resizeBilinear(features.get(1), height, width, true);
        Var y = Elementwise.relu(hidden.forward(Layout.concat(3, first, second)));
        return shape.forward(y);
    }
}
