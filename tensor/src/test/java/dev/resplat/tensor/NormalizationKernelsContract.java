package dev.resplat.tensor;

import static dev.resplat.tensor.KernelCheck.normal;
import static dev.resplat.tensor.KernelCheck.positive;

import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What every device's {@link NormalizationKernels} must do: agree with the reference. */
public abstract class NormalizationKernelsContract {
    /** Samples, places, channels and groups. */
    private static final int[][] SHAPES = {
        // layer norm
        {0, 1, 5, 1},
        {3, 1, 0, 1},
        {1, 1, 1, 1},
        {7, 1, 1, 1},
        {301, 1, 3, 1},
        {5, 1, 15, 1},
        {6, 1, 16, 1},
        {9, 1, 17, 1},
        {130, 1, 31, 1},
        {257, 1, 128, 1},
        {1031, 1, 97, 1},
        {3, 1, 5003, 1},
        {2, 1, 70_001, 1},
        // single places
        {11, 1, 6, 3},
        {40, 1, 48, 48},
        // group norm
        {0, 4, 6, 2},
        {2, 0, 6, 2},
        {3, 5, 6, 1},
        {3, 5, 6, 2},
        {2, 67, 24, 8},
        {70, 9, 10, 5},
        {1, 4099, 16, 4},
        {3, 1009, 64, 8},
        {2, 31, 300, 3},
        {2, 131, 515, 5},
        {2, 17, 1024, 1},
        // instance norm
        {4, 1, 1, 1},
        {4, 97, 1, 1},
        {2, 33, 7, 7},
        {2, 4097, 8, 8},
        // batch norm
        {1, 0, 3, 3},
        {1, 1, 3, 3},
        {1, 31_013, 3, 3},
        {1, 2003, 33, 33},
        {1, 1009, 128, 128},
    };

    private final KernelCheck check = new KernelCheck(device(), tolerance());
    private final Device reference = new ReferenceDevice();

    /** The device under test. */
    protected abstract Device device();

    /** The largest error allowed, relative to one plus the result. */
    protected double tolerance() {
        return 4e-6;
    }

    private static NormalizationKernels of(Device device) {
        return device.kernels(NormalizationKernels.class);
    }

    @Test
    void normalize() {
        for (int[] s : SHAPES) {
            normalize(s, input(s), 1e-5);
            normalize(s, input(s), 0.5);
        }
    }

    private void normalize(int[] s, double[] x, double epsilon) {
        int stats = s[0] * s[3];
        check.updates(
                "normalize of " + Arrays.toString(s) + " with epsilon " + epsilon,
                (d, b) ->
                        of(d).normalize(
                                        b[0], b[1], b[2], b[3], b[4], b[5], s[0], s[1], s[2], s[3],
                                        epsilon),
                x,
                normal(2, s[2]),
                normal(3, s[2]),
                nothing(x.length),
                nothing(stats),
                nothing(stats));
    }

    @Test
    void normalizeGrad() {
        for (int[] s : SHAPES) {
            gradient(s, input(s), 1e-5);
            gradient(s, input(s), 0.5);
        }
    }

    private void gradient(int[] s, double[] x, double epsilon) {
        // Sums over many elements carry the roundings of each.
        double factor = Math.sqrt(Math.max(1, (double) s[0] * s[1]));
        if (s[1] * s[2] == s[3]) {
            // Elements on their own have no gradient: terms of this size cancel.
            factor /= Math.sqrt(epsilon);
        }
        int stats = s[0] * s[3];
        double[][] forward =
                KernelCheck.updatedBy(
                        reference,
                        (d, b) ->
                                of(d).normalize(
                                                b[0], b[1], b[1], b[2], b[3], b[4], s[0], s[1],
                                                s[2], s[3], epsilon),
                        x,
                        normal(2, s[2]),
                        nothing(x.length),
                        nothing(stats),
                        nothing(stats));
        check.times(factor)
                .updates(
                        "normalizeGrad of " + Arrays.toString(s) + " with epsilon " + epsilon,
                        (d, b) ->
                                of(d).normalizeGrad(
                                                b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7],
                                                s[0], s[1], s[2], s[3], epsilon),
                        x,
                        normal(2, s[2]),
                        floats(forward[3]),
                        floats(forward[4]),
                        normal(4, x.length),
                        nothing(x.length),
                        nothing(s[2]),
                        nothing(s[2]));
    }

    /** A mean a thousand times the deviation: x is rounded, but nothing more may be lost. */
    @Test
    void meansFarFromZeroCostNoAccuracy() {
        for (int[] s : SHAPES) {
            double[] x = Arrays.stream(input(s)).map(v -> (float) (v + 3000)).toArray();
            normalize(s, x, 1e-5);
            normalize(s, Arrays.stream(x).map(v -> -v).toArray(), 1e-5);
        }
    }

    /** Places that begin with outliers, by which moments must not be centred carelessly. */
    @Test
    void outliersAtTheBeginningCostNoAccuracy() {
        for (int[] s : SHAPES) {
            double[] x = input(s);
            Arrays.fill(x, 0, Math.min(x.length, 3 * s[2]), 100);
            normalize(s, x, 1e-5);
        }
    }

    /** Elements that are all equal have variance zero, not a tiny or negative one. */
    @Test
    void constantsBecomeBeta() {
        for (int[] s : SHAPES) {
            for (double value : new double[] {0, 0.1f, -3e4}) {
                double[] x = new double[s[0] * s[1] * s[2]];
                Arrays.fill(x, value);
                normalize(s, x, 1e-5);
                gradient(s, x, 0.25);
            }
        }
    }

    /** A NaN spoils its group and no other. */
    @Test
    void notANumberStaysInItsGroup() {
        for (int[] s : new int[][] {{5, 1, 37, 1}, {3, 20, 6, 3}, {3, 2000, 48, 4}}) {
            double[] x = input(s);
            x[s[1] * s[2] + 1] = Double.NaN;
            normalize(s, x, 1e-5);
        }
    }

    private static double[] input(int[] s) {
        double[] x = normal(1, s[0] * s[1] * s[2]);
        double[] spread = positive(5, Math.max(1, s[2]));
        for (int i = 0; i < x.length; i++) {
            // Channels that differ in mean and deviation, so that mixing them up shows.
            int channel = i % s[2];
            x[i] = (float) (x[i] * spread[channel] + channel % 3);
        }
        return x;
    }

    private static double[] nothing(int n) {
        double[] values = new double[n];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private static double[] floats(double[] x) {
        return Arrays.stream(x).map(v -> (float) v).toArray();
    }
}
