package dev.resplat.tensor;

/**
 * Normalisation of activations to mean zero and variance one, over different parts of a tensor, and
 * its gradients. Every channel, an index of the innermost axis, then gets a scale gamma and an
 * offset beta, both {@code [C]}. Variances are biased: means of squares.
 */
public final class Normalizing {
    private Normalizing() {}

    /**
     * A normalised tensor, and what it was normalised with.
     *
     * @param y of the shape of x
     * @param mean {@code [samples, groups]}
     * @param variance {@code [samples, groups]}
     */
    public record Normalized(Tensor y, Tensor mean, Tensor variance) {}

    /** The gradients with respect to x, gamma and beta, of their shapes. */
    public record Gradients(Tensor x, Tensor gamma, Tensor beta) {}

    /** Over the innermost axis of {@code x [..., C]} (Ba et al. 2016). */
    public static Normalized layer(Tensor x, Tensor gamma, Tensor beta, double epsilon) {
        check("layerNorm", x, 1, gamma, beta, epsilon);
        return normalize(x, x.shape().before(-1), 1, gamma, beta, epsilon);
    }

    /**
     * Over all places and the {@code C / groups} channels of each group of {@code x [N, ..., C]}
     * (Wu and He 2018).
     */
    public static Normalized group(
            Tensor x, int groups, Tensor gamma, Tensor beta, double epsilon) {
        check("groupNorm", x, 2, gamma, beta, epsilon);
        int channels = x.shape().dim(-1);
        if (groups < 1 || channels % groups != 0) {
            throw new ShapeException(
                    "groupNorm: "
                            + groups
                            + " groups do not divide the "
                            + channels
                            + " channels of x "
                            + x.shape());
        }
        return normalize(x, x.shape().dim(0), groups, gamma, beta, epsilon);
    }

    /** Over all places of each channel of {@code x [N, ..., C]} (Ulyanov et al. 2016). */
    public static Normalized instance(Tensor x, Tensor gamma, Tensor beta, double epsilon) {
        check("instanceNorm", x, 2, gamma, beta, epsilon);
        return normalize(x, x.shape().dim(0), x.shape().dim(-1), gamma, beta, epsilon);
    }

    /** Over all samples and places of each channel of {@code x [..., C]} (Ioffe, Szegedy 2015). */
    public static Normalized batch(Tensor x, Tensor gamma, Tensor beta, double epsilon) {
        check("batchNorm", x, 2, gamma, beta, epsilon);
        return normalize(x, 1, x.shape().dim(-1), gamma, beta, epsilon);
    }

    /** Checks the arguments of a normalisation with a mean and a variance that are given. */
    public static void checkFixed(
            Tensor x, Tensor gamma, Tensor beta, Tensor mean, Tensor variance, double epsilon) {
        check("batchNormFixed", x, 1, gamma, beta, epsilon);
        perChannel("batchNormFixed", x, "mean", mean);
        perChannel("batchNormFixed", x, "variance", variance);
    }

    private static void check(
            String op, Tensor x, int rank, Tensor gamma, Tensor beta, double epsilon) {
        Check.real(op, "x", x);
        if (x.shape().rank() < rank) {
            String needed = rank == 1 ? "one axis" : "two axes";
            throw new ShapeException(op + ": x must have " + needed + " or more, is " + x.shape());
        }
        perChannel(op, x, "gamma", gamma);
        perChannel(op, x, "beta", beta);
        epsilon(op, epsilon);
    }

    private static void epsilon(String op, double epsilon) {
        if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    op + ": epsilon must be finite and 0 or more, is " + epsilon);
        }
    }

    private static void perChannel(String op, Tensor x, String argument, Tensor tensor) {
        Check.real(op, argument, tensor);
        Check.sameDevice(op, "x", x, argument, tensor);
        int channels = x.shape().dim(-1);
        if (tensor.shape().rank() != 1 || tensor.shape().dim(0) != channels) {
            throw new ShapeException(
                    op
                            + ": "
                            + argument
                            + " must be ["
                            + channels
                            + "], is "
                            + tensor.shape()
                            + " for x "
                            + x.shape());
        }
    }

    private static Normalized normalize(
            Tensor x, int samples, int groups, Tensor gamma, Tensor beta, double epsilon) {
        Shape statistics = Shape.of(samples, groups);
        Tensor y = Tensor.empty(x.device(), x.type(), x.shape());
        Tensor mean = Tensor.empty(x.device(), x.type(), statistics);
        Tensor variance = Tensor.empty(x.device(), x.type(), statistics);
        kernels(x)
                .normalize(
                        x.buffer(),
                        gamma.buffer(),
                        beta.buffer(),
                        y.buffer(),
                        mean.buffer(),
                        variance.buffer(),
                        samples,
                        places(x, samples),
                        x.shape().dim(-1),
                        groups,
                        epsilon);
        return new Normalized(y, mean, variance);
    }

    /**
     * The gradients of any normalisation above.
     *
     * @param normalized what it returned for x, gamma and epsilon
     */
    public static Gradients normalizeGrad(
            Tensor x, Tensor gamma, Normalized normalized, double epsilon, Tensor gradY) {
        Check.like("normalizeGrad", x, "y", normalized.y);
        Check.like("normalizeGrad", x, "gradY", gradY);
        if (x.shape().rank() == 0) {
            throw new ShapeException("normalizeGrad: x must have one axis or more, is []");
        }
        perChannel("normalizeGrad", x, "gamma", gamma);
        checkStatistics(x, normalized);
        epsilon("normalizeGrad", epsilon);
        int samples = normalized.mean.shape().dim(0);
        Tensor gradX = Tensor.empty(x.device(), x.type(), x.shape());
        Tensor gradGamma = Tensor.empty(x.device(), x.type(), gamma.shape());
        Tensor gradBeta = Tensor.empty(x.device(), x.type(), gamma.shape());
        kernels(x)
                .normalizeGrad(
                        x.buffer(),
                        gamma.buffer(),
                        normalized.mean.buffer(),
                        normalized.variance.buffer(),
                        gradY.buffer(),
                        gradX.buffer(),
                        gradGamma.buffer(),
                        gradBeta.buffer(),
                        samples,
                        places(x, samples),
                        x.shape().dim(-1),
                        normalized.mean.shape().dim(1),
                        epsilon);
        return new Gradients(gradX, gradGamma, gradBeta);
    }

    private static void checkStatistics(Tensor x, Normalized normalized) {
        String op = "normalizeGrad";
        Check.real(op, "mean", normalized.mean);
        Check.sameDevice(op, "x", x, "mean", normalized.mean);
        Shape s = normalized.mean.shape();
        if (s.rank() != 2
                || !divides(s.dim(0), x.shape().before(-1))
                || !divides(s.dim(1), x.shape().dim(-1))) {
            throw new ShapeException(
                    op + ": mean " + s + " must be [samples, groups] of x " + x.shape());
        }
        Check.like(op, normalized.mean, "variance", normalized.variance);
    }

    private static boolean divides(int parts, int whole) {
        return parts == 0 ? whole == 0 : whole % parts == 0;
    }

    private static int places(Tensor x, int samples) {
        return samples == 0 ? 0 : x.shape().before(-1) / samples;
    }

    private static NormalizationKernels kernels(Tensor x) {
        return x.device().kernels(NormalizationKernels.class);
    }
}
