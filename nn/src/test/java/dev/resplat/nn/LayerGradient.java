package dev.resplat.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.GradientCheck;
import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Tensor;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Gradients of layers against finite differences, in double on a reference device. */
public final class LayerGradient {
    private static final double STEP = 1e-6;

    private LayerGradient() {}

    /** Checks with respect to the input and to each parameter, away from special values. */
    public static void check(Layer layer, Function<Var, Var> forward, Tensor x) {
        scatter(layer, new RandomStream(5, 0));
        GradientCheck.check(v -> forward.apply(v[0]), x);
        check(layer, () -> forward.apply(Var.constant(x)));
    }

    /** Moves all parameters a little, so that scales are not all one and biases not all zero. */
    private static void scatter(Layer layer, RandomStream random) {
        for (Var p : layer.parameters().values()) {
            double[] moved = p.value().toDoubles();
            double[] noise = random.normal(p.device(), p.shape()).toDoubles();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += 0.2 * noise[i];
            }
            p.device().upload(moved, p.value().buffer(), moved.length);
        }
    }

    /** Moves each parameter of the layer along a random direction, as GradientCheck does inputs. */
    public static void check(Layer layer, Supplier<Var> forward) {
        RandomStream random = new RandomStream(6, 0);
        Var y = forward.get();
        Tensor u = random.normal(y.device(), y.shape());
        Gradients gradients = y.backward(u);
        for (Map.Entry<String, Var> entry : layer.parameters().entrySet()) {
            String name = entry.getKey();
            Var p = entry.getValue();
            assertTrue(gradients.reaches(p), name + " has no gradient");
            Tensor v = random.normal(p.device(), p.shape());
            double analytic = dot(gradients.of(p), v);
            double[] start = p.value().toDoubles();
            double above = at(p, start, v, STEP, forward, u);
            double below = at(p, start, v, -STEP, forward, u);
            p.device().upload(start, p.value().buffer(), start.length);
            double numeric = (above - below) / (2 * STEP);
            assertEquals(numeric, analytic, 1e-6 * Math.max(1, Math.abs(numeric)), name);
        }
    }

    private static double at(
            Var p, double[] start, Tensor v, double step, Supplier<Var> forward, Tensor u) {
        Device device = p.device();
        double[] moved = v.toDoubles();
        for (int i = 0; i < moved.length; i++) {
            moved[i] = start[i] + step * moved[i];
        }
        device.upload(moved, p.value().buffer(), moved.length);
        return dot(forward.get().value(), u);
    }

    private static double dot(Tensor a, Tensor b) {
        return a.mul(b).sum().item();
    }
}
