package dev.resplat.splat.io;

import static java.util.Map.entry;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Splats2d;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.NpzFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A picture of 2D splats as an npz file of the float arrays {@code means [N, 2]}, {@code log_scales
 * [N, 2]}, {@code angles [N]}, {@code weights [N]}, {@code colors [N, 3]}, which are what {@link
 * Splats2d} says, and int32 {@code size [2]} (width and height in pixels) and {@code mode []} (0
 * additive, 1 normalized, 2 alpha).
 */
public final class Splats2dFile {
    private static final Set<String> ARRAYS =
            new TreeSet<>(
                    Set.of("means", "log_scales", "angles", "weights", "colors", "size", "mode"));

    private Splats2dFile() {}

    /** Writes splats; replaces the file as a whole. */
    public static void write(Path file, Splats2d splats) {
        int n = splats.count();
        NpzFile.write(
                file,
                Map.ofEntries(
                        entry("means", HostArray.of(splats.means(), n, 2)),
                        entry("log_scales", HostArray.of(splats.logScales(), n, 2)),
                        entry("angles", HostArray.of(splats.angles(), n)),
                        entry("weights", HostArray.of(splats.weights(), n)),
                        entry("colors", HostArray.of(splats.colors(), n, 3)),
                        entry("size", HostArray.of(new int[] {splats.width(), splats.height()}, 2)),
                        entry("mode", HostArray.of(new int[] {splats.mode().ordinal()}))));
    }

    /**
     * Reads splats.
     *
     * @throws FormatException when the file is not such a file: says what is wrong with it
     * @throws java.io.UncheckedIOException when it cannot be read
     */
    public static Splats2d read(Path file) {
        Map<String, HostArray> arrays = new TreeMap<>(NpzFile.read(file));
        if (!arrays.keySet().equals(ARRAYS)) {
            throw new FormatException(
                    file,
                    "2D splats are the arrays %s, found are %s"
                            .formatted(
                                    String.join(", ", ARRAYS),
                                    FormatException.quote(String.join(", ", arrays.keySet()))));
        }
        try {
            int n = arrays.get("angles").size();
            int[] size = shaped(arrays, "size", 2).toInts();
            return new Splats2d(
                    size[0],
                    size[1],
                    mode(shaped(arrays, "mode").toInts()[0]),
                    shaped(arrays, "means", n, 2).toFloats(),
                    shaped(arrays, "log_scales", n, 2).toFloats(),
                    shaped(arrays, "angles", n).toFloats(),
                    shaped(arrays, "weights", n).toFloats(),
                    shaped(arrays, "colors", n, 3).toFloats());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(file, e.getMessage(), e);
        }
    }

    private static BlendMode mode(int number) {
        if (number < 0 || number >= BlendMode.values().length) {
            throw new IllegalArgumentException("mode must be 0, 1 or 2, is " + number);
        }
        return BlendMode.values()[number];
    }

    private static HostArray shaped(Map<String, HostArray> arrays, String name, int... dims) {
        HostArray array = arrays.get(name);
        if (!Arrays.equals(array.dims(), dims)) {
            throw new IllegalArgumentException(
                    "%s must be %s, is %s".formatted(name, Arrays.toString(dims), array));
        }
        return array;
    }
}
