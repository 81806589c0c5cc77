package dev.resplat.tensor;

/**
 * One step of an optimizer, in place: the only kernels that write to what others read. All buffers
 * have n reals. {@code t} counts steps from one.
 */
public interface OptimizerKernels {
    /**
     * Settings of a step of stochastic gradient descent.
     *
     * @param learningRate step size
     * @param momentum fraction of the velocity kept; zero for none
     * @param nesterov whether to look ahead along the velocity (Sutskever et al. 2013)
     * @param weightDecay added to the gradient, times the parameter
     */
    record Sgd(double learningRate, double momentum, boolean nesterov, double weightDecay) {}

    /**
     * Settings of a step of Adam (Kingma and Ba 2015, algorithm 1) or AdamW.
     *
     * @param learningRate step size
     * @param beta1 decay of the mean of gradients
     * @param beta2 decay of the mean of squared gradients
     * @param epsilon added to the root of the latter
     * @param weightDecay strength of decay towards zero
     * @param decoupled whether decay acts on the parameter directly (AdamW, Loshchilov and Hutter
     *     2019) or through the gradient (Adam with L2 penalty)
     */
    record Adam(
            double learningRate,
            double beta1,
            double beta2,
            double epsilon,
            double weightDecay,
            boolean decoupled) {}

    /**
     * Settings of a step of Adan (Xie et al. 2022, algorithm 1, with betas as decay factors: the
     * paper's are one minus these).
     *
     * @param learningRate step size
     * @param beta1 decay of the mean of gradients
     * @param beta2 decay of the mean of gradient differences
     * @param beta3 decay of the mean of squared look-ahead gradients
     * @param epsilon added to the root of the latter
     * @param weightDecay strength of proximal decay
     */
    record Adan(
            double learningRate,
            double beta1,
            double beta2,
            double beta3,
            double epsilon,
            double weightDecay) {}

    /**
     * With {@code g = gradX + weightDecay x}: {@code v = g} at the first step, later {@code v =
     * momentum v + g}; then {@code x -= learningRate (nesterov ? g + momentum v : v)}. Without
     * momentum, v is left alone.
     */
    void sgd(Sgd settings, int t, Buffer x, Buffer gradX, Buffer velocity, int n);

    /**
     * {@code m = beta1 m + (1 - beta1) g}, {@code v = beta2 v + (1 - beta2) g^2}, {@code x -=
     * learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)}; decoupled decay
     * first scales x by {@code 1 - learningRate weightDecay}.
     */
    void adam(Adam settings, int t, Buffer x, Buffer gradX, Buffer m, Buffer v, int n);

    /**
     * With {@code d = g - gPrevious} (zero at the first step): {@code m = beta1 m + (1 - beta1) g},
     * {@code v = beta2 v + (1 - beta2) d}, {@code s = beta3 s + (1 - beta3) (g + beta2 d)^2}; each
     * divided by its {@code 1 - beta^t}: {@code x = (x - learningRate (m + beta2 v) / (sqrt(s) +
     * epsilon)) / (1 + learningRate weightDecay)}; then {@code gPrevious = g}.
     */
    void adan(
            Adan settings,
            int t,
            Buffer x,
            Buffer gradX,
            Buffer m,
            Buffer v,
            Buffer s,
            Buffer gPrevious,
            int n);

    /** {@code average = decay average + (1 - decay) x}: an exponential moving average. */
    void movingAverage(double decay, Buffer average, Buffer x, int n);
}
