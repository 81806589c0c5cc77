package dev.resplat.splat;

import static dev.resplat.splat.ProjectionKernels.COVARIANCE;
import static dev.resplat.splat.ProjectionKernels.FOOTPRINT;
import static dev.resplat.splat.SplatAgreement.unwritten;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.ProjectionKernels.Lens;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.KernelCheck;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What every device's {@link ProjectionKernels} must do: agree with the reference. */
public abstract class ProjectionKernelsContract {
    private static final double[] POSE = RandomScene.camera(61, 47).worldToCamera();

    /** Looks along z from the origin. */
    private static final double[] STRAIGHT = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

    private final SplatAgreement agreement = new SplatAgreement(device());

    /** The device under test. */
    protected abstract Device device();

    private static ProjectionKernels of(Device device) {
        return device.kernels(ProjectionKernels.class);
    }

    private static Lens lens(double blur) {
        return new Lens(61, 47, 50, 55, 27, 26, 0.2, blur);
    }

    /** Logarithms of deviations in the world from {@code e^from} to {@code e^to}. */
    private static double[] logScales(int n, double from, double to) {
        double[] x = KernelCheck.normal(12, 3 * n);
        for (int i = 0; i < x.length; i++) {
            double share = Math.min(Math.max(0.5 + 0.3 * x[i], 0), 1);
            x[i] = (float) (from + (to - from) * share);
        }
        return x;
    }

    /** As they are stored in float. */
    private double[] covariances(double[] quats, double[] logScales, int n) {
        return agreement
                .onReference(
                        (d, b) -> of(d).covariance(b[0], b[1], b[2], n),
                        quats,
                        logScales,
                        unwritten(COVARIANCE * n))[2];
    }

    private SplatAgreement.Results covariance(double[] quats, double[] logScales, int n) {
        return agreement.run(
                "covariance of " + n,
                (d, b) -> of(d).covariance(b[0], b[1], b[2], n),
                quats,
                logScales,
                unwritten(COVARIANCE * n));
    }

    private SplatAgreement.Results covarianceGrad(double[] quats, double[] logScales, int n) {
        return agreement.run(
                "covarianceGrad of " + n,
                (d, b) -> of(d).covarianceGrad(b[0], b[1], b[2], b[3], b[4], n),
                quats,
                logScales,
                KernelCheck.normal(3, COVARIANCE * n),
                unwritten(4 * n),
                unwritten(3 * n));
    }

    private SplatAgreement.Results project(
            Lens lens, double[] means, double[] covariances, double[] pose) {
        int n = means.length / 3;
        return agreement.run(
                "project " + n + " blurred by " + lens.blur(),
                (d, b) -> of(d).project(lens, b[0], b[1], b[2], b[3], n),
                means,
                covariances,
                pose,
                unwritten(FOOTPRINT * n));
    }

    private static KernelCheck.Call grad(Lens lens, int n) {
        return (d, b) -> of(d).projectGrad(lens, b[0], b[1], b[2], b[3], b[4], b[5], b[6], n);
    }

    private static double[][] gradArguments(double[] means, double[] covariances, double[] pose) {
        int n = means.length / 3;
        return new double[][] {
            means,
            covariances,
            pose,
            KernelCheck.normal(4, FOOTPRINT * n),
            unwritten(3 * n),
            unwritten(COVARIANCE * n),
            unwritten(16)
        };
    }

    private SplatAgreement.Results projectGrad(
            Lens lens, double[] means, double[] covariances, double[] pose) {
        int n = means.length / 3;
        return agreement.run(
                "projectGrad of " + n + " blurred by " + lens.blur(),
                grad(lens, n),
                gradArguments(means, covariances, pose));
    }

    @Test
    void covariancesOfSplatsOfAllShapes() {
        for (int n : SplatAgreement.SIZES) {
            double[] quats = KernelCheck.normal(1, 4 * n);
            double[] logScales = logScales(n, -5, 1);
            covariance(quats, logScales, n).rows(2, COVARIANCE);
            covarianceGrad(quats, logScales, n).columns(3, 4).columns(4, 3);
        }
    }

    /** Each relative to itself: no rotation, lengths near the ends of float, needles, points. */
    @Test
    void covariancesOfDegenerateSplats() {
        int n = 9;
        double[] quats = KernelCheck.normal(1, 4 * n);
        double[] logScales = logScales(n, -1, 0);
        Arrays.fill(quats, 0, 4, 0);
        for (int k = 0; k < 4; k++) {
            quats[4 + k] = (float) (1e-25 * quats[4 + k]);
            quats[8 + k] = (float) (1e25 * quats[8 + k]);
        }
        quats[12] = Double.NaN;
        quats[17] = Double.POSITIVE_INFINITY;
        Arrays.fill(logScales, 15, 18, -60);
        logScales[18] = 20;
        logScales[21] = Double.NaN;
        logScales[24] = Double.NEGATIVE_INFINITY;
        covariance(quats, logScales, n).rows(2, COVARIANCE);
        SplatAgreement.Results results = covarianceGrad(quats, logScales, n);
        results.rows(3, 4).rows(4, 3);
        assertZeros(results.actual()[3], 4);
    }

    /** In front of the camera, beside its image, and behind it. */
    @Test
    void footprintsOfSplatsOfAllShapes() {
        for (int n : SplatAgreement.SIZES) {
            double[] means = KernelCheck.normal(2, 3 * n);
            double[] covariances =
                    covariances(KernelCheck.normal(1, 4 * n), logScales(n, -4, 0), n);
            for (double blur : new double[] {0.3, 0}) {
                SplatAgreement.Results y = project(lens(blur), means, covariances, POSE);
                y.columns(3, FOOTPRINT);
                SplatAgreement.Results g = projectGrad(lens(blur), means, covariances, POSE);
                g.columns(4, 3).all(5).all(6);
                if (n >= 1000) {
                    assertSomeAreNotThere(y.expected()[3], n);
                    assertTrue(Math.abs(g.expected()[6][11]) > 1, "no gradient of the pose");
                }
            }
        }
    }

    private static void assertSomeAreNotThere(double[] footprints, int n) {
        int there = 0;
        int beside = 0;
        for (int i = 0; i < n; i++) {
            there += footprints[FOOTPRINT * i + 2] > 0 ? 1 : 0;
            double x = footprints[FOOTPRINT * i];
            beside += x < -20 || x > 90 ? 1 : 0;
        }
        assertTrue(there > n / 2 && there < n - n / 50, there + " of " + n + " are there");
        assertTrue(beside > n / 50, beside + " of " + n + " are far beside the image");
    }

    /**
     * Conics and their gradients relative to themselves where splats are hundreds of times as long
     * as wide, so that determinants are what is left of products that cancel.
     */
    @Test
    void footprintsOfNeedlesAndDiscs() {
        int n = 500;
        double[] means = KernelCheck.normal(2, 3 * n);
        double[] quats = KernelCheck.normal(1, 4 * n);
        double[] logScales = new double[3 * n];
        for (int i = 0; i < n; i++) {
            means[3 * i + 2] = Math.abs(means[3 * i + 2]) + 0.5;
            double width = i % 5 == 0 ? -5 : -4;
            logScales[3 * i] = 1.5;
            logScales[3 * i + 1] = i % 2 == 0 ? 1 : width;
            logScales[3 * i + 2] = width;
        }
        double[] covariances = covariances(quats, logScales, n);
        SplatAgreement.Results y = project(lens(0.3), means, covariances, STRAIGHT);
        double[][] conics = {new double[3 * n], new double[3 * n]};
        for (int i = 0; i < 3 * n; i++) {
            int at = FOOTPRINT * (i / 3) + 2 + i % 3;
            conics[0][i] = y.expected()[3][at];
            conics[1][i] = y.actual()[3][at];
        }
        new SplatAgreement.Results("conics", new double[][] {conics[0]}, new double[][] {conics[1]})
                .rows(0, 3);
        projectGrad(lens(0.3), means, covariances, STRAIGHT).rows(4, 3).rows(5, COVARIANCE).all(6);
    }

    /** What is not there has a footprint of zeros and no gradients; others are not disturbed. */
    @Test
    void degenerateSplats() {
        int n = 20;
        double[] means = new double[3 * n];
        double[] covariances = new double[COVARIANCE * n];
        for (int i = 0; i < n; i++) {
            means[3 * i] = 0.05 * i - 0.5;
            means[3 * i + 1] = 0.02 * i;
            means[3 * i + 2] = 2;
            covariances[COVARIANCE * i] = 0.5;
            covariances[COVARIANCE * i + 1] = 0.125;
            covariances[COVARIANCE * i + 3] = 0.25;
            covariances[COVARIANCE * i + 5] = 0.125;
        }
        toFloats(means);
        means[2] = -2;
        means[5] = 0.1875;
        means[6] = Double.NaN;
        means[10] = Double.POSITIVE_INFINITY;
        means[14] = Double.POSITIVE_INFINITY;
        covariances[COVARIANCE * 5 + 1] = Double.NaN;
        covariances[COVARIANCE * 6] = Double.POSITIVE_INFINITY;
        // what is there, after all
        means[3 * 10] = 500;
        means[3 * 11 + 1] = -500;
        means[3 * 12 + 2] = 1e6;
        Arrays.fill(covariances, COVARIANCE * 13, COVARIANCE * 14, 0);
        scale(covariances, 14, 1e-12);
        scale(covariances, 15, 1e18);
        scale(covariances, 16, -1e-3);
        for (double blur : new double[] {0.3, 0}) {
            double[] footprints =
                    project(lens(blur), means, covariances, STRAIGHT)
                            .rows(3, FOOTPRINT)
                            .actual()[3];
            SplatAgreement.Results g = projectGrad(lens(blur), means, covariances, STRAIGHT);
            g.rows(4, 3).rows(5, COVARIANCE).all(6);
            assertZeros(footprints, FOOTPRINT * 7);
            assertZeros(g.actual()[4], 3 * 7);
            assertZeros(g.actual()[5], COVARIANCE * 7);
            for (int i = 10; i <= 12; i++) {
                assertTrue(footprints[FOOTPRINT * i + 5] > 0, "splat " + i + " is not there");
            }
        }
    }

    private static void assertZeros(double[] values, int first) {
        for (int i = 0; i < first; i++) {
            assertTrue(values[i] == 0, "element " + i + " is " + values[i]);
        }
    }

    private static void scale(double[] covariances, int i, double factor) {
        for (int k = COVARIANCE * i; k < COVARIANCE * (i + 1); k++) {
            covariances[k] = (float) (factor * covariances[k]);
        }
    }

    private static void toFloats(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) values[i];
        }
    }

    @Test
    void bitsAreTheSameEveryTimeAndNoMemoryIsKept() {
        int n = 5000;
        double[] means = KernelCheck.normal(2, 3 * n);
        double[] covariances = covariances(KernelCheck.normal(1, 4 * n), logScales(n, -4, 0), n);
        long before = device().bytesInUse();
        double[][] arguments = gradArguments(means, covariances, POSE);
        double[][] first = agreement.onDevice(grad(lens(0.3), n), arguments);
        double[][] second = agreement.onDevice(grad(lens(0.3), n), arguments);
        for (int i = 4; i < first.length; i++) {
            assertArrayEquals(first[i], second[i], "argument " + i);
        }
        assertEquals(before, device().bytesInUse());
    }
}
