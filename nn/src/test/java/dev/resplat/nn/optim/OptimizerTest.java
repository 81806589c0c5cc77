package dev.resplat.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Activation;
import dev.resplat.nn.Losses;
import dev.resplat.nn.Mlp;
import dev.resplat.nn.StateDict;
import dev.resplat.nn.StateDict.Fit;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.InScope;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.SafetensorsFile;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Continuing from a checkpoint, learning, and settings that are not allowed. */
class OptimizerTest {
    private final Device device = new CpuDevice(2).poisonBuffers();
    @RegisterExtension final InScope scope = InScope.on(device);

    /** Every optimizer, with a rate that suits a small network. */
    enum Kind {
        SGD(p -> new Sgd(p, new Sgd.Config(0, false, 0)), 0.5),
        MOMENTUM(p -> new Sgd(p, new Sgd.Config(0.9, false, 1e-5)), 0.1),
        NESTEROV(p -> new Sgd(p, new Sgd.Config(0.9, true, 1e-5)), 0.1),
        ADAM(p -> new Adam(p, Adam.Config.adam()), 0.02),
        ADAM_W(p -> new Adam(p, Adam.Config.adamW(1e-3)), 0.02),
        ADAN(p -> new Adan(p, Adan.Config.adan(1e-3)), 0.02);

        final Function<Map<String, Var>, Optimizer> make;
        final double rate;

        Kind(Function<Map<String, Var>, Optimizer> make, double rate) {
            this.make = make;
            this.rate = rate;
        }
    }

    private Mlp model(long seed) {
        return new Mlp(new RandomStream(seed), device, Activation.TANH, 2, 16, 1);
    }

    private Var real(int rows, int columns, double... values) {
        return Var.constant(Tensor.of(device, Shape.of(rows, columns), values));
    }

    /** Steps towards the exclusive or of two bits; returns the loss before the last. */
    private double learn(Mlp model, Optimizer optimizer, double rate, int steps) {
        Var x = real(4, 2, 0, 0, 0, 1, 1, 0, 1, 1);
        Var target = real(4, 1, 0, 1, 1, 0);
        double last = Double.NaN;
        for (int i = 0; i < steps; i++) {
            try (Scope step = Scope.open()) {
                Var loss = Losses.meanSquaredError(model.forward(x), target);
                last = loss.value().item();
                optimizer.step(loss.backward(), rate);
            }
        }
        return last;
    }

    @ParameterizedTest
    @EnumSource
    void anMlpLearnsTheExclusiveOr(Kind kind) {
        Mlp model = model(4);
        Optimizer optimizer = kind.make.apply(model.parameters());
        double loss = learn(model, optimizer, kind.rate, 800);
        assertTrue(loss < 1e-3, "the loss is still " + loss);
    }

    @ParameterizedTest
    @EnumSource
    void continuingFromAFileGivesTheSameBits(Kind kind, @TempDir Path folder) {
        Mlp whole = model(4);
        Optimizer uninterrupted = kind.make.apply(whole.parameters());
        learn(whole, uninterrupted, kind.rate, 7);
        Path weights = folder.resolve("weights.safetensors");
        Path memories = folder.resolve("optimizer.safetensors");
        SafetensorsFile.write(weights, StateDict.of(whole), Map.of());
        SafetensorsFile.write(memories, uninterrupted.state(), Map.of());
        learn(whole, uninterrupted, kind.rate, 6);

        Mlp continued = model(5);
        Optimizer resumed = kind.make.apply(continued.parameters());
        learn(continued, resumed, kind.rate, 2);
        StateDict.load(continued, read(weights), Fit.EXACT);
        resumed.restore(7, read(memories));
        learn(continued, resumed, kind.rate, 6);

        assertEquals(13, resumed.steps());
        assertEquals(StateDict.of(whole), StateDict.of(continued));
        assertEquals(uninterrupted.state(), resumed.state());
    }

    @ParameterizedTest
    @EnumSource
    void aResetOptimizerIsAsNew(Kind kind) {
        Mlp used = model(4);
        Optimizer optimizer = kind.make.apply(used.parameters());
        learn(used, optimizer, kind.rate, 7);
        optimizer.reset();
        StateDict.load(used, StateDict.of(model(5)), Fit.EXACT);
        learn(used, optimizer, kind.rate, 3);

        Mlp fresh = model(5);
        Optimizer other = kind.make.apply(fresh.parameters());
        learn(fresh, other, kind.rate, 3);

        assertEquals(3, optimizer.steps());
        assertEquals(StateDict.of(fresh), StateDict.of(used));
    }

    private static Map<String, HostArray> read(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        Map<String, HostArray> arrays = new HashMap<>();
        file.names().forEach(name -> arrays.put(name, file.get(name)));
        return arrays;
    }

    @Test
    void aStateThatDoesNotFitChangesNothing() {
        Mlp model = model(4);
        Optimizer optimizer = new Adam(model.parameters(), Adam.Config.adam());
        learn(model, optimizer, 0.01, 3);
        Map<String, HostArray> before = optimizer.state();

        Map<String, HostArray> lacking = zeros(before);
        lacking.remove("1.bias.square");
        refused(optimizer, lacking, "lacks 1.bias.square");
        // As many elements, but not the same shape.
        Map<String, HostArray> wrong = zeros(before);
        wrong.put("1.weight.square", HostArray.of(new float[16], 1, 16));
        refused(optimizer, wrong, "1.weight.square must be [16, 1], is F32[1, 16]");

        assertEquals(3, optimizer.steps());
        assertEquals(before, optimizer.state());
    }

    private static Map<String, HostArray> zeros(Map<String, HostArray> like) {
        Map<String, HostArray> zeros = new LinkedHashMap<>();
        like.forEach((n, a) -> zeros.put(n, HostArray.of(new float[a.size()], a.dims())));
        return zeros;
    }

    private static void refused(Optimizer optimizer, Map<String, HostArray> state, String message) {
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> optimizer.restore(9, state));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void aParameterTheLossDoesNotReachStays() {
        Var used = Var.parameter(real(1, 2, 1, 2).value());
        Var unused = Var.parameter(real(1, 2, 3, 4).value());
        Optimizer optimizer = new Adam(Map.of("used", used, "unused", unused), Adam.Config.adam());
        optimizer.step(used.sum().backward(), 0.1);
        assertArrayEquals(new double[] {3, 4}, unused.value().toDoubles());
        assertArrayEquals(new double[] {0.9, 1.9}, used.value().toDoubles(), 1e-6);
    }

    @Test
    void clippingLeavesShortGradientsAloneAndNoTensorsBehind() {
        Var x = Var.parameter(real(1, 2, 3, 4).value());
        long before = device.bytesInUse();
        try (Scope step = Scope.open()) {
            Gradients gradients = x.mul(x).sum().backward();
            Tensor gradient = gradients.of(x);
            assertEquals(10, GradientClip.byNorm(gradients, 10));
            assertEquals(gradient, gradients.of(x));
            assertEquals(10, GradientClip.byNorm(gradients, 5));
            assertArrayEquals(new double[] {3, 4}, gradients.of(x).toDoubles(), 1e-6);
            GradientClip.byValue(gradients, 3.5);
            assertArrayEquals(new double[] {3, 3.5}, gradients.of(x).toDoubles(), 1e-6);
        }
        assertEquals(before, device.bytesInUse());
    }

    @Test
    void settingsOutsideTheirRangeAreNamed() {
        out("momentum = 1.0", () -> new Sgd.Config(1, false, 0));
        out("weightDecay = -0.1", () -> new Sgd.Config(0, false, -0.1));
        out("beta1 = -0.5", () -> new Adam.Config(-0.5, 0.9, 1e-8, 0, true));
        out("beta2 = NaN", () -> new Adam.Config(0.5, Double.NaN, 1e-8, 0, true));
        out("epsilon = -1.0", () -> new Adam.Config(0.5, 0.9, -1, 0, true));
        out("beta3 = 1.0", () -> new Adan.Config(0.5, 0.9, 1, 1e-8, 0));
        out("decay = 1.0", () -> new MovingAverage(Map.of(), 1));
        out("steps = 0", () -> Schedule.cosine(1, 0, 0));
        out("every = -1", () -> Schedule.step(1, 0.5, -1));
        out("rise = 1.0", () -> Schedule.oneCycle(1, 10, 1));
    }

    private static void out(String setting, org.junit.jupiter.api.function.Executable mistake) {
        Exception e = assertThrows(IllegalArgumentException.class, mistake);
        assertTrue(e.getMessage().startsWith(setting), e.getMessage());
    }

    @Test
    void schedulesBeginAndEndWhereTheyShould() {
        Schedule cosine = Schedule.cosine(0.4, 0.1, 10);
        assertEquals(0.4, cosine.at(0));
        assertEquals(0.25, cosine.at(5), 1e-15);
        assertEquals(0.1, cosine.at(10), 1e-15);
        assertEquals(0.1, cosine.at(1000), 1e-15);
        Schedule cycle = Schedule.oneCycle(1, 11, 0.5);
        assertEquals(1.0 / 25, cycle.at(0), 1e-15);
        assertEquals(1.0 / 250_000, cycle.at(10), 1e-15);
        assertEquals(1.0 / 250_000, cycle.at(99), 1e-15);
        Schedule warm = Schedule.constant(2).warmedUp(4);
        assertArrayEquals(
                new double[] {0.5, 1, 1.5, 2, 2},
                new double[] {warm.at(0), warm.at(1), warm.at(2), warm.at(3), warm.at(4)});
    }

    @Test
    void averagesAreRestoredOnlyWhenAllFit() {
        try (Scope scope = Scope.open()) {
            Device device = new ReferenceDevice();
            Var x = Var.parameter(Tensor.of(device, Shape.of(2), 1, 2));
            MovingAverage average = new MovingAverage(Map.of("x", x), 0.5);
            average.restore(Map.of("x", HostArray.of(new float[] {5, 6}, 2)));
            average.update();
            assertArrayEquals(new float[] {3, 4}, average.state().get("x").toFloats());

            for (Map<String, HostArray> bad :
                    List.of(
                            Map.<String, HostArray>of(),
                            Map.of("x", HostArray.of(new float[] {1}, 1)))) {
                Exception e =
                        assertThrows(IllegalArgumentException.class, () -> average.restore(bad));
                assertTrue(e.getMessage().startsWith("moving average"), e.getMessage());
            }
            assertArrayEquals(new float[] {3, 4}, average.state().get("x").toFloats());
        }
    }
}
