package dev.resplat.splat;

import dev.resplat.tensor.Device;
import dev.resplat.tensor.KernelCheck;
import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.Arrays;

/**
 * Runs a kernel of splats on a device and on the reference, and compares arrays that it writes. An
 * error counts relative to the largest element of its column, or to that of its row.
 */
final class SplatAgreement {
    /** Numbers of splats around a work-group, and enough for sums of sums. */
    static final int[] SIZES = {0, 1, 63, 64, 65, 1000, 5000};

    private static final double TOLERANCE = 1e-4;

    /** What is smaller is not compared in float. */
    private static final double TINY = 1e-30;

    private final Device device;
    private final Device reference = new ReferenceDevice().poisonBuffers();

    SplatAgreement(Device device) {
        this.device = device.poisonBuffers();
    }

    /** Arrays after a call on the reference and on the device under test. */
    record Results(String what, double[][] expected, double[][] actual) {
        /** To within a fraction of the largest in the same column. */
        Results columns(int array, int width) {
            double[] largest = new double[width];
            for (int i = 0; i < expected[array].length; i++) {
                int column = i % width;
                largest[column] = larger(largest[column], expected[array][i]);
            }
            for (int i = 0; i < expected[array].length; i++) {
                compare(array, i, largest[i % width]);
            }
            return this;
        }

        /** To within a fraction of the largest of all elements. */
        Results all(int array) {
            return columns(array, 1);
        }

        /** To within a fraction of the largest in the same row. */
        Results rows(int array, int width) {
            for (int row = 0; row < expected[array].length; row += width) {
                double largest = 0;
                for (int i = row; i < row + width; i++) {
                    largest = larger(largest, expected[array][i]);
                }
                for (int i = row; i < row + width; i++) {
                    compare(array, i, largest);
                }
            }
            return this;
        }

        private static double larger(double a, double b) {
            return Double.isFinite(b) ? Math.max(a, Math.abs(b)) : a;
        }

        private void compare(int array, int i, double largest) {
            double e = expected[array][i];
            double a = actual[array][i];
            // what overflows a float does so here, too
            boolean same = (float) e == a || Double.isNaN(e) && Double.isNaN(a);
            if (!same && !(Math.abs(e - a) <= TOLERANCE * Math.max(largest, TINY))) {
                throw new AssertionError(
                        "%s, argument %d: element %d is %g, the reference says %g (the largest is %g)"
                                .formatted(what, array, i, a, e, largest));
            }
        }
    }

    /** Arrays are arguments: those that are written come with NaNs, see {@link #unwritten}. */
    Results run(String what, KernelCheck.Call call, double[]... arguments) {
        return new Results(
                what,
                KernelCheck.updatedBy(reference, call, arguments),
                KernelCheck.updatedBy(device, call, arguments));
    }

    /** What a call makes of its arguments on the device under test. */
    double[][] onDevice(KernelCheck.Call call, double[]... arguments) {
        return KernelCheck.updatedBy(device, call, arguments);
    }

    /** What a call makes of its arguments on the reference, rounded to float. */
    double[][] onReference(KernelCheck.Call call, double[]... arguments) {
        double[][] results = KernelCheck.updatedBy(reference, call, arguments);
        for (double[] array : results) {
            for (int i = 0; i < array.length; i++) {
                array[i] = (float) array[i];
            }
        }
        return results;
    }

    /** An array for a kernel to write. */
    static double[] unwritten(int size) {
        double[] array = new double[size];
        Arrays.fill(array, Double.NaN);
        return array;
    }
}
