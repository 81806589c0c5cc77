package dev.resplat.train.resplat;

import dev.resplat.autodiff.Checkpoint;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.nn.LayerList;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks of attention of points to their neighbours, {@code blocks}, and after each, if wanted, one
 * of all to all, {@code mv_blocks}. Neighbours are found once.
 */
final class PointBlocks extends Layer {
    private final Config config;
    private final List<NeighborBlock> near = new ArrayList<>();
    private final List<GlobalBlock> far = new ArrayList<>();

    /**
     * What the blocks are.
     *
     * @param width of a point
     * @param blocks how many there are
     * @param neighbors how many each point has, itself included
     * @param inner width of attention to neighbours
     * @param attendNeighbors whether points see their neighbours; {@link NeighborBlock} says what
     *     is left out
     * @param global whether there are blocks of all to all as well
     * @param attendAll whether these let all see all; {@link GlobalBlock} says what is left out
     */
    record Config(
            int width,
            int blocks,
            int neighbors,
            int inner,
            boolean attendNeighbors,
            boolean global,
            boolean attendAll) {
        /** Those of the first splats. */
        static Config of(ResplatNetwork.PointsConfig c) {
            return new Config(
                    c.width(),
                    c.blocks(),
                    c.neighbors(),
                    c.inner(),
                    c.attendNeighbors(),
                    true,
                    c.attendAll());
        }

        /** Those of a step. */
        static Config of(ResplatNetwork.UpdateConfig c) {
            return new Config(
                    c.state(),
                    c.blocks(),
                    c.neighbors(),
                    c.inner(),
                    c.attendNeighbors(),
                    false,
                    false);
        }
    }

    PointBlocks(RandomStream random, Device device, Config config) {
        this.config = config;
        LayerList<NeighborBlock> blocks = child("blocks", new LayerList<>());
        for (int i = 0; i < config.blocks; i++) {
            near.add(
                    blocks.add(
                            new NeighborBlock(
                                    random,
                                    device,
                                    config.width,
                                    config.inner,
                                    config.attendNeighbors)));
        }
        if (config.global) {
            LayerList<GlobalBlock> all = child("mv_blocks", new LayerList<>());
            for (int i = 0; i < config.blocks; i++) {
                far.add(all.add(new GlobalBlock(random, device, config.width, config.attendAll)));
            }
        }
    }

    /**
     * @param x {@code [B V H W, width]}
     * @param points {@code [B V H W, 3]}: where they are
     * @param grid how they lie; height and width are multiples of 4 where there are global blocks
     * @param again whether blocks are computed again in the backward pass instead of being kept
     * @return of the shape of x
     */
    Var forward(Var x, Tensor points, Grid grid, boolean again) {
        boolean seen = config.attendNeighbors && config.blocks > 0;
        Tensor neighbors = seen ? SceneNeighbors.of(points, grid.scenes(), config.neighbors) : null;
        Var y = x;
        for (int i = 0; i < near.size(); i++) {
            int block = i;
            y =
                    again
                            ? Checkpoint.of(v -> both(block, v[0], neighbors, grid), y)
                            : both(block, y, neighbors, grid);
        }
        return y;
    }

    private Var both(int i, Var x, Tensor neighbors, Grid grid) {
        Var y = near.get(i).forward(x, neighbors);
        return config.global ? grid.rows(far.get(i).forward(grid.maps(y), grid.scenes())) : y;
    }
}
