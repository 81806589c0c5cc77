package dev.resplat.train.resplat;

import dev.resplat.train.stereo.PublishedStereo;
import dev.resplat.train.stereo.StereoConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names and shapes of what a checkpoint of ReSplat's authors has, in PyTorch's order of axes,
 * written down from their layers and not from ours.
 */
final class PublishedNames {
    /** Channels of a ResNet-18 at the first convolution and both stages. */
    private static final int[] TRUNK = {64, 64, 128};

    private final Map<String, int[]> shapes = new LinkedHashMap<>();

    private PublishedNames() {}

    /**
     * @param network of a downscale of 4 with a splat of each point, or 2 with 4 of them
     */
    static Map<String, int[]> of(ResplatNetwork network) {
        PublishedNames names = new PublishedNames();
        PublishedStereo.of(network.stereo())
                .forEach((name, shape) -> names.put("encoder.depth_predictor." + name, shape));
        names.first(network);
        names.recurrent(network);
        names.trunk();
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

    private void conv(String name, int in, int out, int kernel, boolean bias) {
        put(name + ".weight", out, in, kernel, kernel);
        if (bias) {
            put(name + ".bias", out);
        }
    }

    private void first(ResplatNetwork network) {
        ResplatNetwork.PointsConfig points = network.points();
        StereoConfig.Convolutions c = network.stereo().convolutions();
        int tokens = network.stereo().mono().width();
        int features;
        if (points.downscale() == 4) {
            features = tokens / 4 + c.first() + c.second() + 2 * c.last();
        } else {
            features = tokens / 64 * 4 + c.first() + c.second() + 2 * (c.last() / 4);
        }
        int image = 3 * points.downscale() * points.downscale();
        int width = points.width();
        conv("encoder.gaussian_regressor.0", image + 1 + 1 + features, width, 3, true);
        conv("encoder.gaussian_regressor.2", width, width, 3, true);
        linear("encoder.proj", image + features + width + 1, width);
        for (int i = 0; i < points.blocks(); i++) {
            near("encoder.pt.blocks." + i, width, points.inner());
            global("encoder.pt.mv_blocks." + i, width);
        }
        int harmonics = 3 * (network.splats().degree() + 1) * (network.splats().degree() + 1);
        int numbers = (7 + harmonics + 2 + 1) * points.perPoint();
        linear("encoder.gaussian_head.0", width, numbers);
        linear("encoder.gaussian_head.2", numbers, numbers);
    }

    private void recurrent(ResplatNetwork network) {
        ResplatNetwork.UpdateConfig update = network.update();
        int errors = TRUNK[0] + TRUNK[1] + TRUNK[2];
        int state = update.state();
        int numbers =
                3 + 7 + 1 + 3 * (network.splats().degree() + 1) * (network.splats().degree() + 1);
        conv("encoder.update_proj", network.points().width(), state, 1, true);
        linear(
                "encoder.update_rgb_error_proj.0",
                network.points().perPoint() == 4 ? 3 : 48,
                errors);
        norm("encoder.update_rgb_error_proj.1", errors);
        linear("encoder.update_module.0.linear", numbers + state + errors, state);
        for (int i = 0; i < update.blocks(); i++) {
            near("encoder.update_module.1.blocks." + i, state, update.inner());
        }
        for (int i = 0; i < 3; i++) {
            linear("encoder.update_head." + 2 * i, state, state);
        }
        linear("encoder.update_head.6", state, numbers);
        for (int i = 0; i < update.attendAll(); i++) {
            global("encoder.update_error_attn." + i, errors);
        }
    }

    private void near(String name, int width, int inner) {
        norm(name + ".norm1", width);
        put(name + ".attn.qkv.weight", 3 * inner, width);
        linear(name + ".attn.proj", inner, width);
        norm(name + ".norm2", width);
        linear(name + ".mlp.fc1", width, 4 * width);
        linear(name + ".mlp.fc2", 4 * width, width);
    }

    private void global(String name, int width) {
        linear(name + ".proj1", 16 * width, width);
        norm(name + ".norm1", width);
        linear(name + ".proj2", width, 16 * width);
        norm(name + ".norm2", 16 * width);
        conv(name + ".conv", width, width, 3, true);
        near(name + ".attn", width, width);
    }

    private void trunk() {
        String name = "encoder.update_feature.";
        conv(name + "conv1", 3, TRUNK[0], 7, false);
        batchNorm(name + "bn1", TRUNK[0]);
        for (int stage = 1; stage < TRUNK.length; stage++) {
            for (int b = 0; b < 2; b++) {
                String block = name + "layer" + stage + "." + b + ".";
                int in = b == 0 ? TRUNK[stage - 1] : TRUNK[stage];
                conv(block + "conv1", in, TRUNK[stage], 3, false);
                batchNorm(block + "bn1", TRUNK[stage]);
                conv(block + "conv2", TRUNK[stage], TRUNK[stage], 3, false);
                batchNorm(block + "bn2", TRUNK[stage]);
                if (in != TRUNK[stage]) {
                    conv(block + "downsample.0", in, TRUNK[stage], 1, false);
                    batchNorm(block + "downsample.1", TRUNK[stage]);
                }
            }
        }
    }

    private void batchNorm(String name, int width) {
        norm(name, width);
        put(name + ".running_mean", width);
        put(name + ".running_var", width);
        put(name + ".num_batches_tracked");
    }
}
