package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Golden;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.cpu.CpuDevice;
import java.util.Arrays;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random numbers, layers and losses against PyTorch, with weights from the generator. */
class GoldenTest {
    private static final Golden GOLDEN = Golden.open("core/nn.safetensors");

    /** A device and how closely it must agree. */
    enum Subject {
        REFERENCE(GradientCheck.device(), 1e-12),
        CPU(new CpuDevice(2), 4e-6),
        CPU_SCALAR(CpuDevice.scalar(1), 4e-6);

        final Device device;
        final double tolerance;

        Subject(Device device, double tolerance) {
            this.device = device.poisonBuffers();
            this.tolerance = tolerance;
        }

        /** Uniform in [-2, 2), exact in float. */
        Tensor around(RandomStream random, int... dims) {
            return random.uniform(device, Shape.of(dims)).add(-0.5).mul(4);
        }

        void check(String name, Tensor actual) {
            GOLDEN.check(name, actual, tolerance);
        }
    }

    @AfterEach
    void nothingIsInUse() {
        for (Subject subject : Subject.values()) {
            assertEquals(0, subject.device.bytesInUse());
        }
    }

    @ParameterizedTest
    @EnumSource
    void randomNumbersAreThoseOfTheTwinInPython(Subject on) {
        try (Scope scope = Scope.open()) {
            RandomStream random = new RandomStream(0x123456789ABCDEFL, 5L << 32 | 7);
            on.check("random/uniform", random.uniform(on.device, Shape.of(23)));
            random = new RandomStream(random.seed(), random.draws() - 1);
            on.check("random/normal", random.normal(on.device, Shape.of(23)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void linear(Subject on) {
        try (Scope scope = Scope.open()) {
            Linear linear = new Linear(new RandomStream(31), on.device, 6, 4);
            RandomStream data = new RandomStream(32);
            Var x = Var.parameter(on.around(data, 2, 3, 6));
            Var y = linear.forward(x);
            on.check("linear/y", y.value());
            Gradients gradients = y.backward(on.around(data, 2, 3, 4));
            on.check("linear/grad.x", gradients.of(x));
            linear.parameters()
                    .forEach((name, p) -> on.check("linear/grad." + name, gradients.of(p)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void mlp(Subject on) {
        try (Scope scope = Scope.open()) {
            Mlp mlp = new Mlp(new RandomStream(33), on.device, Activation.GELU, 5, 16, 16, 3);
            RandomStream data = new RandomStream(34);
            Var x = Var.parameter(on.around(data, 7, 5));
            Var target = Var.constant(on.around(data, 7, 3));
            Var y = mlp.forward(x);
            on.check("mlp/y", y.value());
            Var loss = Losses.meanSquaredError(y, target);
            on.check("mlp/loss", loss.value());
            Gradients gradients = loss.backward();
            on.check("mlp/grad.x", gradients.of(x));
            mlp.parameters().forEach((name, p) -> on.check("mlp/grad." + name, gradients.of(p)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void errors(Subject on) {
        checkLoss(on, "mse", Losses::meanSquaredError);
        checkLoss(on, "l1", Losses::meanAbsoluteError);
    }

    private static void checkLoss(Subject on, String name, BiFunction<Var, Var, Var> loss) {
        try (Scope scope = Scope.open()) {
            RandomStream data = new RandomStream(35);
            Var x = Var.parameter(on.around(data, 4, 5));
            Var target = Var.parameter(on.around(data, 4, 5));
            Var value = loss.apply(x, target);
            on.check(name + "/loss", value.value());
            Gradients gradients = value.backward();
            on.check(name + "/g0", gradients.of(x));
            on.check(name + "/g1", gradients.of(target));
        }
    }

    @ParameterizedTest
    @EnumSource
    void crossEntropy(Subject on) {
        try (Scope scope = Scope.open()) {
            double[] values = GOLDEN.doubles("crossEntropy/logits");
            Var logits = Var.parameter(Tensor.of(on.device, Shape.of(4, 5), values));
            Tensor classes = GOLDEN.tensor(on.device, "crossEntropy/classes");
            Var loss = Losses.crossEntropy(logits, classes);
            // Logits near 1000 are that far apart in float.
            double largest = Arrays.stream(values).map(Math::abs).max().getAsDouble();
            GOLDEN.check("crossEntropy/loss", loss.value(), on.tolerance * largest / 10);
            GOLDEN.check(
                    "crossEntropy/g0",
                    loss.backward().of(logits),
                    on == Subject.REFERENCE ? on.tolerance : 1e-4);
        }
    }
}
