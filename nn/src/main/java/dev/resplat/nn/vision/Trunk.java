package dev.resplat.nn.vision;

import dev.resplat.autodiff.Convolution;
import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.PyTorch;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import java.util.List;

/**
 * The convolutions of a network that learned to classify pictures: what they see in two pictures
 * tells how alike these look to people.
 *
 * <p>The weights are buffers, as they are loaded and never trained: gradients flow to the pictures
 * only. Until they are loaded they are not numbers. Names are those of torchvision below {@code
 * features}.
 */
public abstract class Trunk extends Layer {
    /** Only the trunks here. */
    Trunk() {}

    /**
     * What it sees, at several depths.
     *
     * @param x {@code [N, H, W, 3]}, normalised as the network learned it; H and W are {@link
     *     #leastExtent} or more
     * @return {@code [N, h, w, width]} each, the extents ever smaller
     */
    public abstract List<Var> features(Var x);

    /** The number of channels at each depth. */
    public abstract List<Integer> widths();

    /** The least height and width of a picture: below it a window does not fit any more. */
    public abstract int leastExtent();

    /** A convolution whose weights are not trained, and a rectifier. */
    static final class Conv extends Layer implements PyTorch.Reversed {
        private final Var weight;
        private final Var bias;
        private final Window window;

        Conv(Device device, int in, int out, Window window) {
            Shape shape = Shape.of(window.height(), window.width(), in, out);
            this.window = window;
            weight = Var.constant(buffer("weight", Tensor.full(device, shape, Double.NaN)));
            bias = Var.constant(buffer("bias", Tensor.full(device, Shape.of(out), Double.NaN)));
        }

        Var forward(Var x) {
            return Elementwise.relu(Convolution.conv2d(x, weight, bias, window, 1));
        }
    }
}
