package dev.resplat.tensor.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Files for tests: those of {@code test-data/generate_io.py}, and crafted ones. */
final class Fixtures {
    private static final String RESOURCES = "/dev/resplat/testdata/io/";

    private Fixtures() {}

    /** The bytes of a file that {@code generate_io.py} wrote. */
    static byte[] bytes(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream(RESOURCES + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy in {@code folder} of a file that {@code generate_io.py} wrote. */
    static Path copy(String name, Path folder) {
        return write(folder.resolve(name), bytes(name));
    }

    static Path write(Path file, byte[] content) {
        try {
            // Some file systems flush a file that is truncated and written again: slow.
            Files.deleteIfExists(file);
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file in safetensors layout with any text as header. */
    static byte[] safetensors(String header, int dataSize) {
        return safetensors(header.getBytes(StandardCharsets.UTF_8), dataSize);
    }

    static byte[] safetensors(byte[] header, int dataSize) {
        return ByteBuffer.allocate(Long.BYTES + header.length + dataSize)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .array();
    }

    /** A file in npy layout, version 1.0, with any text as header. */
    static byte[] npy(String header, int dataSize) {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + text.length + dataSize)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(Arrays.copyOf(bytes("version1.npy"), 8))
                .putShort((short) text.length)
                .put(text)
                .array();
    }
}
