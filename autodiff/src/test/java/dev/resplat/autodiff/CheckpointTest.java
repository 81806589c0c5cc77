package dev.resplat.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private final Device device = GradientCheck.device().poisonBuffers();

    private static Var block(Var x, Var weight) {
        Var y = x;
        for (int i = 0; i < 10; i++) {
            y = Elementwise.tanh(y.matmul(weight));
        }
        return y;
    }

    @Test
    void gradientsEqualThoseWithoutACheckpointAlsoForCapturedVariables() {
        try (Scope scope = Scope.open()) {
            RandomStream random = new RandomStream(3);
            Var x = Var.parameter(random.normal(device, Shape.of(4, 5)));
            Var base = Var.parameter(random.normal(device, Shape.of(5, 5)));
            Var weight = base.mul(0.5);

            Gradients plain = block(x, weight).sum().backward();
            Gradients saved = Checkpoint.of(v -> block(v[0], weight), x).sum().backward();

            assertArrayEquals(plain.of(x).toDoubles(), saved.of(x).toDoubles());
            assertArrayEquals(plain.of(base).toDoubles(), saved.of(base).toDoubles());
        }
        assertEquals(0, device.bytesInUse());
    }

    @Test
    void memoryOfTheBlockIsFreedAfterTheForwardPass() {
        try (Scope scope = Scope.open()) {
            RandomStream random = new RandomStream(3);
            Var x = Var.parameter(random.normal(device, Shape.of(64, 64)));
            long before = device.bytesInUse();
            Var y = Checkpoint.of(v -> block(v[0], x), x);
            long kept = device.bytesInUse() - before;
            assertTrue(kept <= 64 * 64 * 8, "kept " + kept + " bytes");
            assertEquals(Shape.of(64, 64), y.shape());
        }
    }

    @Test
    void checkpointsNest() {
        try (Scope scope = Scope.open()) {
            RandomStream random = new RandomStream(3);
            Tensor x = random.normal(device, Shape.of(2, 3));
            Tensor w = random.normal(device, Shape.of(3, 3));
            Function<Var[], Var> inner = v -> block(v[0], v[1]);
            GradientCheck.check(
                    v -> Checkpoint.of(u -> Checkpoint.of(inner, u[0], v[1]).mul(u[0]), v[0]),
                    x,
                    w);
        }
    }

    @Test
    void aBlockThatReturnsItsInputIsHarmless() {
        try (Scope scope = Scope.open()) {
            Var x = Var.parameter(Tensor.of(device, Shape.of(2), 1, 2));
            Gradients gradients = Checkpoint.of(v -> v[0], x).sum().backward();
            assertArrayEquals(new double[] {1, 1}, gradients.of(x).toDoubles());
        }
        assertEquals(0, device.bytesInUse());
    }
}
