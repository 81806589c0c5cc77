package dev.resplat.nn.vision;

import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Pool;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The convolutions of SqueezeNet 1.1 (Iandola et al. 2016, "SqueezeNet: AlexNet-level accuracy with
 * 50x fewer parameters", section 3; the widths of version 1.1 are the authors' later ones).
 * Features are the first convolution and the ends of fire modules 3, 5, 6, 7, 8 and 9.
 */
public final class SqueezeNet extends Trunk {
    private static final int FIRST_WIDTH = 64;
    private static final int LAST = 12;

    /** What leaves twelve places to the first pool, six to the next and three to the last. */
    private static final int LEAST_EXTENT = 25;

    private final Conv first;

    /** By their number among torchvision's layers; pools are 2, 5 and 8. */
    private final Map<Integer, Fire> fires = new LinkedHashMap<>();

    /** With weights to be loaded. */
    public SqueezeNet(Device device) {
        first = child("0", new Conv(device, 3, FIRST_WIDTH, Window.of(3, 3).stride(2)));
        fire(device, 3, 64, 16, 64);
        fire(device, 4, 128, 16, 64);
        fire(device, 6, 128, 32, 128);
        fire(device, 7, 256, 32, 128);
        fire(device, 9, 256, 48, 192);
        fire(device, 10, 384, 48, 192);
        fire(device, 11, 384, 64, 256);
        fire(device, 12, 512, 64, 256);
    }

    private void fire(Device device, int index, int in, int squeezed, int expanded) {
        Fire fire = new Fire(device, in, squeezed, expanded);
        fires.put(index, child(String.valueOf(index), fire));
    }

    @Override
    public List<Var> features(Var x) {
        Var y = first.forward(x);
        List<Var> features = new ArrayList<>(List.of(y));
        for (int index = 2; index <= LAST; index++) {
            Fire fire = fires.get(index);
            if (fire == null) {
                y = Pool.max(y, Window.of(3, 3).stride(2), true);
            } else {
                y = fire.forward(y);
                if (!isInner(index)) {
                    features.add(y);
                }
            }
        }
        return features;
    }

    /** Fire modules 2 and 4, which are the first after a pool. */
    private static boolean isInner(int index) {
        return index == 3 || index == 6;
    }

    @Override
    public List<Integer> widths() {
        List<Integer> widths = new ArrayList<>(List.of(FIRST_WIDTH));
        fires.forEach(
                (index, fire) -> {
                    if (!isInner(index)) {
                        widths.add(fire.width);
                    }
                });
        return widths;
    }

    @Override
    public int leastExtent() {
        return LEAST_EXTENT;
    }

    /** Few channels, from which many are made by windows of 1 x 1 and of 3 x 3, side by side. */
    private static final class Fire extends Layer {
        private final Conv squeeze;
        private final Conv expand1;
        private final Conv expand3;
        private final int width;

        Fire(Device device, int in, int squeezed, int expanded) {
            Window point = Window.of(1, 1);
            squeeze = child("squeeze", new Conv(device, in, squeezed, point));
            expand1 = child("expand1x1", new Conv(device, squeezed, expanded, point));
            expand3 =
                    child(
                            "expand3x3",
                            new Conv(device, squeezed, expanded, Window.of(3, 3).padding(1)));
            width = 2 * expanded;
        }

        Var forward(Var x) {
            Var y = squeeze.forward(x);
            return Layout.concat(-1, expand1.forward(y), expand3.forward(y));
        }
    }
}
