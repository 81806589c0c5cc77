package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Attention;
import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.ConvTranspose2d;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.nn.LayerNorm;
import dev.resplat.nn.Linear;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;

/**
 * Attention of each image to itself, in patches: what a few pixels learned from other images is
 * told to those around them that learned nothing (pixelSplat, section 4.1). Patches become tokens
 * that know their places, and after some transformer layers each token becomes a patch again.
 *
 * <p>Layers are named as in pixelSplat.
 */
final class ImageAttention extends Layer {
    static final double EPSILON = 1e-5;

    private final EpipolarConfig.SelfAttention config;
    private final Linear places;
    private final Conv2d patches;
    private final LayerList<Block> blocks;
    private final ConvTranspose2d resampler;

    /**
     * @param features that come in and go out for each pixel
     */
    ImageAttention(
            RandomStream random, Device device, EpipolarConfig.SelfAttention config, int features) {
        this.config = config;
        int waves = PositionalEncoding.width(2, config.octaves());
        Window patch = Window.of(config.patch(), config.patch()).stride(config.patch());
        int width = config.width();
        places =
                child("positional_encoding", new NamedLayers())
                        .add("1", new Linear(random, device, waves, width));
        patches =
                child("patch_embedder", new NamedLayers())
                        .add("0", new Conv2d(random, device, features, width, patch));
        blocks = child("transformer", new NamedLayers()).add("layers", new LayerList<>());
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(new Block(random, device, config));
        }
        resampler = child("resampler", new ConvTranspose2d(random, device, width, features, patch));
    }

    /**
     * @param x {@code [N, H, W, features]}, H and W multiples of the extent of a patch
     * @return of the same shape, without a shortcut
     */
    Var forward(Var x) {
        Var map = Elementwise.relu(patches.forward(x));
        Shape s = map.shape();
        Tensor waves = waves(x.device(), s.dim(1), s.dim(2));
        Var tokens =
                map.reshape(s.dim(0), s.dim(1) * s.dim(2), s.dim(3))
                        .add(places.forward(Var.constant(waves)));
        for (Block block : blocks) {
            tokens = block.forward(tokens);
        }
        return resampler.forward(tokens.reshape(s.dims()));
    }

    /** The encoded places of tokens, {@code [rows columns, waves]}; x and then y, from 0 to 1. */
    private Tensor waves(Device device, int rows, int columns) {
        float[] xy = new float[2 * rows * columns];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                xy[2 * (r * columns + c)] = (c + 0.5f) / columns;
                xy[2 * (r * columns + c) + 1] = (r + 0.5f) / rows;
            }
        }
        Tensor points = Tensor.of(device, Shape.of(rows * columns, 2), xy);
        return PositionalEncoding.of(points, config.octaves());
    }

    /**
     * Attention of tokens and a small network of each, both normalised first and with shortcuts.
     */
    private static final class Block extends Layer {
        private final int heads;
        private final LayerNorm norm0;
        private final Projection projection;
        private final Linear mix;
        private final LayerNorm norm1;
        private final Linear hidden;
        private final Linear out;

        Block(RandomStream random, Device device, EpipolarConfig.SelfAttention config) {
            heads = config.heads();
            int width = config.width();
            int inner = heads * config.headWidth();
            NamedLayers first = child("0", new NamedLayers());
            norm0 = first.add("norm", new LayerNorm(device, width, EPSILON));
            NamedLayers attention = first.add("fn", new NamedLayers());
            projection = attention.add("to_qkv", new Projection(random, device, width, inner, 3));
            mix =
                    attention
                            .add("to_out", new NamedLayers())
                            .add("0", new Linear(random, device, inner, width));
            NamedLayers second = child("1", new NamedLayers());
            norm1 = second.add("norm", new LayerNorm(device, width, EPSILON));
            NamedLayers net = second.add("fn", new NamedLayers()).add("net", new NamedLayers());
            hidden = net.add("0", new Linear(random, device, width, config.hidden()));
            out = net.add("3", new Linear(random, device, config.hidden(), width));
        }

        Var forward(Var x) {
            Var tokens = norm0.forward(x);
            Var found = Attention.attention(part(tokens, 0), part(tokens, 1), part(tokens, 2));
            Shape s = found.shape();
            x = x.add(mix.forward(found.reshape(s.dim(0), s.dim(1), -1)));
            return x.add(out.forward(Elementwise.gelu(hidden.forward(norm1.forward(x)))));
        }

        /** Queries, keys or values: {@code [N, tokens, heads, headWidth]}. */
        private Var part(Var tokens, int i) {
            Shape s = tokens.shape();
            return tokens.matmul(projection.weight(i)).reshape(s.dim(0), s.dim(1), heads, -1);
        }
    }
}
