package dev.resplat.tensor;

import static dev.resplat.tensor.KernelCheck.SIZES;
import static dev.resplat.tensor.KernelCheck.normal;
import static dev.resplat.tensor.KernelCheck.positive;

import dev.resplat.tensor.OptimizerKernels.Adam;
import dev.resplat.tensor.OptimizerKernels.Adan;
import dev.resplat.tensor.OptimizerKernels.Sgd;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What every device's {@link OptimizerKernels} must do: agree with the reference. */
public abstract class OptimizerKernelsContract {
    private final KernelCheck check = new KernelCheck(device(), tolerance());

    /** The device under test. */
    protected abstract Device device();

    /** The largest error allowed, relative to one plus the result. */
    protected double tolerance() {
        return 2e-6;
    }

    private static OptimizerKernels of(Device device) {
        return device.kernels(OptimizerKernels.class);
    }

    @Test
    void sgd() {
        Sgd[] variants = {
            new Sgd(0.1, 0, false, 0), new Sgd(0.1, 0, false, 0.01),
            new Sgd(0.1, 0.9, false, 0.01), new Sgd(0.1, 0.9, true, 0.01)
        };
        for (Sgd settings : variants) {
            for (int n : SIZES) {
                double[] velocity = new double[n];
                // Whatever the velocity holds before the first step does not count.
                Arrays.fill(velocity, Double.NaN);
                check.updates(
                        settings + "",
                        (d, b) -> {
                            of(d).sgd(settings, 1, b[0], b[1], b[2], n);
                            of(d).sgd(settings, 2, b[0], b[1], b[2], n);
                        },
                        normal(1, n),
                        normal(2, n),
                        velocity);
            }
        }
    }

    @Test
    void adam() {
        Adam[] variants = {
            new Adam(1e-2, 0.9, 0.999, 1e-8, 0, false),
            new Adam(1e-2, 0.9, 0.99, 1e-15, 0.1, false),
            new Adam(1e-2, 0.8, 0.999, 1e-8, 0.1, true)
        };
        for (Adam settings : variants) {
            for (int n : SIZES) {
                check.updates(
                        settings + "",
                        (d, b) -> of(d).adam(settings, 7, b[0], b[1], b[2], b[3], n),
                        normal(1, n),
                        normal(2, n),
                        normal(3, n),
                        positive(4, n));
                check.updates(
                        settings + ", first steps",
                        (d, b) -> {
                            of(d).adam(settings, 1, b[0], b[1], b[2], b[3], n);
                            of(d).adam(settings, 2, b[0], b[1], b[2], b[3], n);
                        },
                        normal(1, n),
                        positive(2, n),
                        new double[n],
                        new double[n]);
            }
        }
    }

    @Test
    void adan() {
        Adan settings = new Adan(1e-2, 0.98, 0.92, 0.99, 1e-8, 0.02);
        for (int n : SIZES) {
            double[] none = new double[n];
            Arrays.fill(none, Double.NaN);
            check.updates(
                    "adan",
                    (d, b) -> of(d).adan(settings, 5, b[0], b[1], b[2], b[3], b[4], b[5], n),
                    normal(1, n),
                    normal(2, n),
                    normal(3, n),
                    normal(4, n),
                    positive(5, n),
                    normal(6, n));
            // There is no gradient before the first.
            check.updates(
                    "adan, first steps",
                    (d, b) -> {
                        of(d).adan(settings, 1, b[0], b[1], b[2], b[3], b[4], b[5], n);
                        of(d).adan(settings, 2, b[0], b[1], b[2], b[3], b[4], b[5], n);
                    },
                    normal(1, n),
                    positive(2, n),
                    new double[n],
                    new double[n],
                    new double[n],
                    none);
        }
    }

    @Test
    void movingAverage() {
        for (int n : SIZES) {
            check.updates(
                    "movingAverage",
                    (d, b) -> of(d).movingAverage(0.99, b[0], b[1], n),
                    normal(1, n),
                    normal(2, n));
        }
    }
}
