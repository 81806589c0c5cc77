package dev.resplat.nn.vision;

import dev.resplat.autodiff.Checkpoint;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A transformer over the patches of a picture (Dosovitskiy et al. 2021, "An image is worth 16x16
 * words", 3.1): each patch becomes a token by a linear map, learned positions are added, and blocks
 * and a last layer norm follow.
 *
 * <p>Names are not quite those of torchvision's {@code vit_*}, whose weights have to be renamed
 * before they are loaded: {@code conv_proj} and {@code class_token} are the same, {@code
 * pos_embedding} and {@code norm} are {@code encoder.pos_embedding} and {@code encoder.ln} there.
 * Block i is {@code layers.i} (there {@code encoder.layers.encoder_layer_i}) and has the names of
 * {@code torch.nn.TransformerEncoderLayer}. For the names of DINO and timm there is {@link
 * #nameOfDino}.
 */
public final class VisionTransformer extends Layer {
    private static final double POSITION_DEVIATION = 0.02;

    private static final String[] DINO = {
        "patch_embed.proj", "conv_proj", "cls_token", "class_token", "pos_embed", "pos_embedding"
    };
    private static final Pattern DINO_BLOCK = Pattern.compile("blocks\\.(\\d+)\\.(.+)");
    private static final Map<String, String> DINO_LAYERS =
            Map.ofEntries(
                    Map.entry("norm1.weight", "norm1.weight"),
                    Map.entry("norm1.bias", "norm1.bias"),
                    Map.entry("attn.qkv.weight", "self_attn.in_proj_weight"),
                    Map.entry("attn.qkv.bias", "self_attn.in_proj_bias"),
                    Map.entry("attn.proj.weight", "self_attn.out_proj.weight"),
                    Map.entry("attn.proj.bias", "self_attn.out_proj.bias"),
                    Map.entry("ls1.gamma", "ls1.gamma"),
                    Map.entry("ls2.gamma", "ls2.gamma"),
                    Map.entry("norm2.weight", "norm2.weight"),
                    Map.entry("norm2.bias", "norm2.bias"),
                    Map.entry("mlp.fc1.weight", "linear1.weight"),
                    Map.entry("mlp.fc1.bias", "linear1.bias"),
                    Map.entry("mlp.fc2.weight", "linear2.weight"),
                    Map.entry("mlp.fc2.bias", "linear2.bias"));

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
        return last(intermediate(x, positions, false, config.depth - 1));
    }

    /**
     * The same for pictures of any size that patches fill: learned positions are stretched to it as
     * DINO does, with bicubic interpolation.
     *
     * @param x {@code [N, H, W, channels]}
     * @param checkpoint whether blocks are computed again in the backward pass, for less memory
     * @return {@code [N, tokens, block width]}
     */
    public Var forwardStretched(Var x, boolean checkpoint) {
        return last(intermediate(x, stretched(x), checkpoint, config.depth - 1));
    }

    /**
     * Tokens of patches after some of the blocks, through the last layer norm and without that of
     * the class, as DINOv2 has them (Oquab et al. 2023); pictures as for {@link #forwardStretched}.
     *
     * @param blocks which, from 0
     * @return {@code [N, H / patch, W / patch, block width]} each, in the order of {@code blocks}
     */
    public List<Var> patchesAfter(Var x, boolean checkpoint, int... blocks) {
        Shape s = x.shape();
        int before = config.classToken ? 1 : 0;
        List<Var> after = new ArrayList<>();
        for (Var tokens : intermediate(x, stretched(x), checkpoint, blocks)) {
            Var patches = Layout.slice(tokens, 1, before, tokens.shape().dim(1));
            after.add(
                    patches.reshape(
                            s.dim(0),
                            s.dim(1) / config.patch,
                            s.dim(2) / config.patch,
                            config.block.width()));
        }
        return after;
    }

    private static Var last(List<Var> tokens) {
        return tokens.get(tokens.size() - 1);
    }

    /** Positions for pictures of the size of x. */
    private Var stretched(Var x) {
        Shape s = x.shape();
        int patch = config.patch;
        if (s.rank() != 4
                || s.dim(3) != config.channels
                || s.dim(1) < patch
                || s.dim(2) < patch
                || s.dim(1) % patch != 0
                || s.dim(2) % patch != 0) {
            throw new ShapeException(
                    "VisionTransformer: x must be [N, H, W, %d] with H and W multiples of %d, is %s"
                            .formatted(config.channels, patch, s));
        }
        return positions(s.dim(1) / patch, s.dim(2) / patch);
    }

    /** Positions of that many patches, after that of the class. */
    private Var positions(int height, int width) {
        int h = config.height / config.patch;
        int w = config.width / config.patch;
        if (height == h && width == w) {
            return positions;
        }
        int channels = config.block.width();
        int before = config.classToken ? 1 : 0;
        Var patches = Layout.slice(positions, 1, before, before + h * w).reshape(h, w, channels);
        Var stretched =
                Bicubic.stretch(patches, height, width).reshape(1, height * width, channels);
        return config.classToken
                ? Layout.concat(1, Layout.slice(positions, 1, 0, 1), stretched)
                : stretched;
    }

    /** Tokens after the given blocks; what is after the last of them is not computed. */
    private List<Var> intermediate(Var x, Var places, boolean checkpoint, int... wanted) {
        int n = x.shape().dim(0);
        int width = config.block.width();
        Var tokens = patches.forward(x).reshape(n, -1, width);
        if (classToken != null) {
            Var first = Layout.broadcastTo(classToken, Shape.of(n, 1, width));
            tokens = Layout.concat(1, first, tokens);
        }
        tokens = tokens.add(places);
        int last = Arrays.stream(wanted).max().orElse(-1);
        Map<Integer, Var> after = new HashMap<>();
        int i = 0;
        for (TransformerBlock block : blocks) {
            if (i > last) {
                break;
            }
            tokens =
                    checkpoint
                            ? Checkpoint.of(v -> block.forward(v[0]), tokens)
                            : block.forward(tokens);
            int at = i++;
            if (Arrays.stream(wanted).anyMatch(number -> number == at)) {
                after.put(at, norm.forward(tokens));
            }
        }
        return Arrays.stream(wanted).mapToObj(after::get).toList();
    }

    /**
     * The name here of what timm and DINO call so: {@code layers.0.self_attn.in_proj_weight} for
     * {@code blocks.0.attn.qkv.weight}. Names that neither has are returned as they are.
     */
    public static String nameOfDino(String name) {
        for (int i = 0; i < DINO.length; i += 2) {
            if (name.equals(DINO[i]) || name.startsWith(DINO[i] + ".")) {
                return DINO[i + 1] + name.substring(DINO[i].length());
            }
        }
        Matcher block = DINO_BLOCK.matcher(name);
        String ours = block.matches() ? DINO_LAYERS.get(block.group(2)) : null;
        return ours == null ? name : "layers." + block.group(1) + "." + ours;
    }
}
