package dev.resplat.splat.io;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Rows of numbers in binary. */
final class BinaryPlyRows extends PlyRows {
    private static final int BUFFER_BYTES = 1 << 18;

    private final InputStream in;
    private final ByteBuffer buffer;

    /**
     * Rows of a stream.
     *
     * @param in behind the header
     * @param order of the bytes of a number
     * @param file for messages
     */
    BinaryPlyRows(InputStream in, ByteOrder order, Object file) {
        super(file);
        this.in = in;
        buffer = ByteBuffer.allocate(BUFFER_BYTES).order(order).limit(0);
    }

    @Override
    void next(PlyHeader.Element element, double[] values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            PlyHeader.Property property = element.properties().get(i);
            if (property.isList()) {
                skipList(property);
            } else {
                values[i] = number(property.type());
            }
        }
    }

    @Override
    InputStream rest() {
        InputStream read =
                new ByteArrayInputStream(buffer.array(), buffer.position(), buffer.remaining());
        return new SequenceInputStream(read, in);
    }

    @Override
    void skip(PlyHeader.Element element) throws IOException {
        if (element.hasLists()) {
            super.skip(element);
            return;
        }
        long rowBytes = element.leastBytes(PlyHeader.Format.BINARY_LITTLE_ENDIAN);
        try {
            skip(element.count() * rowBytes);
        } catch (EOFException e) {
            throw cutOff(element, element.count());
        }
    }

    private void skipList(PlyHeader.Property property) throws IOException {
        long length = (long) number(property.length());
        if (length < 0) {
            throw new IllegalArgumentException(
                    "has a list \"%s\" of length %d".formatted(property.name(), length));
        }
        skip(length * property.type().bytes());
    }

    private double number(PlyType type) throws IOException {
        if (buffer.remaining() < type.bytes()) {
            fill(type.bytes());
        }
        return type.read(buffer);
    }

    /** Reads on until there are so many bytes. */
    private void fill(int bytes) throws IOException {
        buffer.compact();
        while (buffer.position() < bytes) {
            int read = in.read(buffer.array(), buffer.position(), buffer.remaining());
            if (read < 0) {
                throw new EOFException();
            }
            buffer.position(buffer.position() + read);
        }
        buffer.flip();
    }

    private void skip(long bytes) throws IOException {
        int buffered = (int) Math.min(bytes, buffer.remaining());
        buffer.position(buffer.position() + buffered);
        in.skipNBytes(bytes - buffered);
    }
}
