package dev.resplat.train;

import picocli.CommandLine.Option;

/** The options of commands that make splats with a trained model. */
final class RefinementOptions {
    @Option(
            names = "--depth",
            paramLabel = "D",
            defaultValue = "4",
            description = "Steps of refinement, 0 to 8. Default: 4.")
    private int depth;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of where splats are placed. Default: 1.")
    private long seed;

    /** Steps of refinement, as given. */
    int depth() {
        return depth;
    }

    /** Of where splats are placed. */
    long seed() {
        return seed;
    }
}
