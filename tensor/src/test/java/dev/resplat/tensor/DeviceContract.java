package dev.resplat.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.resplat.tensor.reference.ReferenceDevice;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the kernel contracts share: a device under test, the reference, and programs that run on
 * both. Buffers are poisoned, so that a kernel that leaves output unwritten is found out, and every
 * test must leave no byte in use.
 *
 * <p>For a new device, write a subclass of each contract that returns the device (made once).
 */
@SuppressWarnings("try")
public abstract class DeviceContract {
    private final Device reference = new ReferenceDevice().poisonBuffers();
    private Scope scope;

    /** The device under test. */
    protected abstract Device device();

    /** The definition. */
    protected final Device reference() {
        return reference;
    }

    @BeforeEach
    public final void openScope() {
        device().poisonBuffers();
        scope = Scope.open();
    }

    @AfterEach
    public final void closeScope() {
        if (scope == null) {
            return; // there is no such device: the test was skipped
        }
        scope.close();
        assertEquals(0, device().bytesInUse(), "bytes in use after the scope");
    }

    /** Runs a program on both devices; reals may differ by {@code tolerance}. */
    protected final void check(String what, double tolerance, Function<Device, Tensor> program) {
        try (Scope inner = Scope.open()) {
            Tensor expected = program.apply(reference);
            Tensor actual = program.apply(device());
            assertEquals(expected.shape(), actual.shape(), what);
            if (expected.type() == ElementType.INT32) {
                assertArrayEquals(expected.toInts(), actual.toInts(), what);
            } else {
                close(what, expected.toDoubles(), actual.toDoubles(), tolerance);
            }
        }
    }

    /** As {@link #check}, where elements are moved, not calculated: they keep their bits. */
    protected final void checkBits(String what, Function<Device, Tensor> program) {
        try (Scope inner = Scope.open()) {
            float[] expected = program.apply(reference).toFloats();
            float[] actual = program.apply(device()).toFloats();
            assertEquals(expected.length, actual.length, what);
            for (int i = 0; i < expected.length; i++) {
                if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
                    fail(what + ": element " + i + " is " + actual[i] + ", not " + expected[i]);
                }
            }
        }
    }

    /** Compares elements; NaN equals NaN, infinities themselves. */
    protected static void close(String what, double[] expected, double[] actual, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            boolean equal = Double.compare(expected[i], actual[i]) == 0;
            // Negated, so that NaN fails.
            if (!equal && !(Math.abs(expected[i] - actual[i]) <= tolerance)) {
                fail(
                        what
                                + ": element "
                                + i
                                + " is "
                                + actual[i]
                                + ", not "
                                + expected[i]
                                + " (tolerance "
                                + tolerance
                                + ")");
            }
        }
    }

    /** Standard normal numbers, the same floats on every device. */
    protected static Tensor normal(Device device, long seed, int... dims) {
        Shape shape = Shape.of(dims);
        return Tensor.of(device, shape, normals(seed, shape.size()));
    }

    /** Standard normal numbers. */
    protected static float[] normals(long seed, int n) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Integers from 0 to {@code bound - 1}. */
    protected static int[] indices(long seed, int n, int bound) {
        return n == 0 ? new int[0] : new Random(seed).ints(n, 0, bound).toArray();
    }
}
