package dev.resplat.train.stereo;

import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.TransformerBlock;
import dev.resplat.nn.vision.VisionTransformer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import java.util.List;

/**
 * What a vision transformer sees in each image on its own, for what does not match: DINOv2 (Oquab
 * et al. 2023), whose tokens after four of its blocks are taken.
 */
final class MonoBranch {
    /** Images with a longer side are made smaller before, as ReSplat does. */
    private static final int LONGEST = 560;

    private static final double EPSILON = 1e-6;

    private final VisionTransformer transformer;
    private final int patch;
    private final int[] taken;
    private final boolean checkpoint;

    MonoBranch(RandomStream random, Device device, StereoConfig.Mono config, boolean checkpoint) {
        this.checkpoint = checkpoint;
        patch = config.patch();
        taken = config.taken().stream().mapToInt(Integer::intValue).toArray();
        TransformerBlock.Config block =
                new TransformerBlock.Config(
                        config.width(),
                        config.heads(),
                        config.hidden(),
                        Activation.GELU,
                        EPSILON,
                        true);
        transformer =
                new VisionTransformer(
                        random,
                        device,
                        new VisionTransformer.Config(
                                config.image(),
                                config.image(),
                                3,
                                patch,
                                config.layers(),
                                true,
                                block));
    }

    VisionTransformer transformer() {
        return transformer;
    }

    /**
     * @param images {@code [N, H, W, 3]}, normalised; resized to the next multiples of a patch
     *     below
     * @return {@code [N, H/patch, W/patch, width]} each
     */
    List<Var> forward(Var images) {
        int height = images.shape().dim(1);
        int width = images.shape().dim(2);
        int longest = Math.max(height, width);
        int limit = Math.min(longest, LONGEST);
        int rows = extent((int) ((long) height * limit / longest));
        int columns = extent((int) ((long) width * limit / longest));
        Var seen =
                rows == height && columns == width
                        ? images
                        : Sample.resizeBilinear(images, rows, columns, true);
        return transformer.patchesAfter(seen, checkpoint, taken);
    }

    private int extent(int pixels) {
        return Math.max(1, pixels / patch) * patch;
    }
}
