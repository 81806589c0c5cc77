package dev.resplat.splat.io;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.resplat.tensor.io.FormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes compressed with Zstandard (RFC 8878), as a whole. */
final class ZstdColumn {
    /** Good and still fast, as the library's own default is. */
    private static final int LEVEL = 3;

    /**
     * All programs are to read windows of this many bytes, as a power of two (RFC 8878, 3.1.1.1.2).
     */
    private static final int WINDOW_LOG = 23;

    private ZstdColumn() {}

    /**
     * Reads a column. No more memory is taken than there are bytes: what a frame says of its size
     * is not believed.
     *
     * @param compressed bytes of it in the stream, as a table says
     * @param uncompressed bytes of it, as a table says
     * @param expected bytes of it, as the number of splats says
     * @param most bytes that there can be
     * @param source for messages
     */
    static byte[] read(
            InputStream in,
            long compressed,
            long uncompressed,
            int expected,
            long most,
            String source)
            throws IOException {
        if (compressed < 0 || compressed > most || uncompressed != expected) {
            throw new FormatException(
                    source,
                    "%d bytes that become %d cannot be: there are %d in the file, and %d are needed"
                            .formatted(compressed, uncompressed, most, expected));
        }
        byte[] packed = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, compressed));
        if (packed.length < compressed) {
            throw new FormatException(
                    source, "ends in byte %d of %d: cut off".formatted(packed.length, compressed));
        }
        try (ZstdInputStreamNoFinalizer unpacked =
                new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(packed))) {
            unpacked.setLongMax(
                    Math.max(WINDOW_LOG, Integer.SIZE - Integer.numberOfLeadingZeros(expected)));
            byte[] bytes = unpacked.readNBytes(expected);
            if (bytes.length < expected || unpacked.read() >= 0) {
                throw new FormatException(
                        source,
                        "becomes %s than the %d bytes that are needed"
                                .formatted(bytes.length < expected ? "less" : "more", expected));
            }
            return bytes;
        } catch (ZstdIOException e) {
            throw new FormatException(source, "damaged: " + e.getMessage(), e);
        }
    }

    /** The compressed bytes of a column. */
    static byte[] compressed(byte[] column) {
        return Zstd.compress(column, LEVEL);
    }
}
