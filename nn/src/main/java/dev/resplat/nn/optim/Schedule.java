package dev.resplat.nn.optim;

/** The learning rate of every step; steps count from zero. */
@FunctionalInterface
public interface Schedule {
    /** The learning rate of a step. */
    double at(int step);

    /** Always the same. */
    static Schedule constant(double rate) {
        return step -> rate;
    }

    /**
     * Half a cosine from {@code rate} at step 0 down to {@code last} at step {@code steps}, and
     * there it stays (Loshchilov and Hutter 2017, equation 5, without restarts).
     */
    static Schedule cosine(double rate, double last, int steps) {
        Require.positive("steps", steps);
        return step -> anneal(rate, last, Math.min(step, steps) / (double) steps);
    }

    /** Multiplied by {@code factor} every {@code every} steps. */
    static Schedule step(double rate, double factor, int every) {
        Require.positive("every", every);
        return step -> rate * Math.pow(factor, step / every);
    }

    /**
     * One cycle (Smith and Topin 2019): half a cosine up from {@code peak / 25} over the first
     * {@code rise} of all steps, then half a cosine down to {@code peak / 250000}.
     *
     * @param steps two or more; the last is number {@code steps - 1}
     * @param rise fraction of the steps on the way up, in (0, 1)
     */
    static Schedule oneCycle(double peak, int steps, double rise) {
        Require.positive("steps - 1", steps - 1);
        Require.in("rise", rise, 0, 1);
        double first = peak / 25;
        double top = rise * steps - 1;
        return step -> {
            double at = Math.min(step, steps - 1);
            return at <= top && top > 0
                    ? anneal(first, peak, at / top)
                    : anneal(peak, first / 1e4, (at - top) / (steps - 1 - top));
        };
    }

    /**
     * This schedule with its first {@code steps} rates scaled linearly from {@code 1/steps} to 1.
     */
    default Schedule warmedUp(int steps) {
        return step -> at(step) * (step < steps ? (step + 1.0) / steps : 1);
    }

    private static double anneal(double from, double to, double progress) {
        return to + (from - to) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
}
