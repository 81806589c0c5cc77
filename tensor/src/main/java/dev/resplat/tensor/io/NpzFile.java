package dev.resplat.tensor.io;

import static dev.resplat.tensor.io.FormatException.quote;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A file of named arrays in NumPy's npz format: a zip archive with a member {@code NAME.npy} per
 * array, stored or deflated.
 */
public final class NpzFile {
    private static final String SUFFIX = ".npy";

    /** Deflate makes no more than 1032 bytes of one (zlib Technical Details). */
    private static final long MAX_EXPANSION = 1032;

    /** The first moment a zip archive can express: same arrays, same bytes. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzFile() {}

    /**
     * Reads all arrays.
     *
     * @return arrays by name, without {@code .npy}, in the order of the archive
     * @throws FormatException if the file or an array is not as the format demands, or all together
     *     are too large for the heap
     * @throws UncheckedIOException if the file cannot be read
     */
    public static Map<String, HostArray> read(Path file) {
        return open(
                file,
                (zip, entries) -> {
                    requireHeap(entries, file);
                    Map<String, HostArray> arrays = new LinkedHashMap<>();
                    for (Map.Entry<String, ZipEntry> entry : entries.entrySet()) {
                        arrays.put(entry.getKey(), readEntry(zip, entry.getValue(), file));
                    }
                    return Collections.unmodifiableMap(arrays);
                });
    }

    /**
     * Reads one array; others are not looked at.
     *
     * @param name of the array, without {@code .npy}
     * @throws FormatException if there is none of that name, or the file or the array is not as the
     *     format demands
     * @throws UncheckedIOException if the file cannot be read
     */
    public static HostArray read(Path file, String name) {
        return open(
                file,
                (zip, entries) -> {
                    ZipEntry entry = entries.get(name);
                    if (entry == null) {
                        String names = quote(String.join(", ", entries.keySet()));
                        throw new FormatException(
                                file, "no array " + quote(name) + ", has " + names);
                    }
                    return readEntry(zip, entry, file);
                });
    }

    private interface Reader<T> {
        T read(ZipFile zip, Map<String, ZipEntry> entries) throws IOException;
    }

    private static <T> T open(Path file, Reader<T> reader) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return reader.read(zip, entries(zip, file));
        } catch (ZipException | EOFException e) {
            throw new FormatException(file, "not an intact zip archive: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    private static Map<String, ZipEntry> entries(ZipFile zip, Path file) {
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String member = entry.getName();
            if (!member.endsWith(SUFFIX)) {
                throw new FormatException(
                        file, "member " + quote(member) + ", expected names in .npy only");
            }
            String name = member.substring(0, member.length() - SUFFIX.length());
            if (entries.put(name, entry) != null) {
                throw new FormatException(file, "member " + quote(member) + " twice");
            }
        }
        return entries;
    }

    private static void requireHeap(Map<String, ZipEntry> entries, Path file) {
        long limit = HeapLimits.arrays();
        long room = limit;
        for (ZipEntry entry : entries.values()) {
            if (entry.getSize() > room) {
                throw new FormatException(
                        file,
                        ("arrays of more than the " + limit + " bytes")
                                + " that are read into this heap (a third of -Xmx)");
            }
            room -= entry.getSize();
        }
    }

    private static HostArray readEntry(ZipFile zip, ZipEntry entry, Path file) throws IOException {
        String source = file + ", member " + quote(entry.getName());
        if (entry.getSize() / MAX_EXPANSION > entry.getCompressedSize()) {
            throw new FormatException(
                    source,
                    (entry.getSize() + " bytes cannot come of " + entry.getCompressedSize())
                            + " compressed ones");
        }
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
            HostArray array = NpyFile.read(in, entry.getSize(), source);
            if (crc.getValue() != entry.getCrc()) {
                throw new FormatException(source, "checksum is wrong: the archive is damaged");
            }
            return array;
        }
    }

    /**
     * Writes arrays, deflated, sorted by name; replaces the file as a whole.
     *
     * @param arrays by name, without {@code .npy}
     * @throws IllegalArgumentException if the elements of an array are BF16, which NumPy does not
     *     know
     * @throws UncheckedIOException if the file cannot be written; it is then as it was
     */
    public static void write(Path file, Map<String, HostArray> arrays) {
        arrays.values().forEach(NpyFile::requireNpyType);
        AtomicFile.write(file, out -> write(out, arrays));
    }

    private static void write(OutputStream out, Map<String, HostArray> arrays) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, HostArray> array : new TreeMap<>(arrays).entrySet()) {
            ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
            entry.setTimeLocal(NO_TIME);
            zip.putNextEntry(entry);
            NpyFile.write(zip, array.getValue());
            zip.closeEntry();
        }
        zip.finish();
    }
}
