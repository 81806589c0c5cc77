package dev.resplat.autodiff;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.function.Function;

/**
 * Compares a backward pass with central differences along one random direction per input.
 *
 * <p>For {@code y = f(x)}, a random u of the shape of y and a random v of the shape of x, {@code
 * <J^T u, v>} must equal {@code <u, J v> = (<u, f(x + e v)> - <u, f(x - e v)>) / 2e}. Two
 * evaluations of f check a whole Jacobian, whatever its size. Point it at an operation of your own:
 *
 * <pre>{@code
 * Device device = GradientCheck.device();
 * GradientCheck.check(x -> MyOps.blend(x[0], x[1]), a, b);     // a, b: tensors on that device
 * }</pre>
 *
 * <p>The error allowed is a millionth of the gradient, plus what rounding does to the differences.
 * Inputs must lie away from kinks and jumps of f, by more than 1e-5 or so. Differences are
 * meaningful in double only, so inputs must be on a {@linkplain #device reference device}.
 */
public final class GradientCheck {
    private static final double STEP = 1e-6;
    private static final double TOLERANCE = 1e-6;
    private static final double EPSILON = 4 * Math.ulp(1.0);
    private static final long SEED = 42;

    private GradientCheck() {}

    /** A new device of double precision to make inputs on. */
    public static Device device() {
        return new ReferenceDevice();
    }

    /**
     * Checks f at the given inputs, with respect to each of them.
     *
     * @throws AssertionError when a gradient is wrong; the message has the operation, the input and
     *     both numbers
     */
    public static void check(Function<Var[], Var> f, Tensor... inputs) {
        if (inputs.length == 0) {
            throw new IllegalArgumentException("GradientCheck: no inputs, nothing to check");
        }
        for (int i = 0; i < inputs.length; i++) {
            if (!(inputs[i].device() instanceof ReferenceDevice)) {
                throw new IllegalArgumentException(
                        "GradientCheck: input "
                                + i
                                + " is on "
                                + inputs[i].device()
                                + "; differences need double precision: use GradientCheck.device()");
            }
            try (Scope scope = Scope.open()) {
                check(f, inputs, i);
            }
        }
    }

    private static void check(Function<Var[], Var> f, Tensor[] inputs, int i) {
        RandomStream random = new RandomStream(SEED, 2L * i);
        Device device = inputs[i].device();
        Var[] x = parameters(inputs);
        Var y = f.apply(x);
        Tensor u = random.normal(device, y.shape());
        Tensor v = random.normal(device, inputs[i].shape());

        Tensor gradient = y.backward(u).of(x[i]);
        double analytic = dot(gradient, v);
        double above = dot(u, f.apply(moved(inputs, i, v, STEP)).value());
        double below = dot(u, f.apply(moved(inputs, i, v, -STEP)).value());
        double numeric = (above - below) / (2 * STEP);

        double scale = Math.max(Math.abs(analytic), Math.abs(numeric));
        // What cancels in a projection is rounded like its parts, and so is what f was summed from.
        double parts = dot(gradient.map(UnaryOp.ABS), v.map(UnaryOp.ABS));
        double rounding = EPSILON * dot(y.value().map(UnaryOp.ABS), u.map(UnaryOp.ABS)) / STEP;
        // Negated, so that NaN fails.
        if (!(Math.abs(analytic - numeric)
                <= TOLERANCE * Math.max(scale, 0.1 * parts) + rounding)) {
            throw new AssertionError(
                    "gradient of "
                            + y.op()
                            + y.shape()
                            + " with respect to input "
                            + i
                            + " "
                            + inputs[i].shape()
                            + ": backward says "
                            + analytic
                            + ", finite differences say "
                            + numeric);
        }
    }

    private static Var[] parameters(Tensor[] inputs) {
        Var[] x = new Var[inputs.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = Var.parameter(inputs[i]);
        }
        return x;
    }

    private static Var[] moved(Tensor[] inputs, int i, Tensor direction, double step) {
        Var[] x = parameters(inputs);
        x[i] = Var.parameter(inputs[i].add(direction.mul(step)));
        return x;
    }

    private static double dot(Tensor a, Tensor b) {
        return a.mul(b).sum().item();
    }
}
