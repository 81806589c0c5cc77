package dev.resplat.train.resplat2d;

import dev.resplat.train.config.Require;
import dev.resplat.train.loop.OptimizerConfig;
import dev.resplat.train.loop.RateConfig;
import dev.resplat.train.loop.TrainingConfig;
import java.util.List;
import java.util.Map;

/**
 * How {@link Resplat2d} is trained; {@code configs/resplat2d.yaml} explains the values.
 *
 * @param model {@code resplat2d}
 * @param network what is trained
 * @param data what it learns from
 * @param loss what is made small
 * @param teaching when states are replaced by those of a fit
 * @param stages the depth, stage by stage
 * @param picturesPerEpoch how many pictures are an epoch
 * @param optimizer how weights are improved
 * @param schedule the learning rate
 * @param evaluateEvery steps between two evaluations
 * @param checkpointEvery steps between two checkpoints
 * @param checkpointSeconds seconds after which there is one, too
 * @param seed of weights, pictures and depths
 */
public record Resplat2dConfig(
        String model,
        NetworkConfig network,
        Data data,
        Loss loss,
        Teaching teaching,
        List<Stage> stages,
        int picturesPerEpoch,
        OptimizerConfig optimizer,
        RateConfig schedule,
        int evaluateEvery,
        int checkpointEvery,
        double checkpointSeconds,
        long seed)
        implements TrainingConfig {
    private static final int MOST_PICTURES = 10_000_000;

    public Resplat2dConfig {
        Require.that(!stages.isEmpty(), "stages", "one or more", "none");
        stages = List.copyOf(stages);
        Require.between(1, 1_000_000, "picturesPerEpoch", picturesPerEpoch);
        long pictures = pictures(stages, picturesPerEpoch);
        Require.that(
                pictures <= MOST_PICTURES,
                "stages",
                "of at most %d pictures, epochs times picturesPerEpoch".formatted(MOST_PICTURES),
                pictures);
        TrainingConfig.require(
                steps(stages, picturesPerEpoch, data.batch),
                evaluateEvery,
                checkpointEvery,
                checkpointSeconds);
    }

    private static int steps(List<Stage> stages, int picturesPerEpoch, int batch) {
        return (int) ((pictures(stages, picturesPerEpoch) + batch - 1) / batch);
    }

    private static long pictures(List<Stage> stages, int picturesPerEpoch) {
        return stages.stream().mapToLong(Stage::epochs).sum() * picturesPerEpoch;
    }

    @Override
    public int steps() {
        return steps(stages, picturesPerEpoch, data.batch);
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
        return data.batch;
    }

    /** The stage that a step is in, from 0. */
    int stage(int step) {
        long picture = (long) step * data.batch;
        int stage = 0;
        while (stage < stages.size() - 1
                && picture >= (long) stages.get(stage).epochs * picturesPerEpoch) {
            picture -= (long) stages.get(stage).epochs * picturesPerEpoch;
            stage++;
        }
        return stage;
    }

    /**
     * Pictures, and how many splats they are made into.
     *
     * @param size of a picture, pixels along a side
     * @param batch pictures per step
     * @param leastPixels per splat
     * @param mostPixels per splat; pictures have a number at random between both
     * @param sequences fraction of the pictures that come with a second frame
     * @param heldOut how many pictures are looked at in evaluations
     * @param heldOutPixels per splat there
     */
    public record Data(
            int size,
            int batch,
            double leastPixels,
            double mostPixels,
            double sequences,
            int heldOut,
            double heldOutPixels) {
        public Data {
            Require.between(32, 1024, "size", size);
            Require.between(1, 64, "batch", batch);
            Require.between(4, 10_000, "leastPixels", leastPixels);
            Require.between(leastPixels, 10_000, "mostPixels", mostPixels);
            Require.between(0, 1, "sequences", sequences);
            Require.between(1, 64, "heldOut", heldOut);
            Require.between(4, 10_000, "heldOutPixels", heldOutPixels);
        }
    }

    /**
     * Weights of what is made small.
     *
     * @param l1 of the mean absolute error
     * @param l2 of the mean squared error
     * @param perceptual of the perceptual loss
     * @param lpips a file with weights of LPIPS for that; if empty, it is one minus SSIM
     * @param growth how much less a step counts than the one after it
     * @param splats of the mean opacity: how many splats are in use
     * @param smoothness of how differently neighbours move
     * @param recurrence of how far splats move in a step
     * @param frames of how far they move from one frame to the next
     */
    public record Loss(
            double l1,
            double l2,
            double perceptual,
            String lpips,
            double growth,
            double splats,
            double smoothness,
            double recurrence,
            double frames) {
        public Loss {
            Require.between(0, 1e6, "l1", l1);
            Require.between(0, 1e6, "l2", l2);
            Require.between(0, 1e6, "perceptual", perceptual);
            Require.that(l1 + l2 + perceptual > 0, "l2", "more than 0 where the others are 0", l2);
            Require.between(1e-3, 1, "growth", growth);
            Require.between(0, 1e6, "splats", splats);
            Require.between(0, 1e6, "smoothness", smoothness);
            Require.between(0, 1e6, "recurrence", recurrence);
            Require.between(0, 1e6, "frames", frames);
        }
    }

    /**
     * Scheduled sampling (Bengio et al. 2015): a step may begin with a state that a fit has come to
     * rather than with its own.
     *
     * @param probability at the beginning, for each step of refinement
     * @param until fraction of the training after which it has fallen to zero, along a line
     * @param fitSteps of the fit for each step of refinement
     */
    public record Teaching(double probability, double until, int fitSteps) {
        public Teaching {
            Require.between(0, 1, "probability", probability);
            Require.between(1e-6, 1, "until", until);
            Require.between(1, 10_000, "fitSteps", fitSteps);
        }

        /** The probability when a fraction of the training is over. */
        double at(double done) {
            return probability * Math.max(0, 1 - done / until);
        }
    }

    /**
     * Epochs with a depth at random between two numbers.
     *
     * @param epochs how many
     * @param leastDepth steps of refinement
     * @param mostDepth steps of refinement
     */
    public record Stage(int epochs, int leastDepth, int mostDepth) {
        public Stage {
            Require.between(1, 100_000, "epochs", epochs);
            Require.between(0, Reconstruction.MOST_DEPTH, "leastDepth", leastDepth);
            Require.between(leastDepth, Reconstruction.MOST_DEPTH, "mostDepth", mostDepth);
        }
    }
}
