package dev.resplat.nn;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.UnaryOp;

/** What follows a linear layer, by name in configurations. */
public enum Activation {
    RELU(UnaryOp.RELU),
    GELU(UnaryOp.GELU),
    SILU(UnaryOp.SILU),
    TANH(UnaryOp.TANH),
    SIGMOID(UnaryOp.SIGMOID),
    SOFTPLUS(UnaryOp.SOFTPLUS),
    SIN(UnaryOp.SIN);

    private final UnaryOp op;

    Activation(UnaryOp op) {
        this.op = op;
    }

    /** The function, element by element. */
    public Var apply(Var x) {
        return Elementwise.map(op, x);
    }
}
