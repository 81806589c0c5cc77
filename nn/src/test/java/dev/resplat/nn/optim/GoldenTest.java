package dev.resplat.nn.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Golden;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Optimizers, schedules, clipping and moving averages against PyTorch. */
class GoldenTest {
    private static final Golden GOLDEN = Golden.open("core/nn.safetensors");
    private static final int STEPS = 20;
    private static final double RATE = 0.05;

    /** A device and how closely it must agree; errors of float grow from step to step. */
    private record Subject(Device device, double tolerance) {
        /** Uniform in [-2, 2), exact in float. */
        Tensor around(RandomStream random, int... dims) {
            return random.uniform(device, Shape.of(dims)).add(-0.5).mul(4);
        }
    }

    private static final List<Subject> SUBJECTS =
            List.of(
                    new Subject(GradientCheck.device().poisonBuffers(), 1e-12),
                    new Subject(new CpuDevice(2).poisonBuffers(), 2e-5));

    private static Map<String, Function<Map<String, Var>, Optimizer>> optimizers() {
        Map<String, Function<Map<String, Var>, Optimizer>> makers = new LinkedHashMap<>();
        makers.put("sgd", p -> new Sgd(p, new Sgd.Config(0, false, 0)));
        makers.put("sgd decay", p -> new Sgd(p, new Sgd.Config(0, false, 0.1)));
        makers.put("sgd momentum", p -> new Sgd(p, new Sgd.Config(0.9, false, 0)));
        makers.put("sgd nesterov", p -> new Sgd(p, new Sgd.Config(0.9, true, 0.1)));
        makers.put("adam", p -> new Adam(p, Adam.Config.adam()));
        makers.put("adam decay", p -> new Adam(p, new Adam.Config(0.8, 0.95, 1e-3, 0.1, false)));
        makers.put("adamw", p -> new Adam(p, Adam.Config.adamW(0.1)));
        makers.put("adamw zero", p -> new Adam(p, Adam.Config.adamW(0)));
        makers.put("adan", p -> new Adan(p, Adan.Config.adan(0)));
        makers.put("adan decay", p -> new Adan(p, Adan.Config.adan(0.1)));
        return makers;
    }

    @TestFactory
    Stream<DynamicTest> everyOptimizerAgreesForTwentySteps() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Subject subject : SUBJECTS) {
            optimizers()
                    .forEach(
                            (name, maker) ->
                                    tests.add(
                                            DynamicTest.dynamicTest(
                                                    name + " on " + subject.device,
                                                    () -> optimize(subject, name, maker))));
        }
        return tests.stream();
    }

    /** {@code start} and {@code optimizers} of {@code generate_core.py}. */
    private static void optimize(
            Subject on, String name, Function<Map<String, Var>, Optimizer> maker) {
        try (Scope scope = Scope.open()) {
            RandomStream random = new RandomStream(36);
            Var a = Var.parameter(on.around(random, 7));
            Var b = Var.parameter(on.around(random, 3, 5));
            Var scaleA = Var.constant(random.uniform(on.device, Shape.of(7)).add(0.5));
            Var scaleB = Var.constant(random.uniform(on.device, Shape.of(3, 5)).add(0.5));
            Map<String, Var> parameters = new LinkedHashMap<>();
            parameters.put("a", a);
            parameters.put("b", b);
            Optimizer optimizer = maker.apply(parameters);
            DoubleStream.Builder path = DoubleStream.builder();
            for (int i = 0; i < STEPS; i++) {
                try (Scope step = Scope.open()) {
                    Var loss = bumpy(a, scaleA).add(bumpy(b, scaleB));
                    optimizer.step(loss.backward(), RATE);
                }
                DoubleStream.of(a.value().toDoubles()).forEach(path);
                DoubleStream.of(b.value().toDoubles()).forEach(path);
            }
            GOLDEN.check("optimizer/" + name, path.build().toArray(), on.tolerance);
            assertEquals(STEPS, optimizer.steps());
        }
        assertEquals(0, on.device.bytesInUse());
    }

    /** {@code sum(scale x^2 / 2 + sin(3 x))}. */
    private static Var bumpy(Var x, Var scale) {
        Var bowl = Elementwise.square(x).mul(scale).mul(0.5);
        return Reduce.sum(bowl.add(Elementwise.map(UnaryOp.SIN, x.mul(3))));
    }

    @Test
    void schedules() {
        rates("cosine", Schedule.cosine(0.3, 0.01, 30));
        rates("one cycle", Schedule.oneCycle(0.3, 41, 0.3));
        rates("one cycle short rise", Schedule.oneCycle(0.3, 25, 0.02));
        rates("step", Schedule.step(0.3, 0.5, 7));
        rates("warm step", Schedule.step(0.3, 0.5, 7).warmedUp(5));
    }

    private static void rates(String name, Schedule schedule) {
        double[] rates = new double[GOLDEN.shape("schedule/" + name).size()];
        for (int step = 0; step < rates.length; step++) {
            rates[step] = schedule.at(step);
        }
        GOLDEN.check("schedule/" + name, rates, 1e-14);
    }

    /** A loss whose gradients are the given tensors. */
    private static Gradients gradients(Var a, Tensor gradA, Var b, Tensor gradB) {
        Var loss = a.mul(Var.constant(gradA)).sum().add(b.mul(Var.constant(gradB)).sum());
        return loss.backward();
    }

    @TestFactory
    Stream<DynamicTest> clipping() {
        return SUBJECTS.stream()
                .map(on -> DynamicTest.dynamicTest(on.device.name(), () -> clip(on)));
    }

    private static void clip(Subject on) {
        try (Scope scope = Scope.open()) {
            Var a = Var.parameter(Tensor.zeros(on.device, Shape.of(7)));
            Var b = Var.parameter(Tensor.zeros(on.device, Shape.of(3, 5)));
            for (String name : List.of("norm", "long norm", "value")) {
                RandomStream random = new RandomStream(37);
                Tensor gradA = on.around(random, 7);
                Gradients gradients = gradients(a, gradA, b, on.around(random, 3, 5));
                if (name.equals("value")) {
                    GradientClip.byValue(gradients, 0.75);
                } else {
                    double largest = name.equals("norm") ? 1.5 : 100;
                    double before = GradientClip.byNorm(gradients, largest);
                    double[] norm = {before};
                    GOLDEN.check("clip/" + name + " before", norm, on.tolerance);
                }
                // PyTorch divides by the norm plus 1e-6, and so ends a little below the bound.
                double tolerance =
                        name.equals("norm") ? Math.max(3e-7, on.tolerance) : on.tolerance;
                double[] clipped =
                        DoubleStream.concat(
                                        DoubleStream.of(gradients.of(a).toDoubles()),
                                        DoubleStream.of(gradients.of(b).toDoubles()))
                                .toArray();
                GOLDEN.check("clip/" + name, clipped, tolerance);
            }
        }
        assertEquals(0, on.device.bytesInUse());
    }

    @TestFactory
    Stream<DynamicTest> movingAverage() {
        return SUBJECTS.stream()
                .map(on -> DynamicTest.dynamicTest(on.device.name(), () -> average(on)));
    }

    private static void average(Subject on) {
        try (Scope scope = Scope.open()) {
            RandomStream random = new RandomStream(38);
            Var x = Var.parameter(on.around(random, 6));
            MovingAverage average = new MovingAverage(Map.of("x", x), 0.9);
            for (int i = 0; i < 5; i++) {
                x.value().write(on.around(random, 6).toFloats());
                average.update();
            }
            // The state is in float on every device.
            GOLDEN.check("average/x", average.state().get("x").toDoubles(), 1e-6);
        }
        assertEquals(0, on.device.bytesInUse());
    }
}
