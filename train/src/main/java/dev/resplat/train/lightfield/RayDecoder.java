package dev.resplat.train.lightfield;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Initializer;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.nn.Linear;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Tensor;

/**
 * Colours of rays from what they found and where they are: residual blocks, to each of which what
 * was found is added anew (Du et al. 2023, section 3.2).
 */
final class RayDecoder extends Layer {
    private final Linear ray;
    private final LayerList<Block> blocks;
    private final Linear out;

    RayDecoder(RandomStream random, Device device, LightFieldNetwork network) {
        int width = network.decoderWidth();
        Initializer he = Initializer.kaimingNormal();
        ray = child("lin_in", new Linear(random, device, RaySamples.RAY, width, he));
        blocks = child("blocks", new LayerList<>());
        for (int i = 0; i < network.decoderBlocks(); i++) {
            blocks.add(new Block(random, device, network.latent(), width));
        }
        out = child("lin_out", new Linear(random, device, width, 3, he));
    }

    private static final class Block extends Layer {
        private final Linear latent;
        private final Linear first;
        private final Linear second;

        Block(RandomStream random, Device device, int known, int width) {
            Initializer he = Initializer.kaimingNormal();
            latent = child("lin_z", new Linear(random, device, known, width, he));
            first = child("fc_0", new Linear(random, device, width, width, he));
            second = child("fc_1", new Linear(random, device, width, width, Initializer.zeros()));
        }

        Var forward(Var x, Var found) {
            x = x.add(latent.forward(found));
            Var y = first.forward(Elementwise.relu(x));
            return x.add(second.forward(Elementwise.relu(y)));
        }
    }

    /**
     * @param found {@code [R, latent]}
     * @param rays {@code [V, R, 1, 9]}: the mean over views of what a layer makes of them is used
     * @return {@code [R, 3]}
     */
    Var forward(Var found, Tensor rays) {
        int views = rays.shape().dim(0);
        int count = rays.shape().dim(1);
        Var where = ray.forward(Var.constant(rays.reshape(views, count, RaySamples.RAY)));
        Var x = Reduce.mean(where, 0);
        for (Block block : blocks) {
            x = block.forward(x, found);
        }
        return out.forward(Elementwise.relu(x)).add(0.5);
    }
}
