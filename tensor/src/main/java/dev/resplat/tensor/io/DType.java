package dev.resplat.tensor.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The type of the elements of a {@link HostArray}, as stored. The names are those of the
 * safetensors format; {@link #npyCode} has NumPy's.
 */
public enum DType {
    /** IEEE binary64. */
    F64("f8", 8),
    /** IEEE binary32. */
    F32("f4", 4),
    /** IEEE binary16. */
    F16("f2", 2),
    /** The upper half of a binary32; unknown to NumPy. */
    BF16("", 2),
    /** Signed 64-bit integer. */
    I64("i8", 8, Long.MIN_VALUE, Long.MAX_VALUE),
    /** Signed 32-bit integer. */
    I32("i4", 4, Integer.MIN_VALUE, Integer.MAX_VALUE),
    /** Signed 16-bit integer. */
    I16("i2", 2, Short.MIN_VALUE, Short.MAX_VALUE),
    /** Signed 8-bit integer. */
    I8("i1", 1, Byte.MIN_VALUE, Byte.MAX_VALUE),
    /** Unsigned 32-bit integer. */
    U32("u4", 4, 0, 0xffff_ffffL),
    /** Unsigned 16-bit integer. */
    U16("u2", 2, 0, 0xffff),
    /** Unsigned 8-bit integer. */
    U8("u1", 1, 0, 0xff),
    /** One byte: 0 is false, anything else true. Converts as the integers 0 and 1. */
    BOOL("b1", 1, 0, 1);

    private final String npyCode;
    private final int bytes;
    private final boolean real;
    private final long min;
    private final long max;

    /** A real type. */
    DType(String npyCode, int bytes) {
        this(npyCode, bytes, true, 0, 0);
    }

    /** An integer type. */
    DType(String npyCode, int bytes, long min, long max) {
        this(npyCode, bytes, false, min, max);
    }

    DType(String npyCode, int bytes, boolean real, long min, long max) {
        this.npyCode = npyCode;
        this.bytes = bytes;
        this.real = real;
        this.min = min;
        this.max = max;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    /** True for the floating-point types, false for the integers and {@link #BOOL}. */
    public boolean isReal() {
        return real;
    }

    /** NumPy's code without byte order, {@code "f4"}; empty for {@link #BF16}. */
    String npyCode() {
        return npyCode;
    }

    /** The smallest value of an integer type. */
    long min() {
        return min;
    }

    /** The largest value of an integer type. */
    long max() {
        return max;
    }

    /** The type with a name, {@code "F32"}. */
    static Optional<DType> ofName(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** The type with a code of NumPy, {@code "f4"}. */
    static Optional<DType> ofNpyCode(String code) {
        return Arrays.stream(values())
                .filter(type -> !code.isEmpty() && type.npyCode.equals(code))
                .findFirst();
    }

    /** Element {@code index} of little-endian {@code data}; only I64 may round. */
    double real(ByteBuffer data, int index) {
        int at = index * bytes;
        return switch (this) {
            case F64 -> data.getDouble(at);
            case F32 -> data.getFloat(at);
            case F16 -> SmallFloat.F16.decode(data.getShort(at));
            case BF16 -> SmallFloat.BF16.decode(data.getShort(at));
            default -> integer(data, index);
        };
    }

    /** Element {@code index} of little-endian {@code data} of an integer type. */
    long integer(ByteBuffer data, int index) {
        int at = index * bytes;
        return switch (this) {
            case I64 -> data.getLong(at);
            case I32 -> data.getInt(at);
            case I16 -> data.getShort(at);
            case I8 -> data.get(at);
            case U32 -> Integer.toUnsignedLong(data.getInt(at));
            case U16 -> Short.toUnsignedInt(data.getShort(at));
            case U8 -> Byte.toUnsignedInt(data.get(at));
            case BOOL -> data.get(at) == 0 ? 0 : 1;
            default -> throw new IllegalStateException(this + " is not an integer type");
        };
    }

    /** Appends the nearest value of a real type, ties to even. */
    void putReal(ByteBuffer data, double value) {
        switch (this) {
            case F64 -> data.putDouble(value);
            case F32 -> data.putFloat((float) value);
            case F16 -> data.putShort(SmallFloat.F16.encode(value));
            case BF16 -> data.putShort(SmallFloat.BF16.encode(value));
            default -> throw new IllegalStateException(this + " is not a real type");
        }
    }

    /** Appends a value within {@link #min} and {@link #max} of an integer type. */
    void putInteger(ByteBuffer data, long value) {
        switch (bytes) {
            case 8 -> data.putLong(value);
            case 4 -> data.putInt((int) value);
            case 2 -> data.putShort((short) value);
            default -> data.put((byte) value);
        }
    }
}
