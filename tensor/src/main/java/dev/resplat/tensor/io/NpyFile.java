package dev.resplat.tensor.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file of one array in NumPy's npy format.
 *
 * <p>Layout: {@code \x93NUMPY}, major and minor version, the length of the header (little-endian, 2
 * bytes in version 1.0, 4 in 2.0 and 3.0), the header, then the elements. Read are these versions,
 * both byte orders, both index orders, and all real and integer types up to 8 bytes but unsigned
 * 64-bit; written is version 1.0, little-endian, row-major. Source: numpy.lib.format, NumPy
 * reference manual.
 */
public final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int PREFIX_BYTES = MAGIC.length + 4;
    private static final int MAX_HEADER_BYTES = 1 << 20;
    private static final int ALIGNMENT = 64;

    private NpyFile() {}

    /**
     * Reads a file.
     *
     * @return the array, row-major whatever the order in the file
     * @throws FormatException if the file is not as the format demands, or too large for the heap
     * @throws UncheckedIOException if it cannot be read
     */
    public static HostArray read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, Files.size(file), file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    /**
     * Reads an array from a stream that should hold nothing else.
     *
     * @param length bytes the stream is said to hold; memory is taken for bytes seen only
     * @param file for messages
     */
    static HostArray read(InputStream in, long length, Object file) throws IOException {
        byte[] magic = readFully(in, MAGIC.length + 2, file);
        if (!Arrays.equals(magic, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new FormatException(file, "does not begin with \\x93NUMPY: not an npy file");
        }
        int major = magic[MAGIC.length];
        int minor = magic[MAGIC.length + 1];
        if (major < 1 || major > 3 || minor != 0) {
            throw new FormatException(
                    file, "npy version " + major + "." + minor + ", expected 1.0, 2.0 or 3.0");
        }
        int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
        byte[] headerText = readFully(in, headerLength(in, lengthBytes, file), file);
        Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        NpyHeader header = NpyHeader.parse(new String(headerText, charset), file);
        long dataLength = length - magic.length - lengthBytes - headerText.length;
        return readData(in, header, dataLength, file);
    }

    private static int headerLength(InputStream in, int lengthBytes, Object file)
            throws IOException {
        byte[] bytes = Arrays.copyOf(readFully(in, lengthBytes, file), Long.BYTES);
        long length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length > MAX_HEADER_BYTES) {
            throw new FormatException(
                    file, "npy header of " + length + " bytes, at most " + MAX_HEADER_BYTES);
        }
        return (int) length;
    }

    private static HostArray readData(InputStream in, NpyHeader header, long length, Object file)
            throws IOException {
        int[] dims = header.dims();
        int elementBytes = header.dtype().bytes();
        String shown = HostArray.show(header.dtype(), dims);
        if (HostArray.byteSize(header.dtype(), dims) != length) {
            throw new FormatException(
                    file, shown + " does not fit the " + length + " bytes after the header");
        }
        long limit = Math.min(HostArray.MAX_BYTES, HeapLimits.arrays());
        if (length > limit) {
            throw new FormatException(
                    file,
                    (shown + " takes " + length + " bytes, at most " + limit)
                            + " are read into this heap (a third of -Xmx, 2 GiB)");
        }
        byte[] data = readFully(in, (int) length, file);
        if (in.read() >= 0) {
            throw new FormatException(file, "has bytes after the elements of " + shown);
        }
        if (header.order() == ByteOrder.BIG_ENDIAN) {
            ElementOrder.reverseBytes(data, elementBytes);
        }
        boolean transposed = header.fortran() && dims.length > 1;
        byte[] rowMajor = transposed ? ElementOrder.rowMajor(data, elementBytes, dims) : data;
        return HostArray.wrap(header.dtype(), dims, ByteBuffer.wrap(rowMajor));
    }

    /** Reads exactly {@code length} bytes; memory grows with what is there. */
    private static byte[] readFully(InputStream in, int length, Object file) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new FormatException(
                    file, "ends " + (length - bytes.length) + " bytes too early: cut off");
        }
        return bytes;
    }

    /**
     * Writes an array; replaces the file as a whole.
     *
     * @throws IllegalArgumentException if the elements are BF16, which NumPy does not know
     * @throws UncheckedIOException if the file cannot be written; it is then as it was
     */
    public static void write(Path file, HostArray array) {
        requireNpyType(array);
        AtomicFile.write(file, out -> write(out, array));
    }

    static void requireNpyType(HostArray array) {
        if (array.dtype().npyCode().isEmpty()) {
            throw new IllegalArgumentException(
                    array + " cannot be written as npy; convert it to F32 or F16");
        }
    }

    /** Writes the bytes of an npy file. */
    static void write(OutputStream out, HostArray array) throws IOException {
        String header = NpyHeader.format(array.dtype(), array.dims());
        int unpadded = PREFIX_BYTES + header.length() + 1;
        int padding = Math.floorMod(-unpadded, ALIGNMENT);
        int length = header.length() + padding + 1;
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) length, (byte) (length >> Byte.SIZE)});
        out.write((header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII));
        array.writeTo(out);
    }
}
