package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Mode;
import dev.resplat.nn.NamedLayers;
import dev.resplat.nn.vision.ResNet;
import dev.resplat.nn.vision.ResidualBlock;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * What a residual network sees in images at several resolutions, all of one width. Its pool is
 * never applied, so that two levels have half of the extents of the images: after the first
 * convolution, and after the first stage.
 */
final class ResNetFeatures extends Layer {
    private static final Window POINT = Window.of(1, 1);

    private final ResNet model;
    private final Conv2d[] projections;

    ResNetFeatures(
            RandomStream random, Device device, BackboneConfig.ResNetPart config, int width) {
        ResNet.Depth depth =
                switch (config.depth()) {
                    case RESNET18 -> ResNet.Depth.RESNET18;
                    case RESNET50 -> ResNet.Depth.RESNET50;
                };
        ResidualBlock.Norm norm =
                switch (config.norm()) {
                    case BATCH -> ResidualBlock.Norm.BATCH;
                    case INSTANCE -> ResidualBlock.Norm.INSTANCE;
                };
        model =
                child(
                        "model",
                        new ResNet(
                                random, device, depth, 3, config.width(), config.stages(), norm));
        NamedLayers named = child("projections", new NamedLayers());
        projections = new Conv2d[model.widths().size()];
        for (int i = 0; i < projections.length; i++) {
            int in = model.widths().get(i);
            projections[i] = named.add("layer" + i, new Conv2d(random, device, in, width, POINT));
        }
    }

    /**
     * The levels, finest first. Those of equal extents are one: what is done with them later is
     * linear, so they can be added before.
     *
     * @param images {@code [N, H, W, 3]}
     */
    List<Var> forward(Var images, Mode mode) {
        List<Var> seen = model.unpooled(images, mode);
        List<Var> levels = new ArrayList<>();
        for (int i = 0; i < projections.length; i++) {
            Var level = projections[i].forward(seen.get(i));
            int last = levels.size() - 1;
            if (last >= 0 && levels.get(last).shape().equals(level.shape())) {
                levels.set(last, levels.get(last).add(level));
            } else {
                levels.add(level);
            }
        }
        return levels;
    }
}
