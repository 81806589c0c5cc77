package dev.resplat.train.synthesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.autodiff.Gradients;
import dev.resplat.autodiff.Var;
import dev.resplat.nn.Layer;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.RandomStream;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Tensor;
import java.util.Map;
import java.util.function.Supplier;

/** Checks gradients of all weights of a model, each along a random direction. */
public final class WeightGradients {
    /** Larger ones step over kinks of rectifiers. */
    private static final double STEP = 1e-7;

    private WeightGradients() {}

    /**
     * Compares with central differences, to 1e-6 of the larger of both and 1.
     *
     * @param device of numbers of double precision
     * @param loss of the weights as they are
     */
    public static void check(Device device, Layer model, Supplier<Var> loss) {
        Gradients gradients = loss.get().backward();
        RandomStream random = new RandomStream(6);
        for (Map.Entry<String, Var> entry : model.parameters().entrySet()) {
            Var p = entry.getValue();
            assertTrue(gradients.reaches(p), entry.getKey() + " has no gradient");
            Tensor v = random.normal(device, p.shape());
            double analytic = gradients.of(p).mul(v).sum().item();
            double[] start = p.value().toDoubles();
            double[] ends = new double[2];
            for (int i = 0; i < 2; i++) {
                double step = i == 0 ? -STEP : STEP;
                double[] moved = v.toDoubles();
                for (int k = 0; k < moved.length; k++) {
                    moved[k] = start[k] + step * moved[k];
                }
                device.upload(moved, p.value().buffer(), moved.length);
                try (Scope inner = Scope.open()) {
                    ends[i] = loss.get().value().item();
                }
            }
            device.upload(start, p.value().buffer(), start.length);
            double numeric = (ends[1] - ends[0]) / (2 * STEP);
            double size = Math.max(1, Math.abs(numeric));
            assertEquals(numeric, analytic, 1e-6 * size, entry.getKey());
        }
    }
}
