package dev.resplat.tensor;

/**
 * Normalisation of {@code x [n, p, c]}: of each of n samples, the c channels of p places are cut
 * into groups of {@code c / groups} neighbours, and all elements of a group together are brought to
 * mean zero and variance one; then every channel gets a scale gamma and an offset beta.
 *
 * <p>Layer norm of rows (Ba et al. 2016) has {@code p = 1, groups = 1}; group norm (Wu and He 2018)
 * is the general case; instance norm (Ulyanov et al. 2016) has {@code groups = c}; batch norm in
 * training (Ioffe and Szegedy 2015) has {@code n = 1, groups = c}.
 */
public interface NormalizationKernels {
    /**
     * {@code y = xhat gamma + beta} with {@code xhat = (x - mean) / sqrt(variance + epsilon)}.
     *
     * @param gamma {@code [c]}
     * @param beta {@code [c]}
     * @param mean {@code [n, groups]}, written; NaN for groups without elements
     * @param variance {@code [n, groups]}, written: the biased one, of the mean square
     */
    void normalize(
            Buffer x,
            Buffer gamma,
            Buffer beta,
            Buffer y,
            Buffer mean,
            Buffer variance,
            int n,
            int p,
            int c,
            int groups,
            double epsilon);

    /**
     * The gradients of {@link #normalize}, mean and variance being functions of x:
     *
     * <pre>{@code
     * gradX     = (h - mean(h) - xhat mean(h xhat)) / sqrt(variance + epsilon), h = gradY gamma
     * gradGamma = sum(gradY xhat)
     * gradBeta  = sum(gradY)
     * }</pre>
     *
     * with means over the elements of a group, and sums over samples and places.
     */
    void normalizeGrad(
            Buffer x,
            Buffer gamma,
            Buffer mean,
            Buffer variance,
            Buffer gradY,
            Buffer gradX,
            Buffer gradGamma,
            Buffer gradBeta,
            int n,
            int p,
            int c,
            int groups,
            double epsilon);
}
