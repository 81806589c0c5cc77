package dev.resplat.tensor.io;

import static dev.resplat.tensor.io.FormatException.quote;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A file of named arrays in the safetensors format: weights and checkpoints.
 *
 * <p>Layout, all little-endian: 8 bytes with the length n of the header; n bytes of JSON, {@code
 * {"__metadata__":{"key":"text"},"name":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}}; then
 * the data, which the tensors cover without gap or overlap. ByteSource: the format's description in
 * huggingface/safetensors, README, "Format".
 *
 * <p>Opening reads the header only, so that a file of many gigabytes opens at once. The file is not
 * held open, but must not be changed in place while arrays from it are in use; {@link #write}
 * replaces it, which is safe.
 */
public final class SafetensorsFile {
    private static final int MAX_HEADER_BYTES = 100_000_000;

    private static final int SHOWN_NAMES = 5;

    private final ByteSource file;
    private final long dataStart;
    private final SafetensorsHeader header;

    private SafetensorsFile(ByteSource file, long dataStart, SafetensorsHeader header) {
        this.file = file;
        this.dataStart = dataStart;
        this.header = header;
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws FormatException if the file is not as the format demands
     * @throws UncheckedIOException if it cannot be read
     */
    public static SafetensorsFile open(Path file) {
        return parse(new ByteSource.OnDisk(file));
    }

    /**
     * The same for a file that is in memory, such as a resource of a jar.
     *
     * @param bytes of the whole file; not copied
     * @param name for messages
     * @throws FormatException if it is not as the format demands
     */
    public static SafetensorsFile of(byte[] bytes, String name) {
        return parse(new ByteSource.InMemory(bytes, name));
    }

    private static SafetensorsFile parse(ByteSource file) {
        long size = file.size();
        if (size < Long.BYTES) {
            throw new FormatException(file, "has " + size + " bytes, expected at least 8");
        }
        long length = file.read(0, Long.BYTES).getLong(0);
        long limit = Math.min(MAX_HEADER_BYTES, HeapLimits.header());
        if (length < 0 || length > Math.min(limit, size - Long.BYTES)) {
            String bytes = Long.toUnsignedString(length) + " bytes in a file of " + size;
            throw new FormatException(
                    file,
                    ("header of " + bytes + ": not a safetensors file, or cut off; at most ")
                            + (limit + " are read (100 MB, a sixteenth of -Xmx)"));
        }
        byte[] text = new byte[(int) length];
        file.read(Long.BYTES, text.length).get(text);
        long dataStart = Long.BYTES + length;
        return new SafetensorsFile(
                file, dataStart, SafetensorsHeader.parse(text, size - dataStart, file));
    }

    /** The names of the tensors in the order of their data. */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.entries().keySet());
    }

    /** The free text of the file by key, sorted; empty if there is none. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /** Every tensor by name; see {@link #get}. */
    public Map<String, HostArray> all() {
        Map<String, HostArray> arrays = new LinkedHashMap<>();
        names().forEach(name -> arrays.put(name, get(name)));
        return arrays;
    }

    /**
     * A tensor. From 1 MiB on it is a mapping of the file: its bytes are read when it is converted.
     *
     * @throws FormatException if there is none of that name, it is larger than 2 GiB, or the file
     *     has become shorter since it was opened
     * @throws UncheckedIOException if the file cannot be read
     */
    public HostArray get(String name) {
        SafetensorsHeader.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new FormatException(file, "no tensor " + quote(name) + ", " + contents());
        }
        if (entry.end() - entry.begin() > HostArray.MAX_BYTES) {
            throw new FormatException(
                    file, "tensor " + quote(name) + " is larger than 2 GiB: " + entry);
        }
        return HostArray.wrap(
                entry.dtype(),
                entry.dims(),
                file.data(dataStart + entry.begin(), (int) (entry.end() - entry.begin())));
    }

    private String contents() {
        Set<String> names = names();
        String some = String.join(", ", names.stream().limit(SHOWN_NAMES).toList());
        return "has " + names.size() + ": " + some + (names.size() > SHOWN_NAMES ? ", ..." : "");
    }

    /**
     * Writes arrays, in an order that depends on their names and types only; replaces the file as a
     * whole.
     *
     * @param arrays by name; each is asked for its elements when it is its turn
     * @param metadata free text by key, may be empty
     * @throws IllegalArgumentException if an array is called {@code __metadata__} or a text has
     *     half of a surrogate pair
     * @throws UncheckedIOException if the file cannot be written; it is then as it was
     */
    public static void write(
            Path file, Map<String, ? extends ArraySource> arrays, Map<String, String> metadata) {
        SafetensorsHeader header = SafetensorsHeader.layOut(arrays, metadata);
        byte[] text = header.encode();
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        length.putLong(text.length);
        AtomicFile.write(
                file,
                out -> {
                    out.write(length.array());
                    out.write(text);
                    for (String name : header.entries().keySet()) {
                        arrays.get(name).array().writeTo(out);
                    }
                });
    }
}
