package dev.resplat.train.stereo;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Conv2d;
import dev.resplat.nn.GroupNorm;
import dev.resplat.nn.Layer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;

/** Makes sense of costs, with what is seen in each view (Xu et al. 2025, "DepthSplat", 3.2). */
final class CostRegressor extends Layer {
    private static final int GROUPS = 8;

    private final Conv2d before;
    private final GroupNorm norm;
    private final UNetwork network;
    private final Conv2d after;

    CostRegressor(RandomStream random, Device device, int in, StereoConfig.Regressor config) {
        int width = config.width();
        before = child("0", new Conv2d(random, device, in, width, UBlock.NEAR));
        norm = child("1", new GroupNorm(device, GROUPS, width, UBlock.EPSILON));
        network = child("3", new UNetwork(random, device, config));
        after = child("4", new Conv2d(random, device, width, width, UBlock.NEAR));
    }

    /**
     * @param x {@code [B V, h, w, in]}
     * @param views how many a scene has
     * @return {@code [B V, h, w, width]}
     */
    Var forward(Var x, int views) {
        Var y = Elementwise.gelu(norm.forward(before.forward(x)));
        return after.forward(network.forward(y, views));
    }
}
