package dev.resplat.train.optimize;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.Projection;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.train.config.Require;
import dev.resplat.train.data.Draws;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Splats as samples of a distribution (Kheradmand et al. 2024, "3D Gaussian splatting as Markov
 * chain Monte Carlo"): means move at random where a splat hardly counts (section 4.1), splats that
 * have faded are moved to where others are (section 4.2), and their number grows by a fraction at a
 * time up to a cap, with what is seen unchanged.
 */
final class Mcmc implements Strategy {
    /** Copies of one splat beyond this change its size no more. */
    private static final int MOST_COPIES = 51;

    private static final double[][] BINOMIALS = binomials();

    private final Config config;
    private final int most;
    private final long seed;

    /**
     * Settings.
     *
     * @param faded opacity at or below which a splat is moved
     * @param growth how many more splats there are after each time, as a fraction
     * @param noise times the rate of the means: the size of random moves; 5e5 in the paper
     * @param noiseEvery so many steps apart are moves, which are larger by the root of this
     */
    record Config(double faded, double growth, double noise, int noiseEvery) {
        Config {
            Require.between(0, 0.5, "faded", faded);
            Require.between(0, 10, "growth", growth);
            Require.between(0, 1e9, "noise", noise);
            Require.between(1, 10_000, "noiseEvery", noiseEvery);
        }
    }

    /**
     * Up to so many splats.
     *
     * @param seed of all that is random
     */
    Mcmc(Config config, int most, long seed) {
        this.config = config;
        this.most = most;
        this.seed = seed;
    }

    private static double[][] binomials() {
        double[][] c = new double[MOST_COPIES][];
        for (int n = 0; n < MOST_COPIES; n++) {
            c[n] = new double[n + 1];
            c[n][0] = 1;
            c[n][n] = 1;
            for (int k = 1; k < n; k++) {
                c[n][k] = c[n - 1][k - 1] + c[n - 1][k];
            }
        }
        return c;
    }

    @Override
    public Var observe(Var footprints, int width, int height) {
        return footprints;
    }

    @Override
    public void disturb(Parameters parameters, double meansRate, int step) {
        if (config.noise() == 0 || step % config.noiseEvery() != 0) {
            return;
        }
        double size = meansRate * config.noise() * Math.sqrt(config.noiseEvery());
        try (Scope scope = Scope.open()) {
            Tensor means = parameters.get(Part.MEANS).value();
            int n = parameters.count();
            Tensor random = new RandomStream(seed + step).normal(means.device(), Shape.of(n, 3));
            Tensor opacity = parameters.get(Part.OPACITY_LOGITS).value().map(UnaryOp.SIGMOID);
            // a smooth step: one for what is nearly invisible, zero for the rest
            Tensor free = opacity.mul(-100).add(0.5).map(UnaryOp.SIGMOID).mul(size);
            Tensor push = random.mul(free.reshape(n, 1));
            Tensor s =
                    Projection.covariances(
                                    parameters.get(Part.QUATS).detach(),
                                    parameters.get(Part.LOG_SCALES).detach())
                            .value();
            Tensor[] moves = new Tensor[3];
            int[][] rows = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};
            for (int j = 0; j < 3; j++) {
                Tensor sum = null;
                for (int k = 0; k < 3; k++) {
                    Tensor term = column(s, rows[j][k]).mul(column(push, k));
                    sum = sum == null ? term : sum.add(term);
                }
                moves[j] = sum;
            }
            means.write(means.add(Arranging.concat(1, moves)));
        }
    }

    private static Tensor column(Tensor x, int k) {
        return Arranging.slice(x, 1, k, k + 1);
    }

    @Override
    public Optional<Edit> adapt(Cloud cloud, int step, double done) {
        int n = cloud.count();
        double[] opacities = new double[n];
        double[] sums = new double[n];
        double sum = 0;
        int faded = 0;
        for (int i = 0; i < n; i++) {
            opacities[i] = 1 / (1 + Math.exp(-cloud.part(Part.OPACITY_LOGITS)[i]));
            if (opacities[i] > config.faded()) {
                sum += opacities[i];
            } else {
                faded++;
            }
            sums[i] = sum;
        }
        int added = (int) Math.min(most - n, Math.ceil(config.growth() * n));
        if (sum == 0 || faded + added <= 0) {
            return Optional.empty();
        }
        return Optional.of(moved(cloud, opacities, sums, Math.max(added, 0), step));
    }

    /** All that is random depends on the step only, so there is nothing to remember. */
    @Override
    public Map<String, HostArray> state() {
        return Map.of();
    }

    @Override
    public void restore(Map<String, HostArray> state) {}

    /** Gives faded splats, and new ones, a part of splats that are seen. */
    private Edit moved(Cloud cloud, double[] opacities, double[] sums, int added, int step) {
        int n = cloud.count();
        int[] rows = new int[n + added];
        int[] copies = new int[n];
        Places places = new Places(sums, seed, step);
        for (int i = 0; i < rows.length; i++) {
            boolean seen = i < n && opacities[i] > config.faded();
            rows[i] = seen ? i : places.next();
            copies[rows[i]]++;
        }
        int[] memories = rows.clone();
        float[] logits = cloud.rows(Part.OPACITY_LOGITS, rows);
        float[] scales = cloud.rows(Part.LOG_SCALES, rows);
        for (int i = 0; i < rows.length; i++) {
            int together = Math.min(copies[rows[i]], MOST_COPIES);
            if (together == 1) {
                continue;
            }
            memories[i] = -1;
            double before = opacities[rows[i]];
            double after = 1 - Math.pow(1 - before, 1.0 / together);
            after = Math.min(Math.max(after, config.faded()), 1 - 1e-6);
            logits[i] = (float) Math.log(after / (1 - after));
            float shrink = (float) Math.log(shrink(before, after, together));
            for (int k = 3 * i; k < 3 * i + 3; k++) {
                scales[k] += shrink;
            }
        }
        return new Edit(
                rows, memories, Map.of(Part.OPACITY_LOGITS, logits, Part.LOG_SCALES, scales));
    }

    /** By how much splats shrink that take the place of one (equation 9 of the paper). */
    private static double shrink(double before, double after, int copies) {
        double sum = 0;
        for (int i = 1; i <= copies; i++) {
            for (int k = 0; k < i; k++) {
                double sign = k % 2 == 0 ? 1 : -1;
                sum += sign * BINOMIALS[i - 1][k] * Math.pow(after, k + 1) / Math.sqrt(k + 1);
            }
        }
        return before / sum;
    }

    /** Splats drawn by their opacity. */
    private static final class Places {
        private final double[] sums;
        private final Draws random;

        Places(double[] sums, long seed, int step) {
            this.sums = sums;
            random = new Draws(seed, Draws.Purpose.SPLATS, step);
        }

        int next() {
            double place = random.uniform() * sums[sums.length - 1];
            int found = Arrays.binarySearch(sums, place);
            int at = found < 0 ? -found - 1 : found;
            // the first sum beyond the place is of one that is seen
            while (sums[at] <= place) {
                at++;
            }
            return at;
        }
    }
}
