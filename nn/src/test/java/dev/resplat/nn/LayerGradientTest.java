package dev.resplat.nn;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers and losses against finite differences: by input, and by every parameter. */
class LayerGradientTest {
    private final Device device = GradientCheck.device().poisonBuffers();
    private final RandomStream random = new RandomStream(21);
    @RegisterExtension final InScope scope = InScope.on(device);

    private Tensor normal(int... dims) {
        return random.normal(device, Shape.of(dims));
    }

    @Test
    void linear() {
        Linear linear = new Linear(random, device, 4, 3);
        for (Tensor x : new Tensor[] {normal(5, 4), normal(2, 3, 4), normal(0, 4)}) {
            GradientCheck.check(v -> linear.forward(v[0]), x);
            LayerGradient.check(linear, () -> linear.forward(Var.constant(x)));
        }
    }

    @Test
    void embedding() {
        Embedding embedding = new Embedding(random, device, 6, 3);
        Tensor index = Tensor.ofInts(device, Shape.of(2, 3), 5, 0, 5, 2, 5, 1);
        LayerGradient.check(embedding, () -> embedding.forward(index));
    }

    @ParameterizedTest
    @EnumSource
    void mlp(Activation activation) {
        Mlp mlp = new Mlp(random, device, activation, 4, 6, 5, 2);
        Tensor x = normal(3, 4);
        GradientCheck.check(v -> mlp.forward(v[0]), x);
        LayerGradient.check(mlp, () -> mlp.forward(Var.constant(x)));
    }

    @ParameterizedTest
    @EnumSource
    void activation(Activation activation) {
        GradientCheck.check(v -> activation.apply(v[0]), normal(3, 4));
    }

    @Test
    void losses() {
        Tensor x = normal(4, 3);
        Tensor target = normal(4, 3);
        GradientCheck.check(v -> Losses.meanSquaredError(v[0], v[1]), x, target);
        GradientCheck.check(v -> Losses.meanAbsoluteError(v[0], v[1]), x, target);
        Tensor classes = Tensor.ofInts(device, Shape.of(4), 2, 0, 2, 1);
        GradientCheck.check(v -> Losses.crossEntropy(v[0], classes), x);
        Tensor picture = normal(1, 12, 11, 2);
        Tensor other = normal(1, 12, 11, 2);
        GradientCheck.check(v -> Losses.structuralSimilarity(v[0], v[1]), picture, other);
    }

    @Test
    void aNetworkAndItsLossTogether() {
        Mlp mlp = new Mlp(random, device, Activation.SILU, 4, 6, 3);
        Tensor x = normal(5, 4);
        Tensor classes = Tensor.ofInts(device, Shape.of(5), 2, 0, 2, 1, 1);
        GradientCheck.check(v -> Losses.crossEntropy(mlp.forward(v[0]), classes), x);
        LayerGradient.check(mlp, () -> Losses.crossEntropy(mlp.forward(Var.constant(x)), classes));
    }
}
