package dev.resplat.bench.peers;

import java.util.Arrays;

/**
 * Two sides timed in turns, many short rounds of each, so that whatever else the machine does falls
 * on both alike.
 *
 * <p>Before a round there is a pause, so that threads of the other side stop spinning, and an
 * untimed run, so that caches hold what this side needs. Which side begins alternates.
 *
 * @param ours seconds of one run, round by round
 * @param theirs the same of the other side
 */
record Rounds(double[] ours, double[] theirs) {
    private static final int ROUNDS = 25;
    private static final double ROUND_SECONDS = 0.02;
    private static final double WARM_UP_SECONDS = 1.5;
    private static final long PAUSE_MILLIS = 10;

    static Rounds of(Case.Sides sides) {
        int ourRuns = warmUp(sides.ours());
        int theirRuns = warmUp(sides.theirs());
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            if (i % 2 == 0) {
                ours[i] = round(sides.ours(), ourRuns);
                theirs[i] = round(sides.theirs(), theirRuns);
            } else {
                theirs[i] = round(sides.theirs(), theirRuns);
                ours[i] = round(sides.ours(), ourRuns);
            }
        }
        return new Rounds(ours, theirs);
    }

    /** Runs for a while and returns how many runs make a round. */
    private static int warmUp(Side side) {
        long start = System.nanoTime();
        double fastest = Double.MAX_VALUE;
        while (1e-9 * (System.nanoTime() - start) < WARM_UP_SECONDS) {
            fastest = Math.min(fastest, seconds(side, 1));
        }
        return (int) Math.max(1, ROUND_SECONDS / fastest);
    }

    private static double round(Side side, int runs) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        side.run();
        return seconds(side, runs) / runs;
    }

    private static double seconds(Side side, int runs) {
        long start = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            side.run();
        }
        return 1e-9 * (System.nanoTime() - start);
    }

    /** The median time of one of our runs. */
    double ourSeconds() {
        return quantile(ours, 0.5);
    }

    /** The median time of one of their runs. */
    double theirSeconds() {
        return quantile(theirs, 0.5);
    }

    /** Our rate divided by theirs: the quantile {@code q} over pairs of rounds. */
    double ratio(double q) {
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            ratios[i] = theirs[i] / ours[i];
        }
        return quantile(ratios, q);
    }

    private static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(q * (sorted.length - 1))];
    }
}
