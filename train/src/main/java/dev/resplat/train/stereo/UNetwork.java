package dev.resplat.train.stereo;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.GroupNorm;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Convolutions at ever smaller extents and back (Ronneberger et al. 2015, "U-Net"), of the same
 * width everywhere, with attention of all views at the smallest. Names and order are those of the
 * networks of latent diffusion (Rombach et al. 2022).
 */
final class UNetwork extends Layer {
    private final Conv2d first;
    private final UBlock[] down;
    private final Conv2d[] smaller;
    private final AllViewsAttention downAttention;
    private final UBlock[] middle = new UBlock[2];
    private final UBlock[][] up;
    private final AllViewsAttention[] upAttention = new AllViewsAttention[2];
    private final Conv2d[] larger;
    private final GroupNorm norm;
    private final Conv2d out;

    UNetwork(RandomStream random, Device device, StereoConfig.Regressor config) {
        int width = config.width();
        int groups = config.groups();
        int levels = config.levels();
        down = new UBlock[levels];
        smaller = new Conv2d[levels];
        up = new UBlock[levels][2];
        larger = new Conv2d[levels];

        NamedLayers inputs = child("input_blocks", new NamedLayers());
        int at = 0;
        first = block(inputs, at++).add("0", conv(random, device, width, 1));
        AllViewsAttention attention = null;
        for (int level = 0; level < levels; level++) {
            NamedLayers block = block(inputs, at++);
            down[level] = block.add("0", new UBlock(random, device, width, width, groups));
            if (level == levels - 1) {
                attention = block.add("1", attention(random, device, config));
            } else {
                smaller[level] =
                        block(inputs, at++)
                                .add("0", new NamedLayers())
                                .add("op", conv(random, device, width, 2));
            }
        }
        downAttention = attention;

        NamedLayers between = child("middle_block", new NamedLayers());
        middle[0] = between.add("0", new UBlock(random, device, width, width, groups));
        middle[1] = between.add("2", new UBlock(random, device, width, width, groups));

        NamedLayers outputs = child("output_blocks", new NamedLayers());
        at = 0;
        for (int level = levels - 1; level >= 0; level--) {
            for (int i = 0; i < 2; i++) {
                NamedLayers block = block(outputs, at++);
                up[level][i] = block.add("0", new UBlock(random, device, 2 * width, width, groups));
                boolean smallest = level == levels - 1;
                if (smallest) {
                    upAttention[i] = block.add("1", attention(random, device, config));
                }
                if (i == 1 && level > 0) {
                    larger[level] =
                            block.add(smallest ? "2" : "1", new NamedLayers())
                                    .add("conv", conv(random, device, width, 1));
                }
            }
        }
        NamedLayers end = child("out", new NamedLayers());
        norm = end.add("0", new GroupNorm(device, groups, width, UBlock.EPSILON));
        out =
                end.add(
                        "2",
                        new Conv2d(random, device, width, width, UBlock.NEAR, Initializer.zeros()));
    }

    private static NamedLayers block(NamedLayers blocks, int i) {
        return blocks.add(String.valueOf(i), new NamedLayers());
    }

    private static Conv2d conv(RandomStream random, Device device, int width, int stride) {
        return new Conv2d(random, device, width, width, UBlock.NEAR.stride(stride));
    }

    private static AllViewsAttention attention(
            RandomStream random, Device device, StereoConfig.Regressor config) {
        return new AllViewsAttention(
                random, device, config.width(), config.headWidth(), config.groups());
    }

    /**
     * @param x {@code [B V, h, w, width]}, extents multiples of {@code 2^(levels - 1)}
     * @param views how many a scene has
     * @return of the same shape
     */
    Var forward(Var x, int views) {
        Deque<Var> skipped = new ArrayDeque<>();
        Var y = first.forward(x);
        skipped.push(y);
        int last = down.length - 1;
        for (int level = 0; level <= last; level++) {
            y = down[level].forward(y);
            if (level == last) {
                y = downAttention.forward(y, views);
            } else {
                skipped.push(y);
                y = smaller[level].forward(y);
            }
            skipped.push(y);
        }
        y = middle[1].forward(middle[0].forward(y));
        for (int level = last; level >= 0; level--) {
            for (int i = 0; i < 2; i++) {
                y = up[level][i].forward(Layout.concat(-1, y, skipped.pop()));
                if (level == last) {
                    y = upAttention[i].forward(y, views);
                }
            }
            if (level > 0) {
                y = larger[level].forward(doubled(y));
            }
        }
        return out.forward(Elementwise.silu(norm.forward(y)));
    }

    /** Each pixel as four. */
    private static Var doubled(Var x) {
        Shape s = x.shape();
        int n = s.dim(0);
        int h = s.dim(1);
        int w = s.dim(2);
        int c = s.dim(3);
        Var all = Layout.broadcastTo(x.reshape(n, h, 1, w, 1, c), Shape.of(n, h, 2, w, 2, c));
        return all.reshape(n, 2 * h, 2 * w, c);
    }
}
