package dev.resplat.splat;

import static java.util.Map.entry;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.NpzFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A picture made of N splats on its plane, in host memory. The arrays are not copied.
 *
 * @param width of the picture in pixels, 1 or more
 * @param height of the picture in pixels, 1 or more
 * @param mode how the splats blend; in {@link BlendMode#ALPHA} those of lower index are in front
 * @param means {@code [N, 2]}: centres (x, y) in pixels; the centre of the first pixel is (0.5,
 *     0.5)
 * @param logScales {@code [N, 2]}: logarithms of the standard deviations in pixels along the axes
 *     of each splat
 * @param angles {@code [N]}: from the x axis to the first axis of the splat, towards the y axis, in
 *     radians; see {@link Conics#rotated}
 * @param weights {@code [N]}: opacities, or opacities times amplitudes
 * @param colors {@code [N, 3]}: gamma-encoded sRGB, of any size and sign where splats add up
 */
public record Splats2d(
        int width,
        int height,
        BlendMode mode,
        float[] means,
        float[] logScales,
        float[] angles,
        float[] weights,
        float[] colors) {
    private static final Set<String> ARRAYS =
            new TreeSet<>(
                    Set.of("means", "log_scales", "angles", "weights", "colors", "size", "mode"));

    /**
     * Checks that the arrays fit each other and hold finite numbers.
     *
     * @throws IllegalArgumentException if not: names the first array, and the first splat, at fault
     */
    public Splats2d {
        Objects.requireNonNull(mode, "mode");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "a picture of %d x %d pixels: both must be 1 or more".formatted(width, height));
        }
        int n = angles.length;
        check("means", means, n, 2);
        check("log_scales", logScales, n, 2);
        check("angles", angles, n, 1);
        check("weights", weights, n, 1);
        check("colors", colors, n, 3);
    }

    private static void check(String name, float[] values, int n, int channels) {
        if (values.length != (long) n * channels) {
            throw new IllegalArgumentException(
                    "%s must have %d elements for each of the %d splats (as many as angles), has %d"
                            .formatted(name, channels, n, values.length));
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        "%s of splat %d: %s is not a finite number"
                                .formatted(name, i / channels, values[i]));
            }
        }
    }

    /** The number of splats, N. */
    public int count() {
        return angles.length;
    }

    /**
     * The same picture at another size: everything, also the widths of the splats, times a factor.
     *
     * @throws IllegalArgumentException when the factor is not more than zero, or the picture would
     *     be too large
     */
    public Splats2d scaledBy(double factor) {
        double newWidth = Math.max(1, Math.rint(width * factor));
        double newHeight = Math.max(1, Math.rint(height * factor));
        if (!(factor > 0) || Math.max(newWidth, newHeight) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "scale by %s: must be more than 0, and a picture of %d x %d must still fit"
                            .formatted(factor, width, height));
        }
        float[] newMeans = means.clone();
        float[] newLogScales = logScales.clone();
        for (int i = 0; i < newMeans.length; i++) {
            newMeans[i] = (float) (newMeans[i] * factor);
            newLogScales[i] = (float) (newLogScales[i] + Math.log(factor));
        }
        return new Splats2d(
                (int) newWidth,
                (int) newHeight,
                mode,
                newMeans,
                newLogScales,
                angles,
                weights,
                colors);
    }

    /** The picture {@code [height, width, 3]}, not clipped to [0, 1]. */
    public float[] render(Device device) {
        int n = count();
        try (Scope scope = Scope.open()) {
            Var conics =
                    Conics.rotated(constant(device, logScales, n, 2), constant(device, angles, n));
            return Compositor.composite(
                            constant(device, means, n, 2),
                            conics,
                            constant(device, weights, n),
                            constant(device, colors, n, 3),
                            width,
                            height,
                            mode)
                    .image()
                    .value()
                    .toFloats();
        }
    }

    private static Var constant(Device device, float[] values, int... dims) {
        return Var.constant(Tensor.of(device, Shape.of(dims), values));
    }

    /**
     * Writes an npz file of the float arrays {@code means [N, 2]}, {@code log_scales [N, 2]},
     * {@code angles [N]}, {@code weights [N]}, {@code colors [N, 3]}, and int32 {@code size} (width
     * and height) and {@code mode} (0 additive, 1 normalized, 2 alpha).
     */
    public void write(Path file) {
        int n = count();
        NpzFile.write(
                file,
                Map.ofEntries(
                        entry("means", HostArray.of(means, n, 2)),
                        entry("log_scales", HostArray.of(logScales, n, 2)),
                        entry("angles", HostArray.of(angles, n)),
                        entry("weights", HostArray.of(weights, n)),
                        entry("colors", HostArray.of(colors, n, 3)),
                        entry("size", HostArray.of(new int[] {width, height}, 2)),
                        entry("mode", HostArray.of(new int[] {mode.ordinal()}))));
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws FormatException when the file is not such a file: says what is wrong with it
     */
    public static Splats2d read(Path file) {
        Map<String, HostArray> arrays = new TreeMap<>(NpzFile.read(file));
        if (!arrays.keySet().equals(ARRAYS)) {
            throw new FormatException(
                    file,
                    "2D splats are the arrays %s, found are %s"
                            .formatted(
                                    String.join(", ", ARRAYS), String.join(", ", arrays.keySet())));
        }
        try {
            int n = arrays.get("angles").size();
            int[] size = whole(arrays, "size", 2);
            int mode = whole(arrays, "mode")[0];
            if (mode < 0 || mode >= BlendMode.values().length) {
                throw new IllegalArgumentException("mode must be 0, 1 or 2, is " + mode);
            }
            return new Splats2d(
                    size[0],
                    size[1],
                    BlendMode.values()[mode],
                    real(arrays, "means", n, 2),
                    real(arrays, "log_scales", n, 2),
                    real(arrays, "angles", n),
                    real(arrays, "weights", n),
                    real(arrays, "colors", n, 3));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(file, e.getMessage(), e);
        }
    }

    private static int[] whole(Map<String, HostArray> arrays, String name, int... dims) {
        return shaped(arrays, name, dims).toInts();
    }

    private static float[] real(Map<String, HostArray> arrays, String name, int... dims) {
        return shaped(arrays, name, dims).toFloats();
    }

    private static HostArray shaped(Map<String, HostArray> arrays, String name, int... dims) {
        HostArray array = arrays.get(name);
        if (!Arrays.equals(array.dims(), dims)) {
            throw new IllegalArgumentException(
                    "%s must be %s, is %s".formatted(name, Arrays.toString(dims), array));
        }
        return array;
    }

    /** Count, size and mode: {@code 10000 splats (additive) of 768 x 512 pixels}. */
    @Override
    public String toString() {
        return "%d splats (%s) of %d x %d pixels"
                .formatted(count(), mode.name().toLowerCase(Locale.ROOT), width, height);
    }
}
