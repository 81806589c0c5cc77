package dev.resplat.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class VarTest {
    private final Device device = GradientCheck.device().poisonBuffers();
    private final RandomStream random = new RandomStream(1);
    @RegisterExtension final InScope scope = InScope.on(device);

    private Var number(double value) {
        return Var.parameter(Tensor.scalar(device, value));
    }

    @Test
    void aVariableUsedTwiceReceivesBothContributions() {
        Var x = number(3);
        Var y = x.mul(x).add(x);
        assertEquals(7, y.backward().of(x).item());
    }

    @Test
    void nothingFlowsToConstantsOrThroughDetach() {
        Var x = number(3);
        Var c = Var.constant(Tensor.scalar(device, 5));
        Gradients gradients = x.detach().mul(x).mul(c).backward();
        assertEquals(15, gradients.of(x).item());
        assertFalse(gradients.reaches(c));
        assertTrue(c.mul(c).parents().isEmpty());
    }

    @Test
    void zerosBelongToWhoeverAsksForThem() {
        Var unused = number(2);
        Gradients gradients = number(1).mul(2).backward();
        try (Scope inner = Scope.open()) {
            assertEquals(0, gradients.of(unused).item());
        }
        assertEquals(0, gradients.of(unused).item());
        assertFalse(gradients.reaches(unused));
        assertEquals(1, gradients.all().size());
    }

    @Test
    void productsOfNothingHaveGradients() {
        for (int[] size : new int[][] {{2, 3, 0, 4}, {2, 3, 4, 0}, {2, 0, 3, 4}, {0, 2, 3, 4}}) {
            int in = size[2];
            int out = size[3];
            Var x = Var.parameter(random.normal(device, Shape.of(size[0], size[1], in)));
            Var w = Var.parameter(random.normal(device, Shape.of(in, out)));
            Var t = Var.parameter(random.normal(device, Shape.of(out, in)));
            Var b = Var.parameter(random.normal(device, Shape.of(out)));
            Var y = x.matmul(w).add(Matmul.matmulTransposed(x, t)).add(Matmul.affine(x, w, b));
            Gradients gradients = y.sum().backward();
            for (Var parameter : new Var[] {x, w, t, b}) {
                assertEquals(parameter.shape(), gradients.of(parameter).shape());
            }
            assertEquals(size[0] * size[1] * out, gradients.of(b).sum().item());
        }
    }

    @Test
    void aParameterTheLossDoesNotDependOnHasZeroGradient() {
        Var unused = Var.parameter(random.normal(device, Shape.of(2, 3)));
        Gradients gradients = number(1).mul(2).backward();
        assertFalse(gradients.reaches(unused));
        assertArrayEquals(new double[6], gradients.of(unused).toDoubles());
    }

    @Test
    void deepGraphsDoNotOverflowTheStack() {
        Var x = number(1);
        Var y = x;
        for (int i = 0; i < 50_000; i++) {
            y = y.add(x);
        }
        assertEquals(50_001, y.backward().of(x).item());
    }

    @Test
    void wideDiamondsAreVisitedOnce() {
        Var x = number(1);
        Var y = x;
        for (int i = 0; i < 60; i++) {
            y = y.add(y);
        }
        assertEquals(Math.pow(2, 60), y.backward().of(x).item());
    }

    @Test
    void gradientsOfIntermediateResultsAreFreed() {
        Var x = Var.parameter(random.normal(device, Shape.of(1000)));
        Var y = x;
        for (int i = 0; i < 20; i++) {
            y = y.mul(1.01);
        }
        Var loss = y.sum();
        long before = device.bytesInUse();
        Gradients gradients = loss.backward();
        long one = 8 * 1024;
        assertTrue(device.bytesInUse() - before <= 2 * one, "more than the one gradient is kept");
        assertEquals(Math.pow(1.01, 20), gradients.of(x).toDoubles()[0], 1e-12);
    }

    @Test
    void capturedTensorsHandedOutByAClosureSurvive() {
        Var x = Var.parameter(random.normal(device, Shape.of(3)));
        Tensor captured = Tensor.full(device, Shape.of(3), 2);
        Var y = Var.of("odd", x.value().mul(2), Var.wrt(x, g -> captured));
        y.sum().backward();
        assertArrayEquals(new double[] {2, 2, 2}, captured.toDoubles());
    }

    @Test
    void aLossMustBeOneNumber() {
        Var x = Var.parameter(random.normal(device, Shape.of(2, 3)));
        Exception e = assertThrows(IllegalStateException.class, x.mul(2)::backward);
        assertTrue(e.getMessage().contains("[2, 3]"), e.getMessage());
    }

    @Test
    void aLossThatIsNotANumberNamesWhereItBegan() {
        Var x = Var.parameter(Tensor.of(device, Shape.of(2), 1, -1));
        Var loss = Elementwise.exp(Elementwise.log(x)).sum();
        Exception e = assertThrows(IllegalStateException.class, loss::backward);
        assertTrue(e.getMessage().contains("log[2]"), e.getMessage());
        assertTrue(e.getMessage().contains("NaN"), e.getMessage());
    }

    @Test
    void aGradientOfTheWrongShapeNamesTheOperation() {
        Var x = Var.parameter(random.normal(device, Shape.of(2)));
        Var y = Var.of("wrong", x.value().mul(2), Var.wrt(x, Tensor::sum));
        Exception e = assertThrows(ShapeException.class, () -> y.sum().backward());
        assertTrue(
                e.getMessage().contains("wrong") && e.getMessage().contains("[2]"), e.getMessage());
    }

    @Test
    void parametersAreReal() {
        Tensor ints = Tensor.ofInts(device, Shape.of(1), 3);
        assertThrows(IllegalArgumentException.class, () -> Var.parameter(ints));
    }

    @Test
    void gradientCheckFindsAnErrorOfATenthOfAPercent() {
        Tensor x = random.normal(device, Shape.of(4, 5));
        AssertionError e =
                assertThrows(
                        AssertionError.class,
                        () ->
                                GradientCheck.check(
                                        v ->
                                                Var.of(
                                                        "squared",
                                                        v[0].value().mul(v[0].value()),
                                                        Var.wrt(
                                                                v[0],
                                                                g ->
                                                                        g.mul(v[0].value())
                                                                                .mul(2.002))),
                                        x));
        assertTrue(e.getMessage().contains("squared[4, 5]"), e.getMessage());
    }
}
