package dev.resplat.splat.io;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads scenes from compressed PLY, the format of PlayCanvas and SuperSplat ({@code
 * .compressed.ply}; described in the PlayCanvas user manual, "Gaussian splatting, PLY format").
 *
 * <p>Element {@code chunk} has for each 256 splats the least and the largest centre and logarithm
 * of a deviation, and mostly of a colour. Element {@code vertex} has four unsigned integers for
 * each splat: {@code packed_position} and {@code packed_scale} (11, 10 and 11 bits between those
 * limits), {@code packed_rotation} (2 bits that say which component of w, x, y, z is the largest,
 * and 10 for each other), {@code packed_color} (8 bits for red, green, blue and the opacity).
 * Element {@code sh}, where there are harmonics, has {@code f_rest_*} as bytes of -4 to 4.
 */
final class CompressedPly {
    /** Splats with the same limits. */
    static final int CHUNK = 256;

    /** What is packed in a row of a splat, in the order in which it is written. */
    static final List<String> PACKED =
            List.of("packed_position", "packed_rotation", "packed_scale", "packed_color");

    /** The limits of a chunk, in the order in which they are written. */
    static final List<String> LIMITS =
            List.of(
                    "min_x",
                    "min_y",
                    "min_z",
                    "max_x",
                    "max_y",
                    "max_z",
                    "min_scale_x",
                    "min_scale_y",
                    "min_scale_z",
                    "max_scale_x",
                    "max_scale_y",
                    "max_scale_z",
                    "min_r",
                    "min_g",
                    "min_b",
                    "max_r",
                    "max_g",
                    "max_b");

    /** How many of the limits there are where colours have none: they are from 0 to 1. */
    private static final int WITHOUT_COLORS = 12;

    /** Harmonics are from minus this to this. */
    static final float MOST_HARMONIC = 4;

    private static final int X_BITS = (1 << 11) - 1;
    private static final int Y_BITS = (1 << 10) - 1;

    private final PlyHeader header;
    private final PlyHeader.Element chunk;
    private final PlyHeader.Element vertex;
    private final PlyHeader.Element sh;
    private final int degree;
    private final Object file;

    private CompressedPly(PlyHeader header, Object file) {
        this.header = header;
        this.file = file;
        chunk = header.element("chunk");
        vertex = header.element("vertex");
        sh = header.element("sh");
        if (chunk == null || header.format() == PlyHeader.Format.ASCII) {
            throw wrong("has no element \"chunk\", or is text");
        }
        if (chunk.count() != vertex.count() / CHUNK + (vertex.count() % CHUNK == 0 ? 0 : 1)) {
            throw wrong(
                    "has %d chunks for %d splats, but a chunk is %d of them"
                            .formatted(chunk.count(), vertex.count(), CHUNK));
        }
        if (sh != null && sh.count() != vertex.count()) {
            throw wrong("has harmonics of %d of %d splats".formatted(sh.count(), vertex.count()));
        }
        int first = header.elements().indexOf(chunk);
        int second = header.elements().indexOf(vertex);
        if (first > second || sh != null && header.elements().indexOf(sh) < second) {
            throw wrong("has its elements not in the order chunk, vertex, sh");
        }
        if (header.elements().stream().anyMatch(PlyHeader.Element::hasLists)) {
            throw wrong("has lists");
        }
        degree = sh == null ? 0 : SplatColumns.degree(sh, file);
    }

    private FormatException wrong(String problem) {
        return new FormatException(file, "compressed PLY: " + problem);
    }

    /** Whether a PLY file is of this kind. */
    static boolean isOne(PlyHeader header) {
        PlyHeader.Element vertex = header.element("vertex");
        return vertex != null && vertex.indexOf(PACKED.get(0)) >= 0;
    }

    /**
     * Reads a scene, in the order of the file.
     *
     * @param header of which {@link #isOne}
     * @param in behind the header
     * @param bytes behind the header
     * @param notes takes a line about splats that were dropped, and about bytes behind the end
     * @throws FormatException when the file is not such a file: says what is wrong with it
     */
    static Splats3d read(
            PlyHeader header, InputStream in, long bytes, Path file, Consumer<String> notes)
            throws IOException {
        CompressedPly ply = new CompressedPly(header, file);
        header.requireSize(bytes, file, notes);
        FileSplats.requireRoom(ply.degree, ply.vertex.count(), 0, file);
        return ply.read(in).splats(file, notes);
    }

    private FileSplats read(InputStream in) throws IOException {
        FileSplats splats = new FileSplats(degree, (int) vertex.count());
        float[] limits = null;
        for (PlyHeader.Element element : header.elements()) {
            if (element == chunk) {
                limits = limits(in);
            } else if (element == vertex) {
                unpack(in, limits, splats);
            } else if (element == sh) {
                unpackHarmonics(in, splats);
            } else {
                in.skipNBytes(element.count() * element.leastBytes(header.format()));
            }
        }
        return splats;
    }

    private void rows(InputStream in, PlyHeader.Element element, RowChunks.Rows rows)
            throws IOException {
        int rowBytes = (int) element.leastBytes(header.format());
        RowChunks.read(in, rowBytes, header.format().order(), (int) element.count(), file, rows);
    }

    /** Where a property begins in the bytes of a row. */
    private int offset(PlyHeader.Element element, String name, PlyType type) {
        int offset = 0;
        for (PlyHeader.Property property : element.properties()) {
            if (property.name().equals(name) && property.type() == type) {
                return offset;
            }
            offset += property.type().bytes();
        }
        throw wrong("\"%s\" has no %s \"%s\"".formatted(element.name(), type, name));
    }

    private int[] offsets(PlyHeader.Element element, List<String> names, PlyType type) {
        return names.stream().mapToInt(name -> offset(element, name, type)).toArray();
    }

    /** The limits of all chunks: {@code [chunks, 18]}. */
    private float[] limits(InputStream in) throws IOException {
        boolean colors = chunk.indexOf(LIMITS.get(WITHOUT_COLORS)) >= 0;
        int known = colors ? LIMITS.size() : WITHOUT_COLORS;
        int[] offsets = offsets(chunk, LIMITS.subList(0, known), PlyType.FLOAT);
        int rowBytes = (int) chunk.leastBytes(header.format());
        float[] limits = new float[(int) chunk.count() * LIMITS.size()];
        rows(
                in,
                chunk,
                (bytes, first, count) -> {
                    for (int i = 0; i < count; i++) {
                        int at = (first + i) * LIMITS.size();
                        for (int k = 0; k < known; k++) {
                            limits[at + k] = bytes.getFloat(i * rowBytes + offsets[k]);
                        }
                        for (int k = known; k < LIMITS.size(); k++) {
                            limits[at + k] = k < LIMITS.size() - 3 ? 0 : 1;
                        }
                    }
                });
        return limits;
    }

    private void unpack(InputStream in, float[] limits, FileSplats splats) throws IOException {
        int[] offsets = offsets(vertex, PACKED, PlyType.UINT);
        int rowBytes = (int) vertex.leastBytes(header.format());
        rows(
                in,
                vertex,
                (bytes, first, count) -> {
                    for (int i = 0; i < count; i++) {
                        int n = first + i;
                        int row = i * rowBytes;
                        int low = n / CHUNK * LIMITS.size();
                        vector(bytes.getInt(row + offsets[0]), limits, low, splats.means, 3 * n);
                        rotation(bytes.getInt(row + offsets[1]), splats.quats, 4 * n);
                        vector(
                                bytes.getInt(row + offsets[2]),
                                limits,
                                low + 6,
                                splats.logScales,
                                3 * n);
                        color(bytes.getInt(row + offsets[3]), limits, low + 12, splats, n);
                    }
                });
    }

    /** Three numbers of 11, 10 and 11 bits, each between its limits. */
    private static void vector(int packed, float[] limits, int low, float[] values, int at) {
        values[at] = between(limits, low, (packed >>> 21) / (float) X_BITS);
        values[at + 1] = between(limits, low + 1, (packed >>> 11 & Y_BITS) / (float) Y_BITS);
        values[at + 2] = between(limits, low + 2, (packed & X_BITS) / (float) X_BITS);
    }

    private static float between(float[] limits, int low, float part) {
        return limits[low] * (1 - part) + limits[low + 3] * part;
    }

    private static void rotation(int packed, float[] quats, int at) {
        int largest = packed >>> 30;
        int shift = 20;
        for (int i = 0; i < 4; i++) {
            if (i != largest) {
                double part = (double) (packed >>> shift & Y_BITS) / Y_BITS;
                quats[at + i] = (float) ((2 * part - 1) * SmallestThree.MOST);
                shift -= 10;
            }
        }
        SmallestThree.restore(quats, at, largest);
    }

    private void color(int packed, float[] limits, int low, FileSplats splats, int n) {
        int at = 3 * Splats3d.terms(degree) * n;
        for (int channel = 0; channel < 3; channel++) {
            float part = (packed >>> 24 - 8 * channel & 0xff) / 255f;
            float color = between(limits, low + channel, part);
            splats.sh[at + channel] = (float) ((color - 0.5) / Harmonics.DC);
        }
        splats.opacityLogits[n] = SplatBytes.logit((byte) packed);
    }

    private void unpackHarmonics(InputStream in, FileSplats splats) throws IOException {
        int rest = Splats3d.terms(degree) - 1;
        int[] offsets = new int[3 * rest];
        for (int k = 0; k < offsets.length; k++) {
            offsets[k] = offset(sh, SplatColumns.REST + k, PlyType.UCHAR);
        }
        int rowBytes = (int) sh.leastBytes(header.format());
        if (rowBytes == 0) {
            return;
        }
        rows(
                in,
                sh,
                (bytes, first, count) -> {
                    for (int i = 0; i < count; i++) {
                        int at = 3 * (rest + 1) * (first + i);
                        for (int k = 0; k < offsets.length; k++) {
                            splats.sh[at + 3 * (k % rest + 1) + k / rest] =
                                    harmonic(bytes.get(i * rowBytes + offsets[k]));
                        }
                    }
                });
    }

    /** The middle of what the byte stands for; the first and the last are the ends. */
    private static float harmonic(byte code) {
        int value = Byte.toUnsignedInt(code);
        float part = value == 0 ? 0 : value == 255 ? 1 : (value + 0.5f) / 256;
        return (2 * part - 1) * MOST_HARMONIC;
    }
}
