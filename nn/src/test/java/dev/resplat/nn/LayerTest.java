package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LayerTest {
    private final Device device = GradientCheck.device();
    private final RandomStream random = new RandomStream(1);
    @RegisterExtension final InScope scope = InScope.on(device);

    private Tensor zeros(int... dims) {
        return Tensor.zeros(device, Shape.of(dims));
    }

    private final class Made extends Layer {
        Made(Consumer<Made> registrations) {
            registrations.accept(this);
        }

        Var number(String name) {
            return parameter(name, zeros(1));
        }

        Tensor state(String name) {
            return buffer(name, zeros(1));
        }

        <L extends Layer> L part(String name, L layer) {
            return child(name, layer);
        }
    }

    @Test
    void parametersAreNamedByTheirPathOwnOnesFirst() {
        Made inner = new Made(m -> m.part("deep", new Made(d -> d.number("w"))));
        Made outer =
                new Made(
                        m -> {
                            m.part("b", inner);
                            m.number("z");
                            m.part("a", new Linear(random, device, 2, 3));
                            m.number("y");
                        });
        assertEquals(
                List.of("z", "y", "b.deep.w", "a.weight", "a.bias"),
                List.copyOf(outer.parameters().keySet()));
        assertEquals(3 + 2 * 3 + 3, outer.parameterCount());
    }

    @Test
    void parametersAreTheSameVariablesEveryTime() {
        Linear linear = new Linear(random, device, 2, 3);
        assertSame(linear.weight(), linear.parameters().get("weight"));
        assertSame(linear.bias(), linear.parameters().get("bias"));
        assertThrows(
                UnsupportedOperationException.class, () -> linear.parameters().remove("weight"));
    }

    @Test
    void namesAreTakenOnceByParametersAndLayersTogether() {
        rejected(m -> twice(m::number, m::number), "'x' is registered twice");
        rejected(m -> twice(m::number, n -> m.part(n, empty())), "'x' is registered twice");
        rejected(m -> twice(n -> m.part(n, empty()), m::number), "'x' is registered twice");
        rejected(
                m -> twice(n -> m.part(n, empty()), n -> m.part(n, empty())),
                "'x' is registered twice");
    }

    @Test
    void buffersAreNamedLikeParametersButAreNone() {
        Made inner = new Made(m -> m.state("mean"));
        Made outer =
                new Made(
                        m -> {
                            m.part("norm", inner);
                            m.state("count");
                            m.number("w");
                        });
        assertEquals(List.of("count", "norm.mean"), List.copyOf(outer.buffers().keySet()));
        assertEquals(List.of("w"), List.copyOf(outer.parameters().keySet()));
        rejected(m -> twice(m::number, m::state), "'x' is registered twice");
        rejected(m -> twice(m::state, m::number), "'x' is registered twice");
        rejected(m -> m.state("a.b"), "'a.b' is no name");
    }

    @Test
    void namesHaveNoDotsAndAreNotEmpty() {
        rejected(m -> m.number("a.b"), "'a.b' is no name");
        rejected(m -> m.part("a.b", empty()), "'a.b' is no name");
        rejected(m -> m.number(""), "'' is no name");
    }

    private Made empty() {
        return new Made(m -> {});
    }

    private static void twice(Consumer<String> first, Consumer<String> second) {
        first.accept("x");
        second.accept("x");
    }

    private void rejected(Consumer<Made> registrations, String message) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> new Made(registrations));
        assertTrue(e.getMessage().startsWith("Made: " + message), e.getMessage());
    }

    @Test
    void layersKeepLeadingAxes() {
        Linear linear = new Linear(random, device, 4, 3);
        assertEquals(Shape.of(5, 3), linear.forward(Var.constant(zeros(5, 4))).shape());
        assertEquals(Shape.of(2, 5, 3), linear.forward(Var.constant(zeros(2, 5, 4))).shape());
        Embedding embedding = new Embedding(random, device, 7, 3);
        Tensor index = Tensor.ofInts(device, Shape.of(2, 2), 0, 6, 1, 6);
        assertEquals(Shape.of(2, 2, 3), embedding.forward(index).shape());
        Tensor one = Tensor.ofInts(device, Shape.scalar(), 6);
        assertEquals(Shape.of(3), embedding.forward(one).shape());
    }

    @Test
    void anInputOfTheWrongWidthIsNamed() {
        Mlp mlp = new Mlp(random, device, Activation.RELU, 4, 3, 2);
        Exception e =
                assertThrows(ShapeException.class, () -> mlp.forward(Var.constant(zeros(5, 3))));
        assertTrue(e.getMessage().contains("[5, 3]") && e.getMessage().contains("[4, 3]"));
        Exception few =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new Mlp(random, device, Activation.RELU, 4));
        assertTrue(few.getMessage().contains("Mlp"), few.getMessage());
    }

    @Test
    void crossEntropyNamesWhatDoesNotFit() {
        Var logits = Var.parameter(zeros(4, 3));
        Tensor three = Tensor.ofInts(device, Shape.of(3), 0, 1, 2);
        Exception e = assertThrows(ShapeException.class, () -> Losses.crossEntropy(logits, three));
        assertTrue(
                e.getMessage().contains("crossEntropy: classes must be [4], is [3]"),
                e.getMessage());
        Tensor outside = Tensor.ofInts(device, Shape.of(4), 0, 1, 2, 3);
        assertThrows(IndexOutOfBoundsException.class, () -> Losses.crossEntropy(logits, outside));
    }

    @Test
    void lossesDoNotBroadcastByAccident() {
        Var x = Var.parameter(zeros(4, 1));
        Var target = Var.constant(zeros(4));
        for (Exception e :
                List.of(
                        assertThrows(
                                ShapeException.class, () -> Losses.meanSquaredError(x, target)),
                        assertThrows(
                                ShapeException.class, () -> Losses.meanAbsoluteError(x, target)))) {
            assertTrue(e.getMessage().contains("target must be [4, 1], is [4]"), e.getMessage());
        }
    }
}
