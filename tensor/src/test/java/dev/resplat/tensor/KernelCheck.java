package dev.resplat.tensor;

import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.SplittableRandom;

/**
 * Runs a kernel on a device and on the reference, with the same inputs, and compares what they
 * write. Buffers are poisoned, so that elements left unwritten, or read past the end, are found.
 */
public final class KernelCheck {
    /** Sizes around the lengths of vectors, chunks and rows. */
    public static final int[] SIZES = {0, 1, 7, 8, 15, 16, 17, 31, 33, 97, 1009, 70_001};

    private final Device device;
    private final Device reference = new ReferenceDevice().poisonBuffers();
    private final double tolerance;

    /** Compares to within {@code tolerance (1 + |expected|)}. */
    public KernelCheck(Device device, double tolerance) {
        this.device = device.poisonBuffers();
        this.tolerance = tolerance;
    }

    /** The same check with a larger tolerance, for results that add up many roundings. */
    public KernelCheck times(double factor) {
        return new KernelCheck(device, tolerance * factor);
    }

    /** A call of a kernel. */
    public interface Call {
        /** Reads and writes the buffers, one for each array of values. */
        void run(Device device, Buffer... buffers);
    }

    /** Checks a kernel that reads {@code inputs} and writes {@code size} reals to buffer 0. */
    public void writes(String what, int size, Call call, double[]... inputs) {
        compare(
                what,
                outputOf(reference, size, call, inputs),
                outputOf(device, size, call, inputs));
    }

    /** Checks a kernel that changes its arguments: all of them are compared. */
    public void updates(String what, Call call, double[]... arguments) {
        double[][] expected = updatedBy(reference, call, arguments);
        double[][] actual = updatedBy(device, call, arguments);
        for (int i = 0; i < arguments.length; i++) {
            compare(what + ", argument " + i, expected[i], actual[i]);
        }
    }

    /** What a call writes into buffer 0 of {@code size} reals; inputs are buffers 1 and on. */
    public static double[] outputOf(Device device, int size, Call call, double[]... inputs) {
        Buffer[] buffers = new Buffer[inputs.length + 1];
        buffers[0] = device.allocate(ElementType.REAL, size);
        for (int i = 0; i < inputs.length; i++) {
            buffers[i + 1] = upload(device, inputs[i]);
        }
        call.run(device, buffers);
        double[] output = download(device, buffers[0], size);
        release(device, buffers);
        return output;
    }

    /** What arguments are after a call. */
    public static double[][] updatedBy(Device device, Call call, double[]... arguments) {
        Buffer[] buffers = new Buffer[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            buffers[i] = upload(device, arguments[i]);
        }
        call.run(device, buffers);
        double[][] results = new double[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            results[i] = download(device, buffers[i], arguments[i].length);
        }
        release(device, buffers);
        return results;
    }

    private static Buffer upload(Device device, double[] values) {
        Buffer buffer = device.allocate(ElementType.REAL, values.length);
        device.upload(values, buffer, values.length);
        return buffer;
    }

    private static double[] download(Device device, Buffer buffer, int size) {
        double[] values = new double[size];
        device.download(buffer, values, size);
        return values;
    }

    private static void release(Device device, Buffer[] buffers) {
        for (Buffer buffer : buffers) {
            device.release(buffer);
        }
    }

    private void compare(String what, double[] expected, double[] actual) {
        for (int i = 0; i < expected.length; i++) {
            if (!isClose(expected[i], actual[i])) {
                throw new AssertionError(
                        what
                                + ": element "
                                + i
                                + " of "
                                + expected.length
                                + " is "
                                + actual[i]
                                + ", the reference says "
                                + expected[i]);
            }
        }
    }

    private boolean isClose(double expected, double actual) {
        double rounded = (float) expected;
        return rounded == actual
                || Double.isNaN(expected) && Double.isNaN(actual)
                || Math.abs(expected - actual) <= tolerance * (1 + Math.abs(expected))
                        && Double.isFinite(rounded);
    }

    /** Normally distributed floats, the same for every call with equal arguments. */
    public static double[] normal(int seed, int n) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            // The sum of four uniform numbers is near enough, and fast.
            double sum = random.nextDouble() + random.nextDouble();
            sum += random.nextDouble() + random.nextDouble();
            values[i] = (float) ((sum - 2) * Math.sqrt(3));
        }
        return values;
    }

    /** Floats between 0.1 and 3. */
    public static double[] positive(int seed, int n) {
        double[] values = normal(seed, n);
        for (int i = 0; i < n; i++) {
            values[i] = (float) Math.min(0.1 + Math.abs(values[i]), 3);
        }
        return values;
    }
}
