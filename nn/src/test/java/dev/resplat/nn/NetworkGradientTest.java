package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.Neighbors;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Convolutions, normalisations and attention against finite differences. */
class NetworkGradientTest {
    private static final double HIDDEN = Double.NEGATIVE_INFINITY;

    private final Device device = GradientCheck.device().poisonBuffers();
    private final RandomStream random = new RandomStream(22);
    @RegisterExtension final InScope scope = InScope.on(device);

    private Tensor normal(int... dims) {
        return random.normal(device, Shape.of(dims));
    }

    @Test
    void convolutions() {
        Window window = Window.of(3, 2).stride(2).padding(1);
        Conv2d conv = new Conv2d(random, device, 3, 4, window);
        LayerGradient.check(conv, conv::forward, normal(2, 5, 6, 3));
        Conv2d grouped = new Conv2d(random, device, 4, 6, Window.of(3, 3), 2);
        LayerGradient.check(grouped, grouped::forward, normal(1, 4, 5, 4));
        Conv2d plain =
                Conv2d.withoutBias(random, device, 3, 2, window, Initializer.kaimingNormal());
        assertEquals(1, plain.parameters().size());
        LayerGradient.check(plain, plain::forward, normal(1, 4, 5, 3));
        Conv2d still = new Conv2d(random, device, 3, 2, window, Initializer.zeros());
        assertEquals(2, still.parameters().size());
        assertEquals(0, still.forward(Var.constant(normal(1, 4, 5, 3))).value().toDoubles()[7]);
    }

    @Test
    void linearWithoutBias() {
        Linear plain = Linear.withoutBias(random, device, 3, 2, Initializer.xavierUniform());
        assertEquals(1, plain.parameters().size());
        LayerGradient.check(plain, plain::forward, normal(2, 4, 3));
    }

    @Test
    void transposedConvolutions() {
        Window window = Window.of(3, 3).stride(2).padding(1);
        ConvTranspose2d conv = new ConvTranspose2d(random, device, 4, 6, window, 2, 1);
        LayerGradient.check(conv, conv::forward, normal(2, 3, 4, 4));
        ConvTranspose2d doubling =
                new ConvTranspose2d(random, device, 3, 2, Window.of(2, 2).stride(2));
        LayerGradient.check(doubling, doubling::forward, normal(1, 2, 3, 3));
    }

    @Test
    void normalisations() {
        LayerNorm layer = new LayerNorm(device, 6, 1e-5);
        LayerGradient.check(layer, layer::forward, normal(2, 3, 6));
        GroupNorm group = new GroupNorm(device, 3, 6, 1e-5);
        LayerGradient.check(group, group::forward, normal(2, 3, 4, 6));
        InstanceNorm instance = new InstanceNorm(device, 5, 1e-5);
        LayerGradient.check(instance, instance::forward, normal(2, 3, 4, 5));
    }

    @ParameterizedTest
    @EnumSource
    void batchNorm(Mode mode) {
        BatchNorm batch = new BatchNorm(device, 5, 1e-5, 0.1);
        // Running statistics that are not those of nothing.
        batch.forward(Var.constant(normal(3, 2, 2, 5).mul(2).add(1)), Mode.TRAINING);
        LayerGradient.check(batch, x -> batch.forward(x, mode), normal(3, 2, 4, 5));
        LayerGradient.check(batch, x -> batch.forward(x, mode), normal(7, 5));
    }

    @Test
    void attention() {
        MultiHeadAttention attention = new MultiHeadAttention(random, device, 6, 2);
        LayerGradient.check(attention, x -> attention.forward(x), normal(2, 4, 6));
        Tensor causal =
                Tensor.of(device, Shape.of(3, 3), 0, HIDDEN, HIDDEN, 0.5, -0.5, HIDDEN, 0, 0, 0);
        LayerGradient.check(attention, x -> attention.forward(x, causal), normal(2, 3, 6));
    }

    @Test
    void attentionToAnotherSequence() {
        MultiHeadAttention attention = new MultiHeadAttention(random, device, 6, 3);
        Tensor x = normal(2, 3, 6);
        Tensor context = normal(2, 5, 6);
        Tensor mask = normal(2, 3, 5);
        LayerGradient.check(attention, v -> attention.forward(v, Var.constant(context), mask), x);
        GradientCheck.check(v -> attention.forward(v[0], v[1]), x, context);
        GradientCheck.check(v -> attention.forward(v[0], v[1], mask), x, context);
    }

    @Test
    void transformerBlock() {
        TransformerBlock.Config config =
                new TransformerBlock.Config(6, 2, 10, Activation.GELU, 1e-5);
        TransformerBlock.Config scaled =
                new TransformerBlock.Config(6, 2, 10, Activation.GELU, 1e-5, true);
        TransformerBlock other = new TransformerBlock(random, device, scaled);
        LayerGradient.check(other, other::forward, normal(2, 3, 6));
        TransformerBlock block = new TransformerBlock(random, device, config);
        LayerGradient.check(block, x -> block.forward(x), normal(2, 4, 6));
        Tensor mask = normal(4, 4);
        LayerGradient.check(block, x -> block.forward(x, mask), normal(2, 4, 6));
    }

    @Test
    void pointTransformer() {
        PointTransformer layer = new PointTransformer(random, device, 4, 5, 3);
        Tensor x = normal(9, 4);
        Tensor positions = normal(9, 3);
        Tensor neighbors = Neighbors.nearest(positions, positions, 3).index();
        LayerGradient.check(layer, v -> layer.forward(v, Var.constant(positions), neighbors), x);
        GradientCheck.check(v -> layer.forward(v[0], v[1], neighbors), x, positions);
    }
}
