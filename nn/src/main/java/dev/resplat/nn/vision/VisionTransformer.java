package dev.resplat.nn.vision;

import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.nn.LayerNorm;
import dev.resplat.nn.TransformerBlock;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import java.util.Objects;

/**
 * A transformer over the patches of a picture (Dosovitskiy et al. 2021, "An image is worth 16x16
 * words", 3.1): each patch becomes a token by a linear map, learned positions are added, and blocks
 * and a last layer norm follow.
 *
 * <p>Names are not quite those of torchvision's {@code vit_*}, whose weights have to be renamed
 * before they are loaded: {@code conv_proj} and {@code class_token} are the same, {@code
 * pos_embedding} and {@code norm} are {@code encoder.pos_embedding} and {@code encoder.ln} there.
 * Block i is {@code layers.i} (there {@code encoder.layers.encoder_layer_i}) and has the names of
 * {@code torch.nn.TransformerEncoderLayer}.
 */
public final class VisionTransformer extends Layer {
    private static final double POSITION_DEVIATION = 0.02;

    private final Config config;
    private final Conv2d patches;
    private final Var classToken;
    private final Var positions;
    private final LayerList<TransformerBlock> blocks;
    private final LayerNorm norm;

    /**
     * What it is made of.
     *
     * @param height of pictures in pixels
     * @param width of pictures in pixels
     * @param channels of pictures; usually 3
     * @param patch extent of a patch in pixels, a divisor of height and width
     * @param depth number of blocks
     * @param classToken whether a learned token stands before those of the patches
     * @param block what a block is made of
     */
    public record Config(
            int height,
            int width,
            int channels,
            int patch,
            int depth,
            boolean classToken,
            TransformerBlock.Config block) {
        /** Checks every value. */
        public Config {
            if (height < 1 || width < 1 || channels < 1 || depth < 1) {
                throw new IllegalArgumentException(
                        "VisionTransformer: height, width, channels and depth must be 1 or more,"
                                + " are %d, %d, %d and %d"
                                        .formatted(height, width, channels, depth));
            }
            Objects.requireNonNull(block, "VisionTransformer: block must not be null");
            if (patch < 1 || height % patch != 0 || width % patch != 0) {
                throw new IllegalArgumentException(
                        "VisionTransformer: patches of %d pixels do not fill a picture of %d x %d"
                                .formatted(patch, width, height));
            }
        }

        int tokens() {
            return (height / patch) * (width / patch) + (classToken ? 1 : 0);
        }
    }

    /**
     * With normal positions of deviation 0.02, a class token of zeros, and layers as they begin.
     */
    public VisionTransformer(RandomStream random, Device device, Config config) {
        this.config = config;
        int width = config.block.width();
        Window window = Window.of(config.patch, config.patch).stride(config.patch);
        patches = child("conv_proj", new Conv2d(random, device, config.channels, width, window));
        classToken =
                config.classToken
                        ? parameter("class_token", Tensor.zeros(device, Shape.of(1, 1, width)))
                        : null;
        Shape shape = Shape.of(1, config.tokens(), width);
        positions =
                parameter(
                        "pos_embedding",
                        Initializer.normal(POSITION_DEVIATION).make(random, device, shape));
        blocks = child("layers", new LayerList<>());
        for (int i = 0; i < config.depth; i++) {
            blocks.add(new TransformerBlock(random, device, config.block));
        }
        norm = child("norm", new LayerNorm(device, width, config.block.epsilon()));
    }

    /**
     * Tokens of patches, row by row, after that of the class if there is one.
     *
     * @param x {@code [N, height, width, channels]}
     * @return {@code [N, tokens, block width]}
     */
    public Var forward(Var x) {
        Shape s = x.shape();
        if (s.rank() != 4
                || !s.equals(Shape.of(s.dim(0), config.height, config.width, config.channels))) {
            throw new ShapeException(
                    "VisionTransformer: x must be [N, %d, %d, %d], is %s"
                            .formatted(config.height, config.width, config.channels, s));
        }
        int n = s.dim(0);
        int width = config.block.width();
        int patchCount = config.tokens() - (config.classToken ? 1 : 0);
        Var tokens = patches.forward(x).reshape(n, patchCount, width);
        if (classToken != null) {
            Var first = Layout.broadcastTo(classToken, Shape.of(n, 1, width));
            tokens = Layout.concat(1, first, tokens);
        }
        tokens = tokens.add(positions);
        for (TransformerBlock block : blocks) {
            tokens = block.forward(tokens);
        }
        return norm.forward(tokens);
    }
}
