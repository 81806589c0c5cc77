package dev.resplat.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SmallFloatTest {
    private static final int INFINITY_F16 = 0x7c00;

    static SmallFloat[] formats() {
        return new SmallFloat[] {SmallFloat.F16, SmallFloat.BF16};
    }

    /** The value by the formula of IEEE 754, in double. */
    private static double formula(SmallFloat format, int bits) {
        int fractions = 1 << format.fractionBits();
        int bias = (1 << (format.exponentBits() - 1)) - 1;
        int exponent = (bits & 0x7fff) / fractions;
        double fraction = (double) (bits % fractions) / fractions;
        double sign = (bits & 0x8000) == 0 ? 1 : -1;
        if (exponent == 2 * bias + 1) {
            return fraction == 0 ? sign / 0 : Double.NaN;
        }
        return exponent == 0
                ? sign * fraction * Math.pow(2, 1 - bias)
                : sign * (1 + fraction) * Math.pow(2, exponent - bias);
    }

    private static int infinity(SmallFloat format) {
        return 0x7fff & -1 << format.fractionBits();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyValueIsThatOfTheFormula(SmallFloat format) {
        for (int bits = 0; bits < 1 << 16; bits++) {
            // Compares bits: minus zero is not zero, NaN is NaN.
            assertEquals(formula(format, bits), (double) format.decode((short) bits), "" + bits);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyValueComesBack(SmallFloat format) {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = format.decode((short) bits);
            short back = format.encode(value);
            if (Float.isNaN(value)) {
                assertTrue(Float.isNaN(format.decode(back)), "" + bits);
                assertEquals(bits & 0x8000, back & 0x8000, "sign of NaN " + bits);
            } else {
                assertEquals((short) bits, back);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void betweenTwoValuesTheNearestAndThenTheEvenOneIsTaken(SmallFloat format) {
        for (int low = 0; low < infinity(format) - 1; low++) {
            int high = low + 1;
            // Exact: a double has many more bits.
            double middle = (formula(format, low) + formula(format, high)) / 2;
            assertEncodes(format, (low & 1) == 0 ? low : high, middle);
            assertEncodes(format, low, Math.nextDown(middle));
            assertEncodes(format, high, Math.nextUp(middle));
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void halfAStepBeyondTheLargestValueIsInfinite(SmallFloat format) {
        int largest = infinity(format) - 1;
        double value = formula(format, largest);
        double limit = value + (value - formula(format, largest - 1)) / 2;
        assertEncodes(format, largest, Math.nextDown(limit));
        assertEncodes(format, infinity(format), limit);
        assertEncodes(format, infinity(format), Double.MAX_VALUE);
        assertEncodes(format, 0, Double.MIN_VALUE);
    }

    private static void assertEncodes(SmallFloat format, int bits, double value) {
        assertEquals((short) bits, format.encode(value), () -> format + " of " + value);
        assertEquals(
                (short) (bits | 0x8000), format.encode(-value), () -> format + " of " + -value);
    }

    @Test
    void wellKnownHalves() {
        assertEquals(65504, SmallFloat.F16.decode((short) (INFINITY_F16 - 1)));
        assertEquals((short) 0x3c00, SmallFloat.F16.encode(1));
        assertEquals((short) 0x3f80, SmallFloat.BF16.encode(1));
    }

    /** Values that a detour through float would round twice. */
    @Test
    void doublesAreRoundedOnce() {
        double aboveTie = 1 + 0x1p-11 + 0x1p-40;
        assertEquals((short) 0x3c01, SmallFloat.F16.encode(aboveTie));
        assertEquals((short) 0x3c00, SmallFloat.F16.encode((float) aboveTie));
    }

    @Test
    void roundsAsNumpyAndTorchDo(@TempDir Path folder) {
        Map<String, HostArray> golden = NpzFile.read(Fixtures.copy("rounding.npz", folder));
        HostArray values = golden.get("values");
        for (DType type : new DType[] {DType.F16, DType.BF16}) {
            short[] bits = new short[values.size()];
            values.as(type).bytes().asShortBuffer().get(bits);
            int[] unsigned = new int[bits.length];
            for (int i = 0; i < bits.length; i++) {
                unsigned[i] = Short.toUnsignedInt(bits[i]);
            }
            assertArrayEquals(golden.get(type.name().toLowerCase(Locale.ROOT)).toInts(), unsigned);
        }
    }
}
