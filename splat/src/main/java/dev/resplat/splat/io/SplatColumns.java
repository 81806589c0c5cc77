package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.io.FormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
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
    private static final String REST = "f_rest_";
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
        if (vertex.indexOf("packed_position") >= 0) {
            throw new FormatException(
                    file,
                    "compressed PLY is not read yet: export the scene as PLY that is not"
                            + " compressed");
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

    private static int degree(PlyHeader.Element vertex, Object file) {
        long rest =
                vertex.properties().stream()
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

    /**
     * Reads all splats.
     *
     * @param rows before the first row of {@link #vertex}
     * @param notes takes a line about rows that were dropped
     */
    Splats3d read(PlyRows rows, Object file, Consumer<String> notes) throws IOException {
        int rowsInFile = (int) vertex.count();
        float[] newMeans = new float[means.length * rowsInFile];
        float[] newQuats = new float[quats.length * rowsInFile];
        float[] newScales = new float[scales.length * rowsInFile];
        float[] newOpacities = new float[rowsInFile];
        float[] newSh = new float[sh.length * rowsInFile];
        double[] row = new double[vertex.properties().size()];
        int count = 0;
        for (int i = 0; i < rowsInFile; i++) {
            rows.read(vertex, i, row);
            boolean usable =
                    take(row, means, newMeans, count)
                            & take(row, quats, newQuats, count)
                            & take(row, scales, newScales, count)
                            & take(row, opacity, newOpacities, count)
                            & take(row, sh, newSh, count);
            if (usable && isRotation(newQuats, 4 * count)) {
                count++;
            }
        }
        if (count < rowsInFile) {
            notes.accept(
                    ("%s: dropped %d of %d splats, which have numbers that are not finite, or"
                                    + " rotations of length zero")
                            .formatted(file, rowsInFile - count, rowsInFile));
        }
        return new Splats3d(
                degree,
                cut(newMeans, means.length * count),
                cut(newQuats, quats.length * count),
                cut(newScales, scales.length * count),
                cut(newOpacities, count),
                cut(newSh, sh.length * count));
    }

    /** Copies columns of a row to those of a splat; whether all of them are finite. */
    private static boolean take(double[] row, int[] columns, float[] values, int splat) {
        int first = columns.length * splat;
        boolean finite = true;
        for (int i = 0; i < columns.length; i++) {
            float value = (float) row[columns[i]];
            values[first + i] = value;
            finite &= Float.isFinite(value);
        }
        return finite;
    }

    private static boolean isRotation(float[] quats, int first) {
        return quats[first] != 0
                || quats[first + 1] != 0
                || quats[first + 2] != 0
                || quats[first + 3] != 0;
    }

    private static float[] cut(float[] values, int length) {
        return values.length == length ? values : Arrays.copyOf(values, length);
    }
}
