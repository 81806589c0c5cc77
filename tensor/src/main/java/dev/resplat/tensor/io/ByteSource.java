package dev.resplat.tensor.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The bytes of a file, on a disk or in memory; as a text it is the name for messages. Buffers are
 * little-endian, at position 0.
 */
interface ByteSource {
    /** How many. */
    long size();

    /** A copy, or a view that is not to be written. */
    ByteBuffer read(long begin, int length);

    /** The same for what is kept and may be used later: large parts may be mappings. */
    ByteBuffer data(long begin, int length);

    /** A file that has been read, with its name. */
    record InMemory(byte[] bytes, String name) implements ByteSource {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public ByteBuffer read(long begin, int length) {
            return ByteBuffer.wrap(bytes, (int) begin, length)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public ByteBuffer data(long begin, int length) {
            return read(begin, length);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A file that is opened for each read. */
    record OnDisk(Path path) implements ByteSource {
        /** Smaller arrays are read: systems allow only some ten thousand mappings. */
        private static final int MAPPED_FROM_BYTES = 1 << 20;

        @Override
        public long size() {
            return use(FileChannel::size);
        }

        @Override
        public ByteBuffer read(long begin, int length) {
            return use(channel -> readFully(channel, begin, length));
        }

        @Override
        public ByteBuffer data(long begin, int length) {
            return length < MAPPED_FROM_BYTES
                    ? read(begin, length)
                    : use(channel -> map(channel, begin, length));
        }

        private <T> T use(Use<T> use) {
            try (FileChannel channel = FileChannel.open(path)) {
                return use.of(channel);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + path + ": " + e, e);
            }
        }

        private ByteBuffer map(FileChannel channel, long begin, int length) throws IOException {
            if (channel.size() < begin + length) {
                throw cutOff();
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, begin, length);
        }

        private ByteBuffer readFully(FileChannel channel, long begin, int length)
                throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, begin + bytes.position()) < 0) {
                    throw cutOff();
                }
            }
            return bytes.flip();
        }

        private FormatException cutOff() {
            return new FormatException(path, "has become shorter while it was read");
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** What is done with a file while it is open. */
    @FunctionalInterface
    interface Use<T> {
        T of(FileChannel channel) throws IOException;
    }
}
