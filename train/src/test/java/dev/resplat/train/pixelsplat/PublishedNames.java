package dev.resplat.train.pixelsplat;

import dev.resplat.train.pixelsplat.BackboneConfig.Kind;
import dev.resplat.train.pixelsplat.BackboneConfig.Norm;
import dev.resplat.train.pixelsplat.BackboneConfig.ResNetPart;
import dev.resplat.train.pixelsplat.BackboneConfig.VitPart;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names and shapes of what a checkpoint of pixelSplat's authors has, written down from their
 * code, DINO's and torchvision's, and not from ours.
 */
final class PublishedNames {
    private final Map<String, int[]> shapes = new LinkedHashMap<>();

    private PublishedNames() {}

    static Map<String, int[]> of(PixelSplatNetwork network) {
        PublishedNames names = new PublishedNames();
        names.backbone(network.backbone());
        int features = network.backbone().features();
        names.linear("encoder.backbone_projection.1", network.backbone().width(), features);
        names.epipolar("encoder.epipolar_transformer.", network.epipolar(), features);
        DepthConfig depth = network.depth();
        names.linear(
                "encoder.depth_predictor.projection.1",
                features,
                2 * depth.buckets() * depth.surfaces());
        int terms = (network.splats().degree() + 1) * (network.splats().degree() + 1);
        names.linear(
                "encoder.to_gaussians.1", features, depth.surfaces() * (2 + 3 + 4 + 3 * terms));
        int skip = network.skipKernel();
        names.conv("encoder.high_resolution_skip.0", 3, features, skip, true);
        return names.shapes;
    }

    private void put(String name, int... shape) {
        if (shapes.put(name, shape) != null) {
            throw new AssertionError(name + " twice");
        }
    }

    private void linear(String name, int in, int out) {
        put(name + ".weight", out, in);
        put(name + ".bias", out);
    }

    private void norm(String name, int width) {
        put(name + ".weight", width);
        put(name + ".bias", width);
    }

    private void batchNorm(String name, int width) {
        norm(name, width);
        put(name + ".running_mean", width);
        put(name + ".running_var", width);
        put(name + ".num_batches_tracked");
    }

    private void conv(String name, int in, int out, int kernel, boolean bias) {
        put(name + ".weight", out, in, kernel, kernel);
        if (bias) {
            put(name + ".bias", out);
        }
    }

    private void backbone(BackboneConfig config) {
        if (config.vit().used()) {
            dino("encoder.backbone.dino.", config.vit());
            for (String tokens : new String[] {"global", "local"}) {
                String name = "encoder.backbone." + tokens + "_token_mlp.";
                linear(name + "0", config.vit().width(), config.vit().width());
                linear(name + "2", config.vit().width(), config.width());
            }
        }
        String inside = config.vit().used() ? "resnet_backbone." : "";
        if (config.resnet().used()) {
            resnet("encoder.backbone." + inside, config.resnet(), config.width());
        }
    }

    private void dino(String name, VitPart config) {
        int width = config.width();
        int side = config.image() / config.patch();
        put(name + "cls_token", 1, 1, width);
        put(name + "pos_embed", 1, 1 + side * side, width);
        conv(name + "patch_embed.proj", 3, width, config.patch(), true);
        for (int i = 0; i < config.layers(); i++) {
            String block = name + "blocks." + i + ".";
            norm(block + "norm1", width);
            linear(block + "attn.qkv", width, 3 * width);
            linear(block + "attn.proj", width, width);
            norm(block + "norm2", width);
            linear(block + "mlp.fc1", width, config.hidden());
            linear(block + "mlp.fc2", config.hidden(), width);
        }
        norm(name + "norm", width);
    }

    /** All four stages, as torchvision makes them whether they are used or not. */
    private void resnet(String name, ResNetPart config, int out) {
        boolean bottleneck = config.depth() == Kind.RESNET50;
        boolean batch = config.norm() == Norm.BATCH;
        int[] blocks = bottleneck ? new int[] {3, 4, 6, 3} : new int[] {2, 2, 2, 2};
        int in = config.width();
        conv(name + "model.conv1", 3, in, 7, false);
        if (batch) {
            batchNorm(name + "model.bn1", in);
        }
        conv(name + "projections.layer0", in, out, 1, true);
        for (int stage = 1; stage <= 4; stage++) {
            int width = config.width() << (stage - 1);
            for (int b = 0; b < blocks[stage - 1]; b++) {
                String block = name + "model.layer" + stage + "." + b + ".";
                int last = bottleneck ? 4 * width : width;
                int[] widths =
                        bottleneck ? new int[] {width, width, last} : new int[] {width, last};
                int before = in;
                for (int i = 0; i < widths.length; i++) {
                    int kernel = bottleneck && i != 1 ? 1 : 3;
                    conv(block + "conv" + (i + 1), before, widths[i], kernel, false);
                    if (batch) {
                        batchNorm(block + "bn" + (i + 1), widths[i]);
                    }
                    before = widths[i];
                }
                if (in != last) {
                    conv(block + "downsample.0", in, last, 1, false);
                    if (batch) {
                        batchNorm(block + "downsample.1", last);
                    }
                }
                in = last;
            }
            if (stage <= config.stages()) {
                conv(name + "projections.layer" + stage, in, out, 1, true);
            }
        }
    }

    private void epipolar(String name, EpipolarConfig config, int features) {
        linear(name + "depth_encoding.1", 2 * config.octaves(), features);
        int inner = config.heads() * config.headWidth();
        for (int i = 0; i < config.layers(); i++) {
            String layer = name + "transformer.layers." + i + ".";
            norm(layer + "0.norm", features);
            put(layer + "0.fn.to_q.weight", inner, features);
            put(layer + "0.fn.to_kv.weight", 2 * inner, features);
            linear(layer + "0.fn.to_out.0", inner, features);
            norm(layer + "1.norm", features);
            imageAttention(layer + "1.fn.self_attention.", config.selfAttention(), features);
        }
        int scale = config.downscale();
        conv(name + "downscaler", features, features, scale, true);
        conv(name + "upscaler", features, features, scale, true);
        conv(name + "upscale_refinement.0", features, 2 * features, config.refineKernel(), true);
        conv(name + "upscale_refinement.2", 2 * features, features, config.refineKernel(), true);
    }

    private void imageAttention(String name, EpipolarConfig.SelfAttention config, int features) {
        int width = config.width();
        int inner = config.heads() * config.headWidth();
        linear(name + "positional_encoding.1", 4 * config.octaves(), width);
        conv(name + "patch_embedder.0", features, width, config.patch(), true);
        for (int i = 0; i < config.layers(); i++) {
            String layer = name + "transformer.layers." + i + ".";
            norm(layer + "0.norm", width);
            put(layer + "0.fn.to_qkv.weight", 3 * inner, width);
            linear(layer + "0.fn.to_out.0", inner, width);
            norm(layer + "1.norm", width);
            linear(layer + "1.fn.net.0", width, config.hidden());
            linear(layer + "1.fn.net.3", config.hidden(), width);
        }
        // A transposed convolution has what comes in first.
        put(name + "resampler.weight", width, features, config.patch(), config.patch());
        put(name + "resampler.bias", features);
    }
}
