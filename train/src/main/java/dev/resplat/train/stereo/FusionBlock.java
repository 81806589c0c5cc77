package dev.resplat.train.stereo;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Sample;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.Layer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Window;

/**
 * Adds what is seen at one extent to what came from the next smaller one, and enlarges it (Ranftl
 * et al. 2021, "Vision transformers for dense prediction", 3).
 */
final class FusionBlock extends Layer {
    private final Unit ofSkip;
    private final Unit ofSum;
    private final Conv2d out;

    /**
     * @param smallest whether nothing came before
     */
    FusionBlock(RandomStream random, Device device, int width, boolean smallest) {
        out = child("out_conv", new Conv2d(random, device, width, width, Window.of(1, 1)));
        ofSkip = smallest ? null : child("resConfUnit1", new Unit(random, device, width));
        ofSum = child("resConfUnit2", new Unit(random, device, width));
    }

    /**
     * @param before {@code [N, h, w, width]}; null in the smallest
     * @param skip of the same shape: what is seen at this extent
     * @return {@code [N, height, columns, width]}
     */
    Var forward(Var before, Var skip, int height, int columns) {
        Var sum = before == null ? skip : before.add(ofSkip.forward(skip));
        // Interpolation and a product of channels may be exchanged: there are fewer pixels before.
        Var y = out.forward(ofSum.forward(sum));
        return Sample.resizeBilinear(y, height, columns, true);
    }

    /** Two convolutions beside a shortcut, each after a rectifier. */
    private static final class Unit extends Layer {
        private final Conv2d conv1;
        private final Conv2d conv2;

        Unit(RandomStream random, Device device, int width) {
            conv1 = child("conv1", new Conv2d(random, device, width, width, UBlock.NEAR));
            conv2 = child("conv2", new Conv2d(random, device, width, width, UBlock.NEAR));
        }

        Var forward(Var x) {
            Var y = conv1.forward(Elementwise.relu(x));
            return conv2.forward(Elementwise.relu(y)).add(x);
        }
    }
}
