package dev.resplat.nn;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;

/** Linear layers with an activation between them, and none after the last. */
public final class Mlp extends Layer {
    private final Linear[] layers;
    private final Activation activation;

    /**
     * @param widths of input, hidden layers and output: two numbers or more
     */
    public Mlp(RandomStream random, Device device, Activation activation, int... widths) {
        if (widths.length < 2) {
            throw new IllegalArgumentException(
                    "Mlp: widths of input and output are needed, got " + widths.length);
        }
        this.activation = activation;
        this.layers = new Linear[widths.length - 1];
        for (int i = 0; i < layers.length; i++) {
            Linear layer = new Linear(random, device, widths[i], widths[i + 1]);
            layers[i] = child(String.valueOf(i), layer);
        }
    }

    /**
     * @param x {@code [..., widths[0]]}
     * @return {@code [..., last width]}
     */
    public Var forward(Var x) {
        Var y = layers[0].forward(x);
        for (int i = 1; i < layers.length; i++) {
            y = layers[i].forward(activation.apply(y));
        }
        return y;
    }
}
