package dev.resplat.train.scene;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes binary files, low byte first. */
final class LittleEndianBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private LittleEndianBytes put(ByteBuffer buffer) {
        out.writeBytes(buffer.array());
        return this;
    }

    LittleEndianBytes ints(int... values) {
        for (int v : values) {
            put(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(v));
        }
        return this;
    }

    LittleEndianBytes longs(long... values) {
        for (long v : values) {
            put(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(v));
        }
        return this;
    }

    LittleEndianBytes doubles(double... values) {
        for (double v : values) {
            put(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(v));
        }
        return this;
    }

    LittleEndianBytes bytes(byte... values) {
        out.writeBytes(values);
        return this;
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, out.toByteArray());
    }
}
