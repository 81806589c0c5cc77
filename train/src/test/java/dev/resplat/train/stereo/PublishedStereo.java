package dev.resplat.train.stereo;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names and shapes of {@code depth_predictor} in a checkpoint of ReSplat's authors, in
 * PyTorch's order of axes, written down from their layers and not from ours.
 */
public final class PublishedStereo {
    private final Map<String, int[]> shapes = new LinkedHashMap<>();

    private PublishedStereo() {}

    public static Map<String, int[]> of(StereoConfig config) {
        PublishedStereo names = new PublishedStereo();
        names.backbone(config.convolutions());
        names.transformer(config.transformer(), config.convolutions().last());
        int tokens = config.mono().used() ? config.mono().width() : 0;
        if (config.mono().used()) {
            names.dino(config.mono());
        }
        int seen = config.candidates() + 2 * config.convolutions().last() + tokens;
        names.regressor(config.regressor(), seen);
        int width = config.regressor().width();
        names.conv("depth_head.0.0", width, 2 * width, 3, true);
        names.conv("depth_head.0.2", 2 * width, config.candidates(), 3, true);
        if (config.upsample()) {
            names.upsampler(config);
        }
        return names.shapes;
    }

    private void put(String name, int... shape) {
        if (shapes.put(name, shape) != null) {
            throw new AssertionError(name + " twice");
        }
    }

    private void conv(String name, int in, int out, int kernel, boolean bias) {
        put(name + ".weight", out, in, kernel, kernel);
        if (bias) {
            put(name + ".bias", out);
        }
    }

    private void norm(String name, int width) {
        put(name + ".weight", width);
        put(name + ".bias", width);
    }

    private void linear(String name, int in, int out) {
        put(name + ".weight", out, in);
        put(name + ".bias", out);
    }

    private void backbone(StereoConfig.Convolutions c) {
        conv("backbone.conv1", 3, c.first(), 7, false);
        int[] widths = {c.first(), c.first(), c.second(), c.last()};
        for (int layer = 1; layer <= 3; layer++) {
            String name = "backbone.layer" + layer + ".";
            conv(name + "0.conv1", widths[layer - 1], widths[layer], 3, false);
            conv(name + "0.conv2", widths[layer], widths[layer], 3, false);
            if (layer > 1) {
                conv(name + "0.downsample.0", widths[layer - 1], widths[layer], 1, true);
            }
            conv(name + "1.conv1", widths[layer], widths[layer], 3, false);
            conv(name + "1.conv2", widths[layer], widths[layer], 3, false);
        }
        conv("backbone.conv2", c.last(), c.last(), 1, true);
    }

    private void transformer(StereoConfig.Views config, int d) {
        for (int i = 0; i < config.layers(); i++) {
            for (String part : new String[] {"self_attn", "cross_attn_ffn"}) {
                String name = "transformer.layers." + i + "." + part + ".";
                for (String map : new String[] {"q_proj", "k_proj", "v_proj", "merge"}) {
                    put(name + map + ".weight", d, d);
                }
                norm(name + "norm1", d);
                if (part.endsWith("ffn")) {
                    put(name + "mlp.0.weight", 2 * d * config.expansion(), 2 * d);
                    put(name + "mlp.2.weight", d, 2 * d * config.expansion());
                    norm(name + "norm2", d);
                }
            }
        }
    }

    private void dino(StereoConfig.Mono config) {
        String name = "pretrained.";
        int d = config.width();
        int side = config.image() / config.patch();
        put(name + "cls_token", 1, 1, d);
        put(name + "pos_embed", 1, 1 + side * side, d);
        conv(name + "patch_embed.proj", 3, d, config.patch(), true);
        for (int i = 0; i < config.layers(); i++) {
            String block = name + "blocks." + i + ".";
            norm(block + "norm1", d);
            linear(block + "attn.qkv", d, 3 * d);
            linear(block + "attn.proj", d, d);
            put(block + "ls1.gamma", d);
            norm(block + "norm2", d);
            linear(block + "mlp.fc1", d, config.hidden());
            linear(block + "mlp.fc2", config.hidden(), d);
            put(block + "ls2.gamma", d);
        }
        norm(name + "norm", d);
    }

    private void regressor(StereoConfig.Regressor config, int in) {
        int c = config.width();
        conv("regressor.0.0", in, c, 3, true);
        norm("regressor.0.1", c);
        String u = "regressor.0.3.";
        conv(u + "input_blocks.0.0", c, c, 3, true);
        block(u + "input_blocks.1.0.", c, c);
        conv(u + "input_blocks.2.0.op", c, c, 3, true);
        block(u + "input_blocks.3.0.", c, c);
        conv(u + "input_blocks.4.0.op", c, c, 3, true);
        block(u + "input_blocks.5.0.", c, c);
        attention(u + "input_blocks.5.1.", c);
        block(u + "middle_block.0.", c, c);
        block(u + "middle_block.2.", c, c);
        for (int i = 0; i < 6; i++) {
            block(u + "output_blocks." + i + ".0.", 2 * c, c);
        }
        attention(u + "output_blocks.0.1.", c);
        attention(u + "output_blocks.1.1.", c);
        conv(u + "output_blocks.1.2.conv", c, c, 3, true);
        conv(u + "output_blocks.3.1.conv", c, c, 3, true);
        norm(u + "out.0", c);
        conv(u + "out.2", c, c, 3, true);
        conv("regressor.0.4", c, c, 3, true);
        conv("regressor_residual.0", in, c, 1, true);
    }

    private void block(String name, int in, int out) {
        norm(name + "in_layers.0", in);
        conv(name + "in_layers.2", in, out, 3, true);
        norm(name + "out_layers.0", out);
        conv(name + "out_layers.3", out, out, 3, true);
        if (in != out) {
            conv(name + "skip_connection", in, out, 1, true);
        }
    }

    private void attention(String name, int c) {
        norm(name + "norm", c);
        put(name + "qkv.weight", 3 * c, c, 1);
        put(name + "qkv.bias", 3 * c);
        put(name + "proj_out.weight", c, c, 1);
        put(name + "proj_out.bias", c);
    }

    private void upsampler(StereoConfig config) {
        StereoConfig.Convolutions c = config.convolutions();
        int tokens = config.mono().width();
        int[] oc = {tokens / 8, tokens / 4, tokens / 2, tokens};
        int features = tokens == 384 ? 32 : tokens == 768 ? 48 : tokens == 1024 ? 64 : tokens / 2;
        String name = "upsampler.";
        int matched = c.last() + 1;
        if (c.downscale() == 4) {
            conv(name + "concat_projects.0", c.first() + c.second() + oc[0], oc[0], 1, true);
            conv(name + "concat_projects.1", c.last() + oc[1] + matched, oc[1], 1, true);
            conv(name + "concat_projects.2", oc[2], oc[2], 1, true);
        } else {
            conv(name + "concat_projects.0", c.first() + oc[0], oc[0], 1, true);
            conv(name + "concat_projects.1", c.second() + oc[1], oc[1], 1, true);
            conv(name + "concat_projects.2", c.last() + oc[2] + matched, oc[2], 1, true);
        }
        for (int i = 0; i < 4; i++) {
            conv(name + "projects." + i, tokens, oc[i], 1, true);
        }
        put(name + "resize_layers.0.weight", oc[0], oc[0], 4, 4);
        put(name + "resize_layers.0.bias", oc[0]);
        put(name + "resize_layers.1.weight", oc[1], oc[1], 2, 2);
        put(name + "resize_layers.1.bias", oc[1]);
        conv(name + "resize_layers.3", oc[3], oc[3], 3, true);
        name += "scratch.";
        for (int i = 1; i <= 4; i++) {
            conv(name + "layer" + i + "_rn", oc[i - 1], features, 3, false);
            for (int unit = i == 4 ? 2 : 1; unit <= 2; unit++) {
                String path = name + "refinenet" + i + ".resConfUnit" + unit;
                conv(path + ".conv1", features, features, 3, true);
                conv(path + ".conv2", features, features, 3, true);
            }
            conv(name + "refinenet" + i + ".out_conv", features, features, 1, true);
        }
        conv(name + "output_conv.0", features, features / 2, 3, true);
        conv(name + "output_conv.2", features / 2, 16, 3, true);
        conv(name + "output_conv.4", 16, 1, 1, true);
    }
}
