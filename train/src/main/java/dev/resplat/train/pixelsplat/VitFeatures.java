package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Layer;
import dev.resplat.nn.Linear;
import dev.resplat.nn.TransformerBlock;
import dev.resplat.nn.vision.VisionTransformer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;

/** What a vision transformer sees in patches of images: of each, plus of the image as a whole. */
final class VitFeatures {
    /** As in DINO. */
    private static final double EPSILON = 1e-6;

    private final VisionTransformer transformer;
    private final TokenMlp ofImage;
    private final TokenMlp ofPatches;
    private final int patch;
    private final boolean checkpoint;

    VitFeatures(
            RandomStream random,
            Device device,
            BackboneConfig.VitPart config,
            int width,
            boolean checkpoint) {
        this.patch = config.patch();
        this.checkpoint = checkpoint;
        TransformerBlock.Config block =
                new TransformerBlock.Config(
                        config.width(), config.heads(), config.hidden(), Activation.GELU, EPSILON);
        transformer =
                new VisionTransformer(
                        random,
                        device,
                        new VisionTransformer.Config(
                                config.image(),
                                config.image(),
                                3,
                                config.patch(),
                                config.layers(),
                                true,
                                block));
        ofImage = new TokenMlp(random, device, config.width(), width);
        ofPatches = new TokenMlp(random, device, config.width(), width);
    }

    VisionTransformer transformer() {
        return transformer;
    }

    Layer ofImage() {
        return ofImage;
    }

    Layer ofPatches() {
        return ofPatches;
    }

    /**
     * @param images {@code [N, H, W, 3]}
     * @return {@code [N, H / patch, W / patch, width]}
     */
    Var forward(Var images) {
        Shape s = images.shape();
        int n = s.dim(0);
        Var tokens = transformer.forwardStretched(images, checkpoint);
        Var image = ofImage.forward(Layout.slice(tokens, 1, 0, 1));
        Var patches = ofPatches.forward(Layout.slice(tokens, 1, 1, tokens.shape().dim(1)));
        return patches.add(image).reshape(n, s.dim(1) / patch, s.dim(2) / patch, -1);
    }

    /** Two linear maps, numbered as in a sequence with an activation between them. */
    private static final class TokenMlp extends Layer {
        private final Linear hidden;
        private final Linear out;

        TokenMlp(RandomStream random, Device device, int in, int width) {
            hidden = child("0", new Linear(random, device, in, in));
            out = child("2", new Linear(random, device, in, width));
        }

        Var forward(Var x) {
            return out.forward(Elementwise.relu(hidden.forward(x)));
        }
    }
}
