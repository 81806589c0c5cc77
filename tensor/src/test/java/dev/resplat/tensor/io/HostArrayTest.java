package dev.resplat.tensor.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HostArrayTest {
    @ParameterizedTest
    @EnumSource(DType.class)
    void smallWholeNumbersSurviveEveryType(DType type) {
        double[] values = type == DType.BOOL ? new double[] {0, 1, 1} : new double[] {0, 3, 100};
        HostArray array = HostArray.of(values, 3).as(type);
        assertEquals(type, array.dtype());
        assertEquals(3 * type.bytes(), array.bytes().remaining());
        assertArrayEquals(values, array.toDoubles());
        assertEquals(HostArray.of(values, 3), array.as(DType.F64));
        for (int i = 0; i < values.length; i++) {
            assertEquals((float) values[i], array.toFloats()[i]);
            assertEquals((int) values[i], array.toInts()[i]);
            assertEquals((long) values[i], array.toLongs()[i]);
        }
    }

    @Test
    void integerTypesHoldTheirLimits() {
        for (DType type : DType.values()) {
            if (!type.isReal()) {
                long[] limits = {type.min(), type.max()};
                assertArrayEquals(limits, HostArray.of(limits, 2).as(type).toLongs(), type.name());
            }
        }
    }

    @Test
    void whatDoesNotFitAnIntegerTypeIsNamed() {
        HostArray longs = HostArray.of(new long[] {1, 9_999_999_999L}, 2);
        String message = assertThrows(ArithmeticException.class, longs::toInts).getMessage();
        assertEquals(
                "element 1 of I64[2] is 9999999999, must be a whole number from -2147483648 to"
                        + " 2147483647",
                message);
        assertThrows(ArithmeticException.class, () -> longs.as(DType.U8));
        for (double value : new double[] {0.5, Double.NaN, 1 / 0.0, 0x1p63, -0x1.1p63}) {
            HostArray reals = HostArray.of(new double[] {value});
            assertThrows(ArithmeticException.class, reals::toLongs, "" + value);
        }
        assertEquals(Long.MIN_VALUE, HostArray.of(new double[] {-0x1p63}).toLongs()[0]);
    }

    @Test
    void theArrayDoesNotChangeWithWhatItWasMadeOfOrWhatItGaveAway() {
        float[] values = {1, 2};
        int[] dims = {2};
        HostArray array = HostArray.of(values, dims);
        values[0] = 9;
        dims[0] = 9;
        array.dims()[0] = 9;
        array.toFloats()[1] = 9;
        array.bytes().getInt();
        assertEquals(HostArray.of(new float[] {1, 2}, 2), array);
        assertThrows(ReadOnlyBufferException.class, () -> array.bytes().put((byte) 1));
    }

    @Test
    void convertingToTheSameTypeCopiesNothing() {
        HostArray array = HostArray.of(new int[] {7});
        assertSame(array, array.as(DType.I32));
    }

    @Test
    void valuesMustFillTheDimensions() {
        assertThrows(IllegalArgumentException.class, () -> HostArray.of(new float[5], 2, 3));
        assertThrows(IllegalArgumentException.class, () -> HostArray.of(new float[6], -2, -3));
        assertThrows(IllegalArgumentException.class, () -> HostArray.of(new float[1], new int[33]));
        assertThrows(
                IllegalArgumentException.class,
                () -> HostArray.of(new int[0], 1 << 16, 1 << 16, 1 << 16, 1 << 16));
        assertEquals(0, HostArray.of(new int[0], 1 << 30, 1 << 30, 1 << 30, 0).size());
        assertEquals(1, HostArray.of(new int[1]).size());
    }

    @Test
    void equalityIsOfTypeDimensionsAndBits() {
        HostArray array = HostArray.of(new float[] {0, Float.NaN}, 2);
        HostArray same = HostArray.of(new float[] {0, Float.NaN}, 2);
        assertEquals(array, same);
        assertEquals(array.hashCode(), same.hashCode());
        assertNotEquals(array, HostArray.of(new float[] {-0f, Float.NaN}, 2));
        assertNotEquals(array, HostArray.of(new float[] {0, Float.NaN}, 2, 1));
        assertNotEquals(array, array.as(DType.F64));
        assertTrue(Double.isNaN(array.as(DType.F16).toDoubles()[1]));
    }
}
