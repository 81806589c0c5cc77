package dev.resplat.train;

import dev.resplat.train.config.UserMistake;
import picocli.CommandLine.Option;

/** The options of commands that make splats with a trained model. */
final class RefinementOptions {
    private static final int MOST = 8;
    private static final int LEARNED = 4;

    @Option(
            names = "--depth",
            paramLabel = "D",
            description =
                    "Steps of refinement, 0 to 8. Default: 4 of models that have learned to refine,"
                            + " 0 of others.")
    private Integer depth;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of where splats are placed. Default: 1.")
    private long seed;

    /**
     * Steps of refinement.
     *
     * @param learned whether the model has learned to refine
     * @throws UserMistake if they are not 0 to 8
     */
    int depth(boolean learned) {
        if (depth == null) {
            return learned ? LEARNED : 0;
        }
        if (depth < 0 || depth > MOST) {
            throw new UserMistake("--depth must be from 0 to %d, is %d".formatted(MOST, depth));
        }
        return depth;
    }

    /** Of where splats are placed. */
    long seed() {
        return seed;
    }
}
