package dev.resplat.train.resplat2d;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States as splats that others know, and back. */
class StateTest {
    private static final int WIDTH = 31;
    private static final int HEIGHT = 22;
    private static final int N = 40;

    private final Device device = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);

    private State state(double[] rows) {
        Tensor memory = Tensor.zeros(device, Shape.of(rows.length / Column.COUNT, 2));
        return new State(Var.constant(Small.splats(device, rows)), Var.constant(memory));
    }

    private float[] render(Tensor rows) {
        return Rendering.of(rows, WIDTH, HEIGHT).image().value().toFloats();
    }

    /** Of weights above 0.9 only the ratios are kept. */
    @ParameterizedTest
    @ValueSource(doubles = {-8, -2, -0.3, 0, 1.5})
    void splatsLookLikeTheirState(double amplitude) {
        double[] rows = Small.rows(N, WIDTH, HEIGHT);
        for (int s = 0; s < N; s++) {
            rows[s * Column.COUNT + Column.AMPLITUDE] += amplitude;
        }
        State state = state(rows);
        assertEquals(N, state.count());
        Splats2d splats = state.splats(WIDTH, HEIGHT);
        assertEquals(BlendMode.NORMALIZED, splats.mode());
        for (float weight : splats.weights()) {
            assertTrue(weight > 0 && weight <= 0.9f, "weight " + weight);
        }
        double tolerance = amplitude > 1 ? 2e-3 : 2e-5;
        assertArrayEquals(render(state.splats().value()), splats.render(device), (float) tolerance);
    }

    @Test
    void thereAndBackAgainIsTheSameImage() {
        double[] rows = Small.rows(N, WIDTH, HEIGHT);
        rows[Column.STRETCH] = 0;
        rows[Column.STRETCH + 1] = 0;
        rows[Column.COUNT + Column.STRETCH] = -1.1;
        rows[Column.COUNT + Column.STRETCH + 1] = 0;
        State state = state(rows);
        Splats2d splats = state.splats(WIDTH, HEIGHT);
        Tensor back = State.rows(device, splats);
        assertEquals(Shape.of(N, Column.COUNT), back.shape());
        assertArrayEquals(render(state.splats().value()), render(back), 2e-4f);
        double[] values = back.toDoubles();
        for (int i = 0; i < values.length; i++) {
            int column = i % Column.COUNT;
            if (column < Column.OPACITY || column >= Column.COLOR) {
                assertEquals(rows[i], values[i], 1e-5, "element " + i);
            }
            assertTrue(column != Column.AMPLITUDE || values[i] == 0);
        }
    }

    /** As a fit makes them: the longer axis first or second, at any angle. */
    @Test
    void rowsOfRotatedSplatsLookLikeThem() {
        int n = 4;
        Splats2d splats =
                new Splats2d(
                        WIDTH,
                        HEIGHT,
                        BlendMode.NORMALIZED,
                        new float[] {4, 5, 22, 6, 8, 15, 25, 17},
                        new float[] {2, 1, 0.5f, 1.8f, 1.5f, 1.5f, 1, 2.2f},
                        new float[] {0.4f, 2.5f, 1, -8},
                        new float[] {0.9f, 0.2f, 0.5f, 0.03f},
                        new float[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0.5f, 0.5f, 0});
        Tensor rows = State.rows(device, splats);
        assertEquals(n, rows.shape().dim(0));
        assertArrayEquals(splats.render(device), render(rows), 1e-4f);
    }

    /** A weight of one has no logit; none may be lost either. */
    @Test
    void weightsOfAnySizeHaveFiniteRows() {
        Splats2d splats =
                new Splats2d(
                        3,
                        3,
                        BlendMode.NORMALIZED,
                        new float[6],
                        new float[6],
                        new float[3],
                        new float[] {0, 1, 20},
                        new float[9]);
        for (double value : State.rows(device, splats).toDoubles()) {
            assertTrue(Double.isFinite(value) && Math.abs(value) < 8, "value " + value);
        }
    }

    @Test
    void detachedNothingFlowsBack() {
        Var splats = Var.parameter(Small.splats(device, Small.rows(2, 5, 5)));
        Var memory = Var.parameter(Tensor.zeros(device, Shape.of(2, 3)));
        State state = new State(splats.mul(2), memory.add(1));
        assertTrue(state.splats().needsGrad() && state.memory().needsGrad());
        State detached = state.detach();
        assertFalse(detached.splats().needsGrad() || detached.memory().needsGrad());
        assertArrayEquals(
                state.splats().value().toDoubles(), detached.splats().value().toDoubles());
        assertArrayEquals(
                state.memory().value().toDoubles(), detached.memory().value().toDoubles());
    }
}
