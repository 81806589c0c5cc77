package dev.resplat.train.trunk;

import dev.resplat.train.config.Require;
import dev.resplat.train.loop.OptimizerConfig;
import dev.resplat.train.loop.RateConfig;
import dev.resplat.train.loop.TrainingConfig;
import dev.resplat.train.resplat.RenderFeatures;
import java.util.List;
import java.util.Map;

/**
 * How the weights of {@link RenderFeatures} are trained; {@code configs/trunk.yaml} explains the
 * values.
 *
 * @param model {@value #MODEL}
 * @param network what is trained
 * @param data what it learns from
 * @param degradation how windows of views are made worse
 * @param loss what is made small
 * @param optimizer how weights are improved
 * @param schedule the learning rate
 * @param steps how many there are
 * @param evaluateEvery steps between two evaluations
 * @param checkpointEvery steps between two checkpoints
 * @param checkpointSeconds seconds after which there is one, too
 * @param seed of weights, views and what is done to them
 */
public record TrunkConfig(
        String model,
        Network network,
        Data data,
        DegradationConfig degradation,
        Loss loss,
        OptimizerConfig optimizer,
        RateConfig schedule,
        int steps,
        int evaluateEvery,
        int checkpointEvery,
        double checkpointSeconds,
        long seed)
        implements TrainingConfig {
    /** The name of the model. */
    public static final String MODEL = RenderFeatures.BUILT_IN;

    public TrunkConfig {
        TrainingConfig.require(steps, evaluateEvery, checkpointEvery, checkpointSeconds);
    }

    /**
     * The network.
     *
     * @param width channels of the first convolution and the first stage; the second has twice as
     *     many
     * @param decoder channels of what reads them while it learns, and is not used afterwards
     */
    public record Network(int width, int decoder) {
        public Network {
            Require.between(1, 512, "width", width);
            Require.between(1, 1024, "decoder", decoder);
        }
    }

    /**
     * Windows of views.
     *
     * @param pathViews of each scene that the program makes, along its path
     * @param viewSize pixels of a side of views
     * @param window pixels of a side of what is learned from
     * @param scenes that are learned from at the same time
     * @param views of each of these, drawn at random
     * @param rounds steps with these, before others come
     * @param batch windows of a step
     * @param microBatches parts of a batch, which are computed side by side; a divisor of {@code
     *     batch}; norms are over one part
     * @param heldOut views that evaluations look at, each of a scene of its own
     */
    public record Data(
            int pathViews,
            int viewSize,
            int window,
            int scenes,
            int views,
            int rounds,
            int batch,
            int microBatches,
            int heldOut) {
        public Data {
            Require.between(1, 10_000, "pathViews", pathViews);
            Require.between(8, 4096, "viewSize", viewSize);
            Require.between(8, viewSize, "window", window);
            Require.that(window % 8 == 0, "window", "a multiple of 8", window);
            Require.between(1, 4096, "scenes", scenes);
            Require.between(1, 4096, "views", views);
            Require.between(1, 1_000_000, "rounds", rounds);
            Require.between(1, 4096, "batch", batch);
            Require.between(1, batch, "microBatches", microBatches);
            Require.that(
                    batch % microBatches == 0,
                    "microBatches",
                    "a divisor of batch, " + batch,
                    microBatches);
            Require.between(4, 4096, "heldOut", heldOut);
        }
    }

    /**
     * Weights of what is made small, each a mean over what is known.
     *
     * @param depth the squared difference of the logarithm of depth, whose mean in the window is 0
     * @param normals the squared difference of normals
     * @param edges the squared difference of whether there is an edge of depth, 1 or 0
     */
    public record Loss(double depth, double normals, double edges) {
        public Loss {
            Require.atLeast(0, "depth", depth);
            Require.atLeast(0, "normals", normals);
            Require.atLeast(0, "edges", edges);
            double sum = depth + normals + edges;
            Require.that(
                    sum > 0 && sum < Double.POSITIVE_INFINITY,
                    "depth",
                    "more than 0, or another weight",
                    depth);
        }
    }

    @Override
    public List<String> mayChange() {
        return List.of("schedule.*");
    }

    @Override
    public Map<String, Object> budget() {
        return Map.of("data", data);
    }

    @Override
    public int samplesPerStep() {
        return data.batch();
    }
}
