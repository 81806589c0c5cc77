package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Checkpoint;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Mode;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Features of each pixel of images that do not know of each other (Charatan et al. 2024,
 * "pixelSplat", section 4 and their code): a {@linkplain ResNetFeatures residual network} for
 * detail, and {@linkplain VitFeatures tokens of a vision transformer} for what is far apart, added
 * at full resolution.
 *
 * <p>Images are seen as they are, from 0 to 1, without the normalisation of ImageNet. Names of
 * parameters are those of the authors' {@code BackboneDino}, but for those in the vision
 * transformer, which {@link PublishedWeights} renames.
 */
public final class Backbone extends Layer {
    private final BackboneConfig config;
    private final ResNetFeatures resnet;
    private final VitFeatures vit;
    private final boolean checkpoint;

    /** Begins with small random weights. */
    public Backbone(RandomStream random, Device device, BackboneConfig config) {
        this(random, device, config, false);
    }

    /**
     * The same, for less memory in training.
     *
     * @param checkpoint whether blocks of the vision transformer, and all that has full resolution,
     *     are computed again in the backward pass instead of being kept; the residual network is
     *     not, as batch norms must see a batch once
     */
    public Backbone(RandomStream random, Device device, BackboneConfig config, boolean checkpoint) {
        this.config = config;
        this.checkpoint = checkpoint;
        int width = config.width();
        if (config.vit().used()) {
            vit = new VitFeatures(random, device, config.vit(), width, checkpoint);
            child("dino", vit.transformer());
            child("global_token_mlp", vit.ofImage());
            child("local_token_mlp", vit.ofPatches());
        } else {
            vit = null;
        }
        resnet =
                config.resnet().used()
                        ? child(
                                "resnet_backbone",
                                new ResNetFeatures(random, device, config.resnet(), width))
                        : null;
    }

    /**
     * The features that are added.
     *
     * @param images {@code [N, H, W, 3]}, 0 to 1, H and W multiples of {@link
     *     BackboneConfig#multiple}
     * @return {@code [N, H, W, width]}
     */
    public Var forward(Var images, Mode mode) {
        return forward(images, mode, UnaryOperator.identity());
    }

    /**
     * What a head makes of them, which may be narrower: with checkpoints, features of the full
     * resolution and width exist only while they are computed.
     *
     * @param head a pure function of what {@link #forward(Var, Mode)} returns
     */
    public Var forward(Var images, Mode mode, UnaryOperator<Var> head) {
        int height = images.shape().dim(1);
        int width = images.shape().dim(2);
        List<Var> levels = new ArrayList<>();
        if (resnet != null) {
            levels.addAll(resnet.forward(images, mode));
        }
        if (vit != null) {
            levels.add(vit.forward(images));
        }
        boolean patches = vit != null;
        if (!checkpoint) {
            return head.apply(FullResolution.sum(levels, patches, height, width));
        }
        return Checkpoint.of(
                inputs -> head.apply(FullResolution.sum(List.of(inputs), patches, height, width)),
                levels.toArray(Var[]::new));
    }

    /** What it is made of. */
    public BackboneConfig config() {
        return config;
    }
}
