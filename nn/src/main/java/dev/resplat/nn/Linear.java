package dev.resplat.nn;

import dev.resplat.autodiff.Matmul;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;

/** {@code y = x weight + bias}: {@code [..., in]} to {@code [..., out]}. */
public final class Linear extends Layer implements PyTorch.Reversed {
    private final Var weight;
    private final Var bias;

    /** With the initial values PyTorch gives: both uniform in plus or minus {@code 1/sqrt(in)}. */
    public Linear(RandomStream random, Device device, int in, int out) {
        this(
                random,
                device,
                in,
                out,
                Initializer.uniformFanIn(),
                Initializer.uniform(1 / Math.sqrt(Math.max(in, 1))));
    }

    /** With zero bias. */
    public Linear(RandomStream random, Device device, int in, int out, Initializer weights) {
        this(random, device, in, out, weights, Initializer.zeros());
    }

    /**
     * @param biases null for none
     */
    private Linear(
            RandomStream random,
            Device device,
            int in,
            int out,
            Initializer weights,
            Initializer biases) {
        weight = parameter("weight", weights.make(random, device, Shape.of(in, out)));
        bias =
                biases == null
                        ? null
                        : parameter("bias", biases.make(random, device, Shape.of(out)));
    }

    /** Without bias, {@code y = x weight}, as before a normalisation that would take it away. */
    public static Linear withoutBias(
            RandomStream random, Device device, int in, int out, Initializer weights) {
        return new Linear(random, device, in, out, weights, null);
    }

    /** The weight, {@code [in, out]}. */
    public Var weight() {
        return weight;
    }

    /** The bias, {@code [out]}; null without. */
    public Var bias() {
        return bias;
    }

    /**
     * @param x {@code [..., in]}
     * @return {@code [..., out]}
     */
    public Var forward(Var x) {
        return bias == null ? Matmul.matmul(x, weight) : Matmul.affine(x, weight, bias);
    }
}
