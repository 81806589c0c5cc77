package dev.resplat.train.pixelsplat;

import dev.resplat.train.config.Require;

/**
 * What {@link Backbone} is made of: a residual network for detail, and a vision transformer for
 * what is far apart, whose features are added.
 *
 * @param resnet the residual network
 * @param vit the vision transformer
 * @param width of the features that are added; 512 in pixelSplat
 * @param features that come out for each pixel; 128 in pixelSplat
 */
public record BackboneConfig(ResNetPart resnet, VitPart vit, int width, int features) {
    public BackboneConfig {
        Require.between(1, 4096, "width", width);
        Require.between(1, 4096, "features", features);
        Require.that(resnet.used || vit.used, "resnet.used", "true where vit.used is false", false);
    }

    /**
     * A residual network without its pooling, whose stem and first stages are used.
     *
     * @param used whether it is there
     * @param depth {@code RESNET18} or {@code RESNET50}
     * @param width channels of the first stage's 3 x 3 convolutions; 64 in ResNet
     * @param stages 1 to 4; 3 in pixelSplat
     * @param norm what normalises its features
     */
    public record ResNetPart(boolean used, Kind depth, int width, int stages, Norm norm) {
        public ResNetPart {
            Require.between(1, 256, "width", width);
            Require.between(1, 4, "stages", stages);
        }
    }

    /** Kinds of residual networks. */
    public enum Kind {
        RESNET18,
        RESNET50
    }

    /** What normalises features. */
    public enum Norm {
        /** Each channel over the batch, as in ResNet and in DINO's weights. */
        BATCH,
        /** Each channel over its image: images do not depend on each other. */
        INSTANCE
    }

    /**
     * A vision transformer.
     *
     * @param used whether it is there
     * @param patch pixels along the side of a patch; 8 in DINO's ViT-B/8
     * @param image pixels along the side of images that its learned positions are for; they are
     *     stretched for others; 224 in DINO
     * @param width of a token; 768 in ViT-B
     * @param layers 12 in ViT-B
     * @param heads 12 in ViT-B
     * @param hidden width of the network of each token; 3072 in ViT-B
     */
    public record VitPart(
            boolean used, int patch, int image, int width, int layers, int heads, int hidden) {
        public VitPart {
            Require.between(1, 64, "patch", patch);
            Require.between(1, 1024, "image", image);
            Require.that(image % patch == 0, "image", "a multiple of patch, " + patch, image);
            Require.between(1, 4096, "width", width);
            Require.between(1, 64, "layers", layers);
            Require.between(1, 64, "heads", heads);
            Require.that(width % heads == 0, "heads", "a divisor of width, " + width, heads);
            Require.between(1, 16384, "hidden", hidden);
        }
    }

    /** Images must be multiples of this many pixels in height and width. */
    int multiple() {
        return Math.max(resnet.used ? 1 << resnet.stages : 1, vit.used ? vit.patch : 1);
    }
}
