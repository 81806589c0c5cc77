package dev.resplat.train.stereo;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.ConvTranspose2d;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * What is added to interpolated depth at full resolution (Ranftl et al. 2021, "Vision transformers
 * for dense prediction", with the features of Xu et al. 2025, "DepthSplat", 3.3): features of
 * levels, each of half the extent of the one before, are added up from the smallest to the largest.
 * It begins with zero.
 *
 * <p>Level i sees what convolutions and the vision transformer have seen at {@code 1 / 2^(i + 1)}
 * of the extent of images; that of the depth also sees the depth and what views have told each
 * other. Without the vision transformer there are no levels below that.
 */
final class DepthUpsampler extends Layer {
    private static final Window POINT = Window.of(1, 1);
    private static final Window INSIDE = Window.of(3, 3);
    private static final int LEVELS = 4;

    /** Channels of the last but one convolution. */
    private static final int NARROW = 16;

    private final int downscale;
    private final boolean mono;
    private final Conv2d[] projects = new Conv2d[LEVELS];
    private final ConvTranspose2d[] enlarge = new ConvTranspose2d[2];
    private final Conv2d[] combine = new Conv2d[LEVELS - 1];
    private final Conv2d[] narrow;
    private final FusionBlock[] fuse;
    private final Conv2d halve;
    private final Conv2d[] outs = new Conv2d[3];

    DepthUpsampler(RandomStream random, Device device, StereoConfig config) {
        StereoConfig.Convolutions seen = config.convolutions();
        downscale = seen.downscale();
        mono = config.mono().used();
        int width = config.mono().width();
        int[] widths = {width / 8, width / 4, width / 2, width};
        int levels = mono ? LEVELS : ofDepth() + 1;

        NamedLayers named = child("projects", new NamedLayers());
        for (int i = 0; mono && i < LEVELS; i++) {
            projects[i] =
                    named.add(
                            String.valueOf(i), new Conv2d(random, device, width, widths[i], POINT));
        }
        named = child("resize_layers", new NamedLayers());
        for (int i = 0; mono && i < enlarge.length; i++) {
            Window window = Window.of(4 >> i, 4 >> i).stride(4 >> i);
            enlarge[i] =
                    named.add(
                            String.valueOf(i),
                            new ConvTranspose2d(random, device, widths[i], widths[i], window));
        }
        Window half = UBlock.NEAR.stride(2);
        halve = mono ? named.add("3", new Conv2d(random, device, width, width, half)) : null;

        int[] all = {seen.first(), seen.second(), seen.last()};
        named = child("concat_projects", new NamedLayers());
        for (int i = 0; i < Math.min(levels, combine.length); i++) {
            int in = mono ? widths[i] : 0;
            for (int j = 0; j < all.length; j++) {
                in += level(j) == i ? all[j] : 0;
            }
            in += i == ofDepth() ? seen.last() + 1 : 0;
            combine[i] =
                    named.add(String.valueOf(i), new Conv2d(random, device, in, widths[i], POINT));
        }

        int inner = inner(width);
        NamedLayers scratch = child("scratch", new NamedLayers());
        narrow = new Conv2d[levels];
        fuse = new FusionBlock[levels];
        for (int i = 0; i < levels; i++) {
            narrow[i] =
                    scratch.add(
                            "layer" + (i + 1) + "_rn",
                            Conv2d.withoutBias(
                                    random,
                                    device,
                                    widths[i],
                                    inner,
                                    UBlock.NEAR,
                                    Initializer.uniformFanIn()));
        }
        for (int i = 0; i < levels; i++) {
            fuse[i] =
                    scratch.add(
                            "refinenet" + (i + 1),
                            new FusionBlock(random, device, inner, i == levels - 1));
        }
        named = scratch.add("output_conv", new NamedLayers());
        outs[0] = named.add("0", new Conv2d(random, device, inner, inner / 2, INSIDE));
        outs[1] = named.add("2", new Conv2d(random, device, inner / 2, NARROW, INSIDE));
        outs[2] = named.add("4", new Conv2d(random, device, NARROW, 1, POINT, Initializer.zeros()));
    }

    /** Channels of what is added up: 32, 48 and 64 for DINOv2's widths 384, 768 and 1024. */
    private static int inner(int width) {
        return Math.max(width / 16, Math.min(32, width / 2));
    }

    /** The level of what the i-th convolutions have seen. */
    private int level(int i) {
        return downscale == 4 ? Math.max(0, i - 1) : i;
    }

    /** The level of the depth. */
    private int ofDepth() {
        return level(2);
    }

    /**
     * @param convolutions what {@link ConvolutionEncoder} has seen
     * @param matched {@code [N, h, w, last]}
     * @param tokens {@code [N, H/8, W/8, width]} of four blocks of the vision transformer; none
     *     without
     * @param depth {@code [N, h, w, 1]}
     * @param height of images
     * @param width of images
     * @return {@code [N, height, width, 1]}
     */
    Var forward(
            List<Var> convolutions,
            Var matched,
            List<Var> tokens,
            Var depth,
            int height,
            int width) {
        Var sum = null;
        for (int i = narrow.length - 1; i >= 0; i--) {
            Var seen = i == LEVELS - 1 ? ofTokens(tokens, i) : null;
            if (i < LEVELS - 1) {
                List<Var> parts = new ArrayList<>();
                for (int j = 0; j < convolutions.size(); j++) {
                    if (level(j) == i) {
                        parts.add(convolutions.get(j));
                    }
                }
                if (mono) {
                    parts.add(ofTokens(tokens, i));
                }
                if (i == ofDepth()) {
                    parts.add(matched);
                    parts.add(depth);
                }
                seen = combine[i].forward(Layout.concat(-1, parts.toArray(Var[]::new)));
            }
            sum = fuse[i].forward(sum, narrow[i].forward(seen), height >> i, width >> i);
        }
        Var y = Elementwise.gelu(outs[0].forward(Edges.repeated(sum)));
        y = Elementwise.gelu(outs[1].forward(Edges.repeated(y)));
        return outs[2].forward(y);
    }

    private Var ofTokens(List<Var> tokens, int i) {
        Var x = projects[i].forward(tokens.get(i));
        return switch (i) {
            case 0, 1 -> enlarge[i].forward(x);
            case 3 -> halve.forward(x);
            default -> x;
        };
    }
}
