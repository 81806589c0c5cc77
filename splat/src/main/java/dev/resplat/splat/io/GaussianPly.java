package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.AtomicFile;
import dev.resplat.tensor.io.FormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A scene of splats as the PLY file of 3D Gaussian Splatting (Kerbl et al. 2023).
 *
 * <p>Element {@code vertex} has the properties {@code x y z}, {@code nx ny nz} (not used), {@code
 * f_dc_0..2} and {@code f_rest_*} (spherical harmonics: all of red, then green, then blue), {@code
 * opacity} (logit), {@code scale_0..2} (logarithms) and {@code rot_0..3} (w, x, y, z).
 *
 * <p>Written are floats, little-endian, in this order. Read are properties in any order, of any
 * scalar type, in text or binary of both byte orders; other properties and elements are skipped. A
 * row with a number that is not finite (as float), or with a rotation of length zero, is no splat:
 * such rows are dropped and counted, as one of them would otherwise make a scene of millions
 * unreadable.
 */
public final class GaussianPly {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int WRITTEN_ROWS = 1 << 10;

    /** Largest arrays that Java can make. */
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private GaussianPly() {}

    // ---- Reading ---------------------------------------------------------------------------

    /**
     * Reads a scene, in the order of the file.
     *
     * @param notes takes a line about rows that were dropped, and about bytes behind the end
     * @throws FormatException when the file is not such a file: says what is wrong with it
     * @throws UncheckedIOException when it cannot be read
     */
    public static Splats3d read(Path file, Consumer<String> notes) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
            PlyHeader header = PlyHeader.read(in, file);
            SplatColumns columns = SplatColumns.of(header, file);
            requireSize(header, Files.size(file) - header.bytes(), file, notes);
            requireMemory(columns, file);
            PlyRows rows =
                    switch (header.format()) {
                        case ASCII -> new AsciiPlyRows(in, file);
                        case BINARY_LITTLE_ENDIAN ->
                                new BinaryPlyRows(in, ByteOrder.LITTLE_ENDIAN, file);
                        case BINARY_BIG_ENDIAN -> new BinaryPlyRows(in, ByteOrder.BIG_ENDIAN, file);
                    };
            for (PlyHeader.Element element : header.elements()) {
                if (element == columns.vertex()) {
                    break;
                }
                rows.skip(element);
            }
            return columns.read(rows, file, notes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    /** Ensures, before memory is taken, that the file can hold as many rows as it says. */
    private static void requireSize(
            PlyHeader header, long bytes, Object file, Consumer<String> notes) {
        boolean ascii = header.format() == PlyHeader.Format.ASCII;
        // The last line of a text may have no end.
        long left = ascii ? bytes + 1 : bytes;
        boolean fixed = !ascii;
        for (PlyHeader.Element element : header.elements()) {
            long rowBytes = element.leastBytes(header.format());
            if (rowBytes > 0 && element.count() > left / rowBytes) {
                throw new FormatException(
                        file,
                        ("%s has %d rows of %s%d bytes, but after the header there are only %d bytes:"
                                        + " cut off, or the number is wrong")
                                .formatted(
                                        FormatException.quote(element.name()),
                                        element.count(),
                                        ascii || element.hasLists() ? "at least " : "",
                                        rowBytes,
                                        bytes));
            }
            left -= element.count() * rowBytes;
            fixed &= !element.hasLists();
        }
        if (fixed && left > 0) {
            notes.accept("%s: ignored %d bytes after the last row".formatted(file, left));
        }
    }

    private static void requireMemory(SplatColumns columns, Object file) {
        long count = columns.vertex().count();
        int floats = 11 + 3 * Splats3d.terms(columns.degree());
        long memory = Runtime.getRuntime().maxMemory();
        long most =
                Math.min(
                        MAX_ELEMENTS / (3 * Splats3d.terms(columns.degree())),
                        memory / (Float.BYTES * floats));
        if (count > most) {
            throw new FormatException(
                    file,
                    ("%d splats with harmonics of degree %d are too many: at most %d are read into"
                                    + " the %.1f GB of memory that Java may use (java -Xmx...)")
                            .formatted(count, columns.degree(), most, memory / 1e9));
        }
    }

    // ---- Writing ---------------------------------------------------------------------------

    /**
     * Writes a scene; replaces the file as a whole.
     *
     * @throws UncheckedIOException when it cannot be written; the file is then as it was
     */
    public static void write(Path file, Splats3d splats) {
        AtomicFile.write(file, out -> write(out, splats));
    }

    private static void write(OutputStream out, Splats3d splats) throws IOException {
        StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
        header.append("element vertex ").append(splats.count()).append('\n');
        int properties = 0;
        for (String name : SplatColumns.names(splats.degree())) {
            header.append("property float ").append(name).append('\n');
            properties++;
        }
        out.write(header.append("end_header\n").toString().getBytes(StandardCharsets.US_ASCII));
        ByteBuffer rows =
                ByteBuffer.allocate(WRITTEN_ROWS * properties * Float.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int n = 0; n < splats.count(); n++) {
            put(splats, n, rows);
            if (!rows.hasRemaining() || n + 1 == splats.count()) {
                out.write(rows.array(), 0, rows.position());
                rows.clear();
            }
        }
    }

    private static void put(Splats3d splats, int n, ByteBuffer row) {
        int terms = Splats3d.terms(splats.degree());
        put(splats.means(), 3 * n, 3, row);
        for (int i = 0; i < 3; i++) {
            row.putFloat(0);
        }
        put(splats.sh(), 3 * n * terms, 3, row);
        for (int channel = 0; channel < 3; channel++) {
            for (int term = 1; term < terms; term++) {
                row.putFloat(splats.sh()[3 * (n * terms + term) + channel]);
            }
        }
        row.putFloat(splats.opacityLogits()[n]);
        put(splats.logScales(), 3 * n, 3, row);
        put(splats.quats(), 4 * n, 4, row);
    }

    private static void put(float[] values, int from, int count, ByteBuffer row) {
        for (int i = from; i < from + count; i++) {
            row.putFloat(values[i]);
        }
    }
}
