package dev.resplat.nn.optim;

import dev.resplat.autodiff.Gradients;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.BinaryOp;
import dev.resplat.tensor.ReduceOp;
import dev.resplat.tensor.Tensor;

/** Keeps a step from being too long. */
public final class GradientClip {
    private GradientClip() {}

    /**
     * Scales all gradients by one factor so that their joint Euclidean norm is at most {@code
     * largest} (Pascanu et al. 2013, algorithm 1).
     *
     * @return the norm before
     */
    public static double byNorm(Gradients gradients, double largest) {
        double squares = 0;
        for (double norm : norms(gradients)) {
            squares += norm * norm;
        }
        double norm = Math.sqrt(squares);
        if (norm > largest) {
            gradients.replaceAll(g -> g.mul(largest / norm));
        }
        return norm;
    }

    /** Of each gradient; brought to the host together, as a GPU is waited for every time. */
    private static double[] norms(Gradients gradients) {
        Tensor[] norms =
                gradients.all().stream()
                        .map(gradient -> gradient.reduce(ReduceOp.NORM).reshape(1))
                        .toArray(Tensor[]::new);
        return norms.length == 0 ? new double[0] : Arranging.concat(0, norms).toDoubles();
    }

    /** Clamps every element of every gradient to {@code [-largest, largest]}. */
    public static void byValue(Gradients gradients, double largest) {
        gradients.replaceAll(g -> clamp(g, largest));
    }

    private static Tensor clamp(Tensor g, double largest) {
        Tensor below = g.map(BinaryOp.MIN, largest);
        Tensor clamped = below.map(BinaryOp.MAX, -largest);
        below.free();
        return clamped;
    }
}
