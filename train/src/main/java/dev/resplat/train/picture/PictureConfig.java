package dev.resplat.train.picture;

import dev.resplat.nn.Activation;
import dev.resplat.nn.optim.Adam;
import dev.resplat.nn.optim.Schedule;
import dev.resplat.train.config.Require;
import dev.resplat.train.loop.TrainingConfig;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What {@link PictureFit} learns, and how; {@code configs/picture.yaml} explains the values.
 *
 * @param model {@code picture}
 * @param picture what is learned
 * @param features what the network sees of a coordinate
 * @param network the network
 * @param optimizer how its weights are improved
 * @param schedule the learning rate
 * @param steps optimizer steps
 * @param batch random pixels per step
 * @param evaluateEvery steps between two evaluations of the whole picture
 * @param checkpointEvery steps between two checkpoints
 * @param checkpointSeconds seconds after which there is one, too
 * @param seed of weights, frequencies and batches
 */
public record PictureConfig(
        String model,
        Size picture,
        Features features,
        Network network,
        Adam.Config optimizer,
        Rate schedule,
        int steps,
        int batch,
        int evaluateEvery,
        int checkpointEvery,
        double checkpointSeconds,
        long seed)
        implements TrainingConfig {
    /** What fits into one tensor. */
    private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 64;

    public PictureConfig {
        TrainingConfig.require(steps, evaluateEvery, checkpointEvery, checkpointSeconds);
        Require.between(1, 1 << 22, "batch", batch);
        long pixels = (long) picture.width * picture.height;
        long most = MOST_ELEMENTS / (2 * pixels);
        Require.that(
                features.frequencies <= most,
                "features.frequencies",
                "at most %d for %d pixels".formatted(most, pixels),
                features.frequencies);
        long widest =
                IntStream.concat(
                                IntStream.of(2 * features.frequencies),
                                network.hidden.stream().mapToInt(w -> w))
                        .max()
                        .getAsInt();
        Require.that(
                batch <= MOST_ELEMENTS / widest,
                "batch",
                "at most %d for layers of %d".formatted(MOST_ELEMENTS / widest, widest),
                batch);
    }

    @Override
    public List<String> mayChange() {
        return List.of("schedule.*");
    }

    /**
     * Size of a picture.
     *
     * @param width pixels
     * @param height pixels
     */
    public record Size(int width, int height) {
        public Size {
            Require.between(8, 2048, "width", width);
            Require.between(8, 2048, "height", height);
        }
    }

    /**
     * Random Fourier features.
     *
     * @param frequencies how many
     * @param deviation standard deviation of a frequency, cycles per height of the picture
     */
    public record Features(int frequencies, double deviation) {
        public Features {
            Require.between(1, 4096, "frequencies", frequencies);
            Require.positive("deviation", deviation);
        }
    }

    /**
     * The network between features and colours.
     *
     * @param hidden widths of the hidden layers
     * @param activation between layers
     */
    public record Network(List<Integer> hidden, Activation activation) {
        public Network {
            Require.that(
                    hidden.stream().allMatch(w -> w != null && w >= 1 && w <= 4096),
                    "hidden",
                    "a list of widths from 1 to 4096",
                    hidden);
            hidden = List.copyOf(hidden);
        }
    }

    /**
     * The learning rate.
     *
     * @param rate after warm-up
     * @param lastRate at the end
     * @param warmUpSteps steps on the way up
     */
    public record Rate(double rate, double lastRate, int warmUpSteps) {
        public Rate {
            Require.positive("rate", rate);
            Require.between(0, rate, "lastRate", lastRate);
            Require.atLeast(0, "warmUpSteps", warmUpSteps);
        }

        Schedule over(int steps) {
            return Schedule.cosine(rate, lastRate, steps).warmedUp(warmUpSteps);
        }
    }
}
