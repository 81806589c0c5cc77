package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the numbers of a splat are in the rows of a PLY file.
 *
 * @param vertex the element that has the splats
 * @param degree of their spherical harmonics
 * @param means columns of x, y, z
 * @param sh {@code [K, 3]}: columns of the harmonics
 * @param opacity {@code [1]}: column of the logit
 * @param scales columns of the three logarithms
 * @param quats columns of w, x, y, z
 */
record SplatColumns(
        PlyHeader.Element vertex,
        int degree,
        int[] means,
        int[] sh,
        int[] opacity,
        int[] scales,
        int[] quats) {
    static final String REST = "f_rest_";
    private static final List<String> NORMALS = List.of("nx", "ny", "nz");

    /** All properties of a splat, in the order in which they are written. */
    static List<String> names(int degree) {
        List<String> names = new ArrayList<>(List.of("x", "y", "z"));
        names.addAll(NORMALS);
        names.addAll(numbered("f_dc_", 3));
        names.addAll(numbered(REST, 3 * (Splats3d.terms(degree) - 1)));
        names.add("opacity");
        names.addAll(numbered("scale_", 3));
        names.addAll(numbered("rot_", 4));
        return names;
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    // ---- Finding them ----------------------------------------------------------------------

    /**
     * Finds the columns.
     *
     * @throws FormatException if there are no splats: says what the file has instead
     */
    static SplatColumns of(PlyHeader header, Object file) {
        PlyHeader.Element vertex =
                header.elements().stream()
                        .filter(element -> element.name().equals("vertex"))
                        .findFirst()
                        .orElseThrow(() -> new FormatException(file, "has no element \"vertex\""));
        if (CompressedPly.isOne(header)) {
            throw new FormatException(file, "is compressed PLY, whose rows are packed");
        }
        int degree = degree(vertex, file);
        requireAll(vertex, degree, file);
        int[] sh = new int[3 * Splats3d.terms(degree)];
        int rest = Splats3d.terms(degree) - 1;
        for (int channel = 0; channel < 3; channel++) {
            sh[channel] = vertex.indexOf("f_dc_" + channel);
            for (int term = 1; term <= rest; term++) {
                sh[3 * term + channel] = vertex.indexOf(REST + (channel * rest + term - 1));
            }
        }
        return new SplatColumns(
                vertex,
                degree,
                columns(vertex, List.of("x", "y", "z")),
                sh,
                columns(vertex, List.of("opacity")),
                columns(vertex, numbered("scale_", 3)),
                columns(vertex, numbered("rot_", 4)));
    }

    private static int[] columns(PlyHeader.Element vertex, List<String> names) {
        return names.stream().mapToInt(vertex::indexOf).toArray();
    }

    /** The degree of the harmonics that an element has coefficients of. */
    static int degree(PlyHeader.Element element, Object file) {
        long rest =
                element.properties().stream()
                        .filter(property -> property.name().startsWith(REST))
                        .count();
        for (int degree = 0; degree <= Splats3d.MAX_DEGREE; degree++) {
            if (rest == 3L * (Splats3d.terms(degree) - 1)) {
                return degree;
            }
        }
        throw new FormatException(
                file,
                "has %d properties %s*: 0, 9, 24, 45 or 72 are those of harmonics of degree 0 to 4"
                        .formatted(rest, REST));
    }

    private static void requireAll(PlyHeader.Element vertex, int degree, Object file) {
        List<String> missing = new ArrayList<>();
        for (String name : names(degree)) {
            int column = vertex.indexOf(name);
            if (!NORMALS.contains(name)
                    && (column < 0 || vertex.properties().get(column).isList())) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            throw new FormatException(
                    file,
                    "no scene of splats: \"vertex\" has no numbers %s; it has %s"
                            .formatted(
                                    String.join(", ", missing),
                                    FormatException.quote(
                                            String.join(
                                                    ", ",
                                                    vertex.properties().stream()
                                                            .map(PlyHeader.Property::name)
                                                            .toList()))));
        }
    }

    // ---- Reading them ----------------------------------------------------------------------

    /** Whether a row is floats and nothing else. */
    boolean areFloats() {
        return vertex.properties().stream()
                .allMatch(property -> !property.isList() && property.type() == PlyType.FLOAT);
    }

    /**
     * Reads all splats from rows of any types.
     *
     * @param rows before the first row of {@link #vertex}
     */
    void read(PlyRows rows, FileSplats splats) throws IOException {
        double[] row = new double[vertex.properties().size()];
        float[] floats = new float[row.length];
        for (int i = 0; i < splats.count(); i++) {
            rows.read(vertex, i, row);
            for (int k = 0; k < row.length; k++) {
                floats[k] = (float) row[k];
            }
            take(floats, 0, splats, i);
        }
    }

    /**
     * Reads all splats from rows of floats.
     *
     * @param in before the first row of {@link #vertex}
     */
    void read(InputStream in, ByteOrder order, FileSplats splats, Object file) throws IOException {
        int width = vertex.properties().size();
        int rowBytes = Float.BYTES * width;
        float[][] room = {new float[0]};
        RowChunks.read(
                in,
                rowBytes,
                order,
                splats.count(),
                file,
                (chunk, first, count) -> {
                    if (room[0].length < count * width) {
                        room[0] = new float[count * width];
                    }
                    chunk.asFloatBuffer().get(room[0], 0, count * width);
                    for (int i = 0; i < count; i++) {
                        take(room[0], i * width, splats, first + i);
                    }
                });
    }

    /** Copies the row that begins at an index to a splat. */
    private void take(float[] floats, int row, FileSplats splats, int splat) {
        take(floats, row, means, splats.means, splat);
        take(floats, row, quats, splats.quats, splat);
        take(floats, row, scales, splats.logScales, splat);
        take(floats, row, opacity, splats.opacityLogits, splat);
        take(floats, row, sh, splats.sh, splat);
    }

    private static void take(float[] floats, int row, int[] columns, float[] values, int splat) {
        int first = columns.length * splat;
        for (int i = 0; i < columns.length; i++) {
            values[first + i] = floats[row + columns[i]];
        }
    }
}
