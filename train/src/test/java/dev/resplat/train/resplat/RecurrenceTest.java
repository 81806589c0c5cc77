package dev.resplat.train.resplat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.NamedLayers;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.reference.ReferenceDevice;
import dev.resplat.train.resplat.ResplatNetwork.Frame;
import dev.resplat.train.resplat.ResplatNetwork.UpdateConfig;
import dev.resplat.train.resplat.ResplatNetwork.UpdateConfig.Combine;
import dev.resplat.train.synthesis.WeightGradients;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurrenceTest {
    private static final Grid GRID = new Grid(2, 2, 4, 4);
    private static final int NUMBERS = 11 + 12;
    private static final int FEATURES = 16;
    private static final int COLORS = 48;

    private final Device device = new ReferenceDevice().poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);

    private Tensor normal(long seed, int... dims) {
        return new RandomStream(seed).normal(device, Shape.of(dims));
    }

    static UpdateConfig update(
            boolean features, boolean colors, Combine combine, int untied, double selected) {
        return update(features, colors, false, combine, untied, selected);
    }

    static UpdateConfig update(
            boolean features,
            boolean colors,
            boolean gradients,
            Combine combine,
            int untied,
            double selected) {
        return new UpdateConfig(
                16,
                true,
                1,
                3,
                4,
                true,
                features,
                colors,
                gradients ? 1 : 0,
                combine,
                1,
                "",
                untied,
                selected,
                0);
    }

    private SplatRows rows(long seed) {
        double[] x = normal(seed, GRID.rows(), NUMBERS).toDoubles();
        for (int i = 0; i < x.length; i += NUMBERS) {
            for (int k = SplatRows.SCALES; k < SplatRows.QUATS; k++) {
                x[i + k] = 0.5 + 0.1 * x[i + k];
            }
        }
        return new SplatRows(
                Var.constant(Tensor.of(device, Shape.of(GRID.rows(), NUMBERS), x)), GRID);
    }

    private RenderError.Errors errors(long seed) {
        Tensor colors = normal(seed, 4, 4, 4, COLORS);
        return new RenderError.Errors(
                normal(seed + 1, 4, 4, 4, FEATURES),
                colors,
                normal(seed + 2, GRID.scenes(), GRID.rowsOfScene()),
                null,
                new NewtonStep(
                        normal(seed + 3, GRID.rows(), NUMBERS + NewtonStep.PARTS),
                        normal(seed + 4, GRID.rows(), NUMBERS)));
    }

    private static Recurrence recurrence(NamedLayers layers, Device device, UpdateConfig update) {
        ResplatNetwork network =
                SomeResplat.network(SomeResplat.points(4, 1), update, Frame.MIDDLE);
        return new Recurrence(layers::add, new RandomStream(4), device, network, FEATURES);
    }

    /** Numbers of splats are given anew for each step, as nothing flows through them. */
    @ParameterizedTest
    @CsvSource({
        "true, true, false, ADD, 1, 1",
        "true, true, true, CONCAT, 2, 1",
        "false, true, true, ADD, 1, 0.3"
    })
    void gradientsOfTwoStepsAreThoseOfFiniteDifferences(
            boolean features,
            boolean colors,
            boolean gradients,
            Combine combine,
            int untied,
            double selected) {
        NamedLayers layers = new NamedLayers();
        UpdateConfig update = update(features, colors, gradients, combine, untied, selected);
        Recurrence recurrence = recurrence(layers, device, update);
        SomeResplat.scattered(layers, 0.05);
        Var seen = Var.constant(normal(20, 4, 4, 4, SomeResplat.WIDTH));
        RenderError.Errors first = masked(errors(30), update);
        RenderError.Errors second = masked(errors(40), update);
        Var seed = Var.constant(normal(50, GRID.rows(), NUMBERS));
        SplatRows before = rows(60);
        SplatRows after = rows(61);
        WeightGradients.check(
                device,
                layers,
                () -> {
                    Var state = recurrence.begin(seen, GRID);
                    Recurrence.Moved one = recurrence.step(0, before, state, first, false);
                    Recurrence.Moved two = recurrence.step(1, after, one.state(), second, true);
                    Var moved = two.rows().values().mul(seed).mean();
                    return moved.add(one.rows().values().mul(seed).mean());
                });
    }

    private static RenderError.Errors masked(RenderError.Errors errors, UpdateConfig update) {
        return new RenderError.Errors(
                update.features() ? errors.features() : null,
                update.colors() ? errors.colors() : null,
                errors.squares(),
                null,
                update.newton() > 0 ? errors.newton() : null);
    }

    @Test
    void onlyWhatIsRememberedConnectsSteps() {
        NamedLayers layers = new NamedLayers();
        Recurrence recurrence = recurrence(layers, device, update(true, true, Combine.ADD, 2, 1));
        SomeResplat.scattered(layers, 0.05);
        Map<String, Var> p = layers.parameters();
        Var state = recurrence.begin(Var.constant(normal(1, 4, 4, 4, SomeResplat.WIDTH)), GRID);
        Recurrence.Moved one = recurrence.step(0, rows(2), state, errors(3), false);
        Recurrence.Moved two =
                recurrence.step(1, one.rows().detach(), one.state(), errors(4), false);
        Gradients gradients = two.rows().values().mean().backward();
        assertTrue(gradients.reaches(p.get("untied.1.update_head.6.weight")));
        assertFalse(gradients.reaches(p.get("update_head.6.weight")), "an earlier delta");
        assertTrue(gradients.reaches(p.get("update_module.0.linear.weight")), "earlier state");
        Recurrence.Moved alone =
                recurrence.step(1, one.rows().detach(), one.state().detach(), errors(4), false);
        Gradients own = alone.rows().values().mean().backward();
        assertFalse(own.reaches(p.get("update_module.0.linear.weight")));
    }

    @Test
    void onlyTheLargestErrorsOfEachSceneMove() {
        NamedLayers layers = new NamedLayers();
        Recurrence recurrence =
                recurrence(layers, device, update(true, true, Combine.ADD, 1, 0.25));
        SomeResplat.scattered(layers, 0.05);
        RenderError.Errors errors = errors(3);
        Var state = recurrence.begin(Var.constant(normal(1, 4, 4, 4, SomeResplat.WIDTH)), GRID);
        SplatRows before = rows(2);
        double[] moved =
                recurrence
                        .step(0, before, state, errors, false)
                        .rows()
                        .values()
                        .value()
                        .toDoubles();
        double[] old = before.values().value().toDoubles();
        double[] squares = errors.squares().toDoubles();
        int n = GRID.rowsOfScene();
        for (int b = 0; b < 2; b++) {
            double[] sorted = Arrays.copyOfRange(squares, b * n, (b + 1) * n);
            Arrays.sort(sorted);
            double least = sorted[n - n / 4];
            for (int i = b * n; i < (b + 1) * n; i++) {
                assertEquals(squares[i] >= least, old[i * NUMBERS] != moved[i * NUMBERS]);
            }
        }
    }

    @Test
    void extentsAreNeverTooSmallAndLogitsNotTooLarge() {
        double[] x = rows(2).values().value().toDoubles();
        x[SplatRows.LOGIT] = 50;
        x[NUMBERS + SplatRows.LOGIT] = -50;
        SplatRows rows =
                new SplatRows(
                        Var.constant(Tensor.of(device, Shape.of(GRID.rows(), NUMBERS), x)), GRID);
        double[] y = rows.toBeMoved().values().value().toDoubles();
        assertEquals(1e-6, 1 - 1 / (1 + Math.exp(-y[SplatRows.LOGIT])), 1e-12);
        assertEquals(1e-6, 1 / (1 + Math.exp(-y[NUMBERS + SplatRows.LOGIT])), 1e-12);
        Var delta = Var.parameter(Tensor.full(device, Shape.of(GRID.rows(), NUMBERS), -3));
        SplatRows moved = rows.moved(delta, 1e-3);
        double[] z = moved.values().value().toDoubles();
        double[] gradient = moved.values().sum().backward().of(delta).toDoubles();
        for (int i = 0; i < x.length; i++) {
            int column = i % NUMBERS;
            boolean isScale = column >= SplatRows.SCALES && column < SplatRows.QUATS;
            assertEquals(isScale ? 1e-3 : x[i] - 3, z[i], 1e-9);
            assertEquals(isScale ? 0 : 1, gradient[i], 0);
        }
    }

    @Test
    void switchesChangeWhatPointsAreTold() {
        int always = NUMBERS + 16;
        assertEquals(always + FEATURES, width(update(true, true, Combine.ADD, 1, 1)));
        assertEquals(always + FEATURES, width(update(true, false, Combine.ADD, 1, 1)));
        assertEquals(always + COLORS, width(update(false, true, Combine.ADD, 1, 1)));
        assertEquals(always + FEATURES + COLORS, width(update(true, true, Combine.CONCAT, 1, 1)));
        assertEquals(always, width(update(false, false, Combine.ADD, 1, 1)));
        int told = NUMBERS + NewtonStep.PARTS;
        assertEquals(always + told, width(update(false, false, true, Combine.ADD, 1, 1)));
    }

    private int width(UpdateConfig update) {
        NamedLayers layers = new NamedLayers();
        Recurrence recurrence = recurrence(layers, device, update);
        Var state = recurrence.begin(Var.constant(normal(1, 4, 4, 4, SomeResplat.WIDTH)), GRID);
        SplatRows rows = rows(2);
        RenderError.Errors errors = masked(errors(3), update);
        Tensor begin = rows.values().value();
        Var moved = recurrence.step(0, rows, state, errors, false).rows().values();
        Tensor expected = update.newton() > 0 ? begin.add(errors.newton().move()) : begin;
        double[] least = expected.toDoubles();
        for (int i = 0; i < least.length; i++) {
            boolean isScale = i % NUMBERS >= SplatRows.SCALES && i % NUMBERS < SplatRows.QUATS;
            least[i] = isScale ? Math.max(least[i], SomeResplat.LEAST_SCALE) : least[i];
        }
        assertArrayEquals(least, moved.value().toDoubles(), 0, "nothing learned yet");
        return layers.parameters().get("update_module.0.linear.weight").shape().dim(0);
    }
}
