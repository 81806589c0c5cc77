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
            return read(header, in, Files.size(file) - header.bytes(), file, notes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    /**
     * Reads a scene.
     *
     * @param in behind the header
     * @param bytes behind the header
     */
    static Splats3d read(
            PlyHeader header, InputStream in, long bytes, Path file, Consumer<String> notes)
            throws IOException {
        SplatColumns columns = SplatColumns.of(header, file);
        header.requireSize(bytes, file, notes);
        FileSplats.requireRoom(columns.degree(), columns.vertex().count(), 0, file);
        FileSplats splats = new FileSplats(columns.degree(), (int) columns.vertex().count());
        PlyRows rows = PlyRows.of(header.format(), in, file);
        rows.skipTo(columns.vertex(), header);
        if (header.format() != PlyHeader.Format.ASCII && columns.areFloats()) {
            columns.read(rows.rest(), header.format().order(), splats, file);
        } else {
            columns.read(rows, splats);
        }
        return splats.splats(file, notes);
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

    /** Writes a scene into a stream. */
    static void write(OutputStream out, Splats3d splats) throws IOException {
        StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
        header.append("element vertex ").append(splats.count()).append('\n');
        int properties = 0;
        for (String name : SplatColumns.names(splats.degree())) {
            header.append("property float ").append(name).append('\n');
            properties++;
        }
        out.write(header.append("end_header\n").toString().getBytes(StandardCharsets.US_ASCII));
        float[] rows = new float[WRITTEN_ROWS * properties];
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * rows.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int first = 0; first < splats.count(); first += WRITTEN_ROWS) {
            int count = Math.min(WRITTEN_ROWS, splats.count() - first);
            for (int i = 0; i < count; i++) {
                put(splats, first + i, rows, i * properties);
            }
            bytes.asFloatBuffer().put(rows, 0, count * properties);
            out.write(bytes.array(), 0, Float.BYTES * count * properties);
        }
    }

    /** Fills all of a row but the normals, which are 0. */
    private static void put(Splats3d splats, int n, float[] rows, int row) {
        int terms = Splats3d.terms(splats.degree());
        int sh = 3 * n * terms;
        System.arraycopy(splats.means(), 3 * n, rows, row, 3);
        System.arraycopy(splats.sh(), sh, rows, row + 6, 3);
        int at = row + 9;
        for (int channel = 0; channel < 3; channel++) {
            for (int term = 1; term < terms; term++) {
                rows[at++] = splats.sh()[sh + 3 * term + channel];
            }
        }
        rows[at++] = splats.opacityLogits()[n];
        System.arraycopy(splats.logScales(), 3 * n, rows, at, 3);
        System.arraycopy(splats.quats(), 4 * n, rows, at + 3, 4);
    }
}
