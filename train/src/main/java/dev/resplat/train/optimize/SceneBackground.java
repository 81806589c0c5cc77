package dev.resplat.train.optimize;

import dev.resplat.train.data.Draws;

/**
 * What is behind a scene at each step.
 *
 * @param choice of the configuration
 * @param alpha whether photographs are transparent somewhere
 * @param seed of random ones
 */
record SceneBackground(OptimizeConfig.Background choice, boolean alpha, long seed) {
    /** {@code [3]}: that of a step. */
    float[] at(long step) {
        if (choice != OptimizeConfig.Background.RANDOM) {
            return still();
        }
        Draws random = new Draws(seed, Draws.Purpose.BACKGROUND, step);
        return new float[] {random.uniform(), random.uniform(), random.uniform()};
    }

    /** {@code [3]}: that of renders that are looked at, and of metrics. */
    float[] still() {
        boolean white =
                switch (choice) {
                    case WHITE -> true;
                    case BLACK -> false;
                    case AUTO, RANDOM -> alpha;
                };
        return white ? new float[] {1, 1, 1} : new float[3];
    }

    @Override
    public String toString() {
        String still = still()[0] > 0 ? "white" : "black";
        return choice == OptimizeConfig.Background.RANDOM ? "random, in renders " + still : still;
    }
}
