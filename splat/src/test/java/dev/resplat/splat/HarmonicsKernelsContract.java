package dev.resplat.splat;

import static dev.resplat.splat.SplatAgreement.unwritten;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.KernelCheck;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every device's {@link HarmonicsKernels} must do: agree with the reference. */
public abstract class HarmonicsKernelsContract {
    private static final double[] POSE = RandomScene.camera(61, 47).worldToCamera();

    private final SplatAgreement agreement = new SplatAgreement(device());

    /** The device under test. */
    protected abstract Device device();

    private static HarmonicsKernels of(Device device) {
        return device.kernels(HarmonicsKernels.class);
    }

    /** Coefficients, means, the pose, and room for colours, the arguments of {@code colors}. */
    private static double[][] inputs(int n, int terms) {
        return new double[][] {
            KernelCheck.normal(1, 3 * n),
            KernelCheck.normal(2, 3 * n * (terms - 1)),
            KernelCheck.normal(3, 3 * n),
            POSE,
            unwritten(3 * n)
        };
    }

    private static KernelCheck.Call colors(int degree, int terms, int n) {
        return (d, b) -> of(d).colors(degree, terms, b[0], b[1], b[2], b[3], b[4], n);
    }

    private static KernelCheck.Call grad(int degree, int terms, int n) {
        return (d, b) ->
                of(d).colorsGrad(
                                degree, terms, b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8],
                                b[9], n);
    }

    /** Those of {@code colorsGrad} from those of {@code colors}. */
    private double[][] gradArguments(int degree, int terms, int n, double[][] x) {
        double[][] all = Arrays.copyOf(x, 10);
        all[4] = agreement.onReference(colors(degree, terms, n), x)[4];
        all[5] = KernelCheck.normal(5, 3 * n);
        all[6] = unwritten(3 * n);
        all[7] = unwritten(3 * n * (terms - 1));
        all[8] = unwritten(3 * n);
        all[9] = unwritten(16);
        return all;
    }

    private SplatAgreement.Results check(int degree, int terms, int n, double[][] x) {
        String what = "%d splats of degree %d, %d terms".formatted(n, degree, terms);
        agreement.run("colors of " + what, colors(degree, terms, n), x).all(4);
        return agreement.run(
                "colorsGrad of " + what,
                grad(degree, terms, n),
                gradArguments(degree, terms, n, x));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void everyDegreeAndNumberOfSplats(int degree) {
        for (int n : SplatAgreement.SIZES) {
            int terms = Splats3d.terms(degree);
            SplatAgreement.Results g = check(degree, terms, n, inputs(n, terms));
            g.all(6).all(7).all(8).all(9);
            if (n >= 1000) {
                int dark = 0;
                for (double c : g.expected()[4]) {
                    dark += c == 0 ? 1 : 0;
                }
                assertTrue(dark > n / 10 && dark < 2 * n, dark + " colours are cut off");
                double slope = Math.abs(g.expected()[9][0]);
                assertTrue(degree == 0 ? slope == 0 : slope > 1e-2, "slope of the pose " + slope);
            }
        }
    }

    /** Terms that are stored and do not count yet have no gradient. */
    @Test
    void lowerDegreesThanAreStored() {
        int n = 65;
        for (int degree = 0; degree <= 3; degree++) {
            SplatAgreement.Results g = check(degree, 25, n, inputs(n, 25));
            g.all(6).all(7).all(8).all(9);
            assertEquals(0, g.actual()[7][3 * 24 - 1]);
        }
    }

    /** At the centre of the camera, very near it, very far from it, of no colour, or no number. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void degenerateSplats(int degree) {
        int n = 8;
        int terms = Splats3d.terms(degree);
        double[][] x = inputs(n, terms);
        x[3] = new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
        double[] means = x[2];
        Arrays.fill(means, 0, 3, 0);
        for (int k = 0; k < 3; k++) {
            means[3 + k] = (float) (1e-25 * means[3 + k]);
            means[6 + k] = (float) (1e25 * means[6 + k]);
            x[0][9 + k] = -100;
        }
        means[12] = Double.NaN;
        means[17] = Double.NEGATIVE_INFINITY;
        Arrays.fill(x[0], 18, 21, Double.NaN);
        agreement.run("colors", colors(degree, terms, n), x).rows(4, 3);
        SplatAgreement.Results g =
                agreement.run("grad", grad(degree, terms, n), gradArguments(degree, terms, n, x));
        g.rows(6, 3).rows(8, 3).all(9);
        if (terms > 1) {
            g.rows(7, 3 * (terms - 1));
        }
        for (int splat : new int[] {0, 3, 4, 5, 6}) {
            assertArrayEquals(
                    new double[3], Arrays.copyOfRange(g.actual()[8], 3 * splat, 3 * splat + 3));
        }
    }

    @Test
    void bitsAreTheSameEveryTimeAndNoMemoryIsKept() {
        int n = 5000;
        double[][] arguments = gradArguments(2, 9, n, inputs(n, 9));
        long before = device().bytesInUse();
        double[][] first = agreement.onDevice(grad(2, 9, n), arguments);
        double[][] second = agreement.onDevice(grad(2, 9, n), arguments);
        for (int i = 6; i < first.length; i++) {
            assertArrayEquals(first[i], second[i], "argument " + i);
        }
        assertEquals(before, device().bytesInUse());
    }
}
