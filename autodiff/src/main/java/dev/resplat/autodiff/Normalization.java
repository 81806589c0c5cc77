package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.Normalizing;
import dev.resplat.tensor.Normalizing.Gradients;
import dev.resplat.tensor.Normalizing.Normalized;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import java.util.List;

/**
 * Normalisation of activations, channels last: {@code y = xhat gamma + beta} with {@code xhat = (x
 * - mean) / sqrt(variance + epsilon)}, gamma and beta {@code [C]}, mean and biased variance over
 * that part of x that the method names.
 *
 * <p>Gradients, with {@code h = g gamma} and means over the same part: {@code dx = (h - mean(h) -
 * xhat mean(h xhat)) / sqrt(variance + epsilon), dgamma = sum(g xhat), dbeta = sum(g)}. All three
 * come from one pass that needs the same sums.
 */
public final class Normalization {
    private Normalization() {}

    /** Layer norm over the innermost axis of {@code x [..., C]} (Ba et al. 2016). */
    public static Var layer(Var x, Var gamma, Var beta, double epsilon) {
        Normalized y = Normalizing.layer(x.value(), gamma.value(), beta.value(), epsilon);
        return of("layerNorm", x, gamma, beta, y, epsilon);
    }

    /**
     * Group norm over all places and the {@code C / groups} channels of each group of {@code x [N,
     * ..., C]} (Wu and He 2018).
     */
    public static Var group(Var x, int groups, Var gamma, Var beta, double epsilon) {
        Normalized y = Normalizing.group(x.value(), groups, gamma.value(), beta.value(), epsilon);
        return of("groupNorm", x, gamma, beta, y, epsilon);
    }

    /**
     * Instance norm over all places of each channel of {@code x [N, ..., C]} (Ulyanov et al. 2016).
     */
    public static Var instance(Var x, Var gamma, Var beta, double epsilon) {
        Normalized y = Normalizing.instance(x.value(), gamma.value(), beta.value(), epsilon);
        return of("instanceNorm", x, gamma, beta, y, epsilon);
    }

    /** Instance norm with scales of one and offsets of zero. */
    public static Var instance(Var x, double epsilon) {
        // Without an axis, what is called below says so.
        Shape channels = Shape.of(x.shape().rank() == 0 ? 0 : x.shape().dim(-1));
        Var gamma = Var.constant(Tensor.full(x.device(), channels, 1));
        Var beta = Var.constant(Tensor.zeros(x.device(), channels));
        return instance(x, gamma, beta, epsilon);
    }

    /**
     * The result of {@link #batch}.
     *
     * @param y normalised
     * @param mean {@code [C]}, of this batch, for running statistics
     * @param variance {@code [C]}, biased
     */
    public record Batch(Var y, Tensor mean, Tensor variance) {}

    /**
     * Batch norm in training, over everything but the channels of {@code x [..., C]} (Ioffe and
     * Szegedy 2015, algorithm 1).
     */
    public static Batch batch(Var x, Var gamma, Var beta, double epsilon) {
        Normalized y = Normalizing.batch(x.value(), gamma.value(), beta.value(), epsilon);
        return new Batch(
                of("batchNorm", x, gamma, beta, y, epsilon),
                y.mean().reshape(gamma.shape().dims()),
                y.variance().reshape(gamma.shape().dims()));
    }

    /**
     * Batch norm in evaluation (Ioffe and Szegedy 2015, 3.1): mean and variance, {@code [C]}, are
     * given and constant; gradients {@code dx = g gamma / sqrt(variance + epsilon)}, dgamma and
     * dbeta as above.
     */
    public static Var batchFixed(
            Var x, Var gamma, Var beta, Tensor mean, Tensor variance, double epsilon) {
        Normalizing.checkFixed(x.value(), gamma.value(), beta.value(), mean, variance, epsilon);
        Tensor scale = variance.add(epsilon).map(UnaryOp.RSQRT);
        Tensor y =
                Scope.compute(
                        () -> {
                            Tensor gain = scale.mul(gamma.value());
                            return x.value().sub(mean).mul(gain).add(beta.value());
                        });
        return Var.of(
                "batchNormFixed",
                y,
                wrt(x, g -> g.mul(scale.mul(gamma.value()))),
                wrt(gamma, g -> g.mul(x.value().sub(mean)).sumTo(gamma.shape()).mul(scale)),
                wrt(beta, g -> g.sumTo(beta.shape())));
    }

    private static Var of(String op, Var x, Var gamma, Var beta, Normalized y, double epsilon) {
        return Var.of(
                op,
                y.y(),
                List.of(x, gamma, beta),
                g -> {
                    Gradients d =
                            Normalizing.normalizeGrad(x.value(), gamma.value(), y, epsilon, g);
                    return new Tensor[] {d.x(), d.gamma(), d.beta()};
                });
    }
}
