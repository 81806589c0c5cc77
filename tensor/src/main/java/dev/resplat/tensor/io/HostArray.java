package dev.resplat.tensor.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/**
 * An immutable dense array in host memory, row-major, in the element type of the file it came from
 * or goes to. Values are converted when they are asked for.
 *
 * <p>The elements of a large tensor of a safetensors file are a mapping of the file: they cost
 * memory only once they are read. At most 2 GiB of elements.
 */
public final class HostArray implements ArraySource {
    /** The most bytes of elements: what a Java array or a mapping can hold. */
    static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    /** The most dimensions, as in NumPy 1. */
    static final int MAX_RANK = 32;

    private final DType dtype;
    private final int[] dims;

    /** Little-endian, from position 0, never written once here. */
    private final ByteBuffer data;

    private HostArray(DType dtype, int[] dims, ByteBuffer data) {
        this.dtype = dtype;
        this.dims = dims.clone();
        this.data = data.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN).rewind();
    }

    /**
     * A copy of {@code values} as F32.
     *
     * @param values row-major, as many as the dimensions hold
     * @param dims none for a scalar
     * @throws IllegalArgumentException if values and dimensions do not fit
     */
    public static HostArray of(float[] values, int... dims) {
        ByteBuffer data = allocate(DType.F32, values.length, dims);
        data.asFloatBuffer().put(values);
        return new HostArray(DType.F32, dims, data);
    }

    /**
     * A copy of {@code values} as F64.
     *
     * @param values row-major, as many as the dimensions hold
     * @param dims none for a scalar
     * @throws IllegalArgumentException if values and dimensions do not fit
     */
    public static HostArray of(double[] values, int... dims) {
        ByteBuffer data = allocate(DType.F64, values.length, dims);
        data.asDoubleBuffer().put(values);
        return new HostArray(DType.F64, dims, data);
    }

    /**
     * A copy of {@code values} as I32.
     *
     * @param values row-major, as many as the dimensions hold
     * @param dims none for a scalar
     * @throws IllegalArgumentException if values and dimensions do not fit
     */
    public static HostArray of(int[] values, int... dims) {
        ByteBuffer data = allocate(DType.I32, values.length, dims);
        data.asIntBuffer().put(values);
        return new HostArray(DType.I32, dims, data);
    }

    /**
     * A copy of {@code values} as I64.
     *
     * @param values row-major, as many as the dimensions hold
     * @param dims none for a scalar
     * @throws IllegalArgumentException if values and dimensions do not fit
     */
    public static HostArray of(long[] values, int... dims) {
        ByteBuffer data = allocate(DType.I64, values.length, dims);
        data.asLongBuffer().put(values);
        return new HostArray(DType.I64, dims, data);
    }

    /** An array over little-endian bytes that a reader has checked and will not write again. */
    static HostArray wrap(DType dtype, int[] dims, ByteBuffer data) {
        return new HostArray(dtype, dims, data);
    }

    private static ByteBuffer allocate(DType dtype, int length, int[] dims) {
        if (dims.length > MAX_RANK || Arrays.stream(dims).anyMatch(dim -> dim < 0)) {
            throw new IllegalArgumentException(
                    Arrays.toString(dims) + ": expected at most 32 dimensions, none negative");
        }
        long size = byteSize(dtype, dims);
        if (size != (long) length * dtype.bytes()) {
            throw new IllegalArgumentException(length + " values do not fill " + show(dtype, dims));
        }
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException(show(dtype, dims) + " is larger than 2 GiB");
        }
        return ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Bytes of an array whose dimensions are not negative; {@code Long.MAX_VALUE} if beyond long.
     */
    static long byteSize(DType dtype, int[] dims) {
        long size = dtype.bytes();
        for (int dim : dims) {
            if (dim == 0) {
                return 0;
            }
            size = size <= Long.MAX_VALUE / dim ? size * dim : Long.MAX_VALUE;
        }
        return size;
    }

    /** Type and dimensions for messages, {@code F32[2, 3]}. */
    static String show(DType dtype, int[] dims) {
        return dtype + Arrays.toString(dims);
    }

    /** The type of the elements as stored. */
    @Override
    public DType dtype() {
        return dtype;
    }

    /** The dimensions, outermost first; empty for a scalar. A copy. */
    @Override
    public int[] dims() {
        return dims.clone();
    }

    /** This array itself. */
    @Override
    public HostArray array() {
        return this;
    }

    /** The number of elements. */
    public int size() {
        return data.limit() / dtype.bytes();
    }

    /** The elements as stored: read-only, little-endian, row-major, from position 0. */
    public ByteBuffer bytes() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The elements as float: F64 and large integers round to nearest. A copy. */
    public float[] toFloats() {
        float[] values = new float[size()];
        switch (dtype) {
            case F32 -> data.asFloatBuffer().get(values);
            case F16 -> decode(SmallFloat.F16, values);
            case BF16 -> decode(SmallFloat.BF16, values);
            default -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) dtype.real(data, i);
                }
            }
        }
        return values;
    }

    private void decode(SmallFloat format, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = format.decode(data.getShort(i * Short.BYTES));
        }
    }

    /** The elements as double: only I64 beyond 2<sup>53</sup> rounds. A copy. */
    public double[] toDoubles() {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = dtype.real(data, i);
        }
        return values;
    }

    /**
     * The elements as int. A copy.
     *
     * @throws ArithmeticException if an element is not a whole number within int; names the first
     */
    public int[] toInts() {
        int[] values = new int[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) whole(i, DType.I32);
        }
        return values;
    }

    /**
     * The elements as long. A copy.
     *
     * @throws ArithmeticException if an element is not a whole number within long; names the first
     */
    public long[] toLongs() {
        long[] values = new long[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = whole(i, DType.I64);
        }
        return values;
    }

    /**
     * This array in another element type. To a real type values round to nearest, ties to even, and
     * too large ones become infinite; to an integer type they must fit.
     *
     * @throws ArithmeticException if an element is not a whole number within an integer type; names
     *     the first
     * @throws IllegalArgumentException if the result is larger than 2 GiB
     */
    public HostArray as(DType type) {
        if (type == dtype) {
            return this;
        }
        ByteBuffer converted = allocate(type, size(), dims);
        for (int i = 0; i < size(); i++) {
            if (type.isReal()) {
                type.putReal(converted, dtype.real(data, i));
            } else {
                type.putInteger(converted, whole(i, type));
            }
        }
        return new HostArray(type, dims, converted);
    }

    /** Element {@code index}, which must be a whole number within integer type {@code type}. */
    private long whole(int index, DType type) {
        if (!dtype.isReal()) {
            long value = dtype.integer(data, index);
            if (value < type.min() || value > type.max()) {
                throw doesNotFit(index, Long.toString(value), type);
            }
            return value;
        }
        double value = dtype.real(data, index);
        long whole = (long) value;
        // As a double Long.MAX_VALUE is 2^63, one too many.
        if (whole != value || value == 0x1p63 || whole < type.min() || whole > type.max()) {
            throw doesNotFit(index, Double.toString(value), type);
        }
        return whole;
    }

    private ArithmeticException doesNotFit(int index, String value, DType type) {
        String range = "a whole number from " + type.min() + " to " + type.max();
        return new ArithmeticException(
                "element " + index + " of " + this + " is " + value + ", must be " + range);
    }

    /** Writes the elements as stored. */
    void writeTo(OutputStream out) throws IOException {
        WritableByteChannel channel = Channels.newChannel(out);
        ByteBuffer remaining = data.duplicate();
        while (remaining.hasRemaining()) {
            channel.write(remaining);
        }
    }

    /** True for an array of the same type and dimensions whose elements are the same bits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof HostArray that
                && dtype == that.dtype
                && Arrays.equals(dims, that.dims)
                && data.equals(that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * dtype.hashCode() + Arrays.hashCode(dims)) + data.hashCode();
    }

    /** Type and dimensions, {@code F32[2, 3]}. */
    @Override
    public String toString() {
        return show(dtype, dims);
    }
}
