package dev.resplat.splat.io;

import java.nio.ByteBuffer;
import java.util.Locale;

/** The scalar types of PLY (Turk 1994), with the names that later programs gave them. */
enum PlyType {
    CHAR(1, "int8"),
    UCHAR(1, "uint8"),
    SHORT(2, "int16"),
    USHORT(2, "uint16"),
    INT(4, "int32"),
    UINT(4, "uint32"),
    FLOAT(4, "float32"),
    DOUBLE(8, "float64");

    private final int bytes;
    private final String alias;

    PlyType(int bytes, String alias) {
        this.bytes = bytes;
        this.alias = alias;
    }

    /** The type of this name, or null. */
    static PlyType named(String name) {
        for (PlyType type : values()) {
            if (name.equals(type.toString()) || name.equals(type.alias)) {
                return type;
            }
        }
        return null;
    }

    /** Its size in a binary file. */
    int bytes() {
        return bytes;
    }

    /** Whether it can be the length of a list. */
    boolean isInteger() {
        return this != FLOAT && this != DOUBLE;
    }

    /** The next value, in the order of bytes of the buffer; all types fit a double. */
    double read(ByteBuffer buffer) {
        return switch (this) {
            case FLOAT -> buffer.getFloat();
            case DOUBLE -> buffer.getDouble();
            case CHAR -> buffer.get();
            case UCHAR -> Byte.toUnsignedInt(buffer.get());
            case SHORT -> buffer.getShort();
            case USHORT -> Short.toUnsignedInt(buffer.getShort());
            case INT -> buffer.getInt();
            case UINT -> Integer.toUnsignedLong(buffer.getInt());
        };
    }

    /** Its name in a header. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
