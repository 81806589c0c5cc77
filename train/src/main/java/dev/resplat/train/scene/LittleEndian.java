package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Numbers of a binary file, low byte first, with a message if it is cut off. */
final class LittleEndian {
    private static final int LONGEST_TEXT = 4096;

    private final InputStream in;
    private final Path file;
    private final byte[] bytes = new byte[Long.BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * The numbers of a stream.
     *
     * @param file for messages
     */
    LittleEndian(InputStream in, Path file) {
        this.in = in instanceof BufferedInputStream ? in : new BufferedInputStream(in, 1 << 16);
        this.file = file;
    }

    private void fill(int count) throws IOException {
        if (in.readNBytes(bytes, 0, count) < count) {
            throw cutOff();
        }
    }

    private UserMistake cutOff() {
        return new UserMistake("%s is cut off: copy or write it again".formatted(file));
    }

    int readByte() throws IOException {
        fill(1);
        return bytes[0] & 255;
    }

    int readInt() throws IOException {
        fill(Integer.BYTES);
        return buffer.getInt(0);
    }

    long readLong() throws IOException {
        fill(Long.BYTES);
        return buffer.getLong(0);
    }

    /** A number that is not negative, whose digits beyond the 15th may be lost. */
    double readUnsigned() throws IOException {
        long value = readLong();
        return value >= 0 ? value : value + 0x1p64;
    }

    double readDouble() throws IOException {
        fill(Double.BYTES);
        return buffer.getDouble(0);
    }

    double[] readDoubles(int count) throws IOException {
        double[] result = new double[count];
        for (int i = 0; i < count; i++) {
            result[i] = readDouble();
        }
        return result;
    }

    /** A number of a type of PLY. */
    double read(String type) throws IOException {
        return switch (type) {
            case "char", "int8" -> (byte) readByte();
            case "uchar", "uint8" -> readByte();
            case "short", "int16" -> {
                fill(Short.BYTES);
                yield buffer.getShort(0);
            }
            case "ushort", "uint16" -> {
                fill(Short.BYTES);
                yield buffer.getShort(0) & 0xFFFF;
            }
            case "int", "int32" -> readInt();
            case "uint", "uint32" -> readInt() & 0xFFFFFFFFL;
            case "double", "float64" -> readDouble();
            default -> Float.intBitsToFloat(readInt());
        };
    }

    /** A count of things that take some bytes each. */
    long readCount() throws IOException {
        long count = readLong();
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new UserMistake("%s: says to have %d entries: damaged".formatted(file, count));
        }
        return count;
    }

    /** A text that a zero ends. */
    String readText() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int c = readByte(); c != 0; c = readByte()) {
            text.write(c);
            if (text.size() > LONGEST_TEXT) {
                throw new UserMistake("%s: a name is too long: damaged".formatted(file));
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    void skip(long count) throws IOException {
        try {
            in.skipNBytes(count);
        } catch (EOFException e) {
            throw cutOff();
        }
    }
}
