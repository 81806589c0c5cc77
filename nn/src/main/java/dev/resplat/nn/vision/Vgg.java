package dev.resplat.nn.vision;

import dev.resplat.autodiff.Pool;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * The convolutions of VGG (Simonyan and Zisserman 2015, "Very deep convolutional networks for
 * large-scale image recognition", table 1, columns D and E): five blocks of 3 x 3 convolutions,
 * with a pool that halves the extents between them. Its features are the ends of the blocks, before
 * the pool.
 */
public final class Vgg extends Trunk {
    private static final int PAPER_WIDTH = 64;
    private static final int WIDEST = 8;

    private final List<List<Conv>> blocks = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();

    /** How many convolutions each block has. */
    public enum Depth {
        VGG16(2, 2, 3, 3, 3),
        VGG19(2, 2, 4, 4, 4);

        private final int[] convolutions;

        Depth(int... convolutions) {
            this.convolutions = convolutions;
        }
    }

    /** With weights to be loaded. */
    public Vgg(Device device, Depth depth) {
        this(device, depth, PAPER_WIDTH);
    }

    /** With another number of channels in the first block than 64. */
    Vgg(Device device, Depth depth, int firstWidth) {
        int index = 0;
        int in = 3;
        for (int b = 0; b < depth.convolutions.length; b++) {
            int width = firstWidth * Math.min(1 << b, WIDEST);
            List<Conv> block = new ArrayList<>();
            for (int i = 0; i < depth.convolutions[b]; i++) {
                Conv conv = new Conv(device, in, width, Window.of(3, 3).padding(1));
                block.add(child(String.valueOf(index), conv));
                // In torchvision a rectifier is a layer too.
                index += 2;
                in = width;
            }
            // And so is the pool.
            index++;
            blocks.add(block);
            widths.add(width);
        }
    }

    @Override
    public List<Var> features(Var x) {
        List<Var> features = new ArrayList<>();
        Var y = x;
        for (List<Conv> block : blocks) {
            if (!features.isEmpty()) {
                y = Pool.max(y, Window.of(2, 2).stride(2));
            }
            for (Conv conv : block) {
                y = conv.forward(y);
            }
            features.add(y);
        }
        return features;
    }

    @Override
    public List<Integer> widths() {
        return List.copyOf(widths);
    }

    @Override
    public int leastExtent() {
        // All pools but the last block's halve it.
        return 1 << blocks.size() - 1;
    }
}
