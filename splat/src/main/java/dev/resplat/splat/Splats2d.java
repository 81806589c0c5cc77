package dev.resplat.splat;

import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.Locale;
import java.util.Objects;

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
        SplatArrays.check("means", means, n, 2, "angles");
        SplatArrays.check("log_scales", logScales, n, 2, "angles");
        SplatArrays.check("angles", angles, n, 1, "angles");
        SplatArrays.check("weights", weights, n, 1, "angles");
        SplatArrays.check("colors", colors, n, 3, "angles");
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

    /** Count, size and mode: {@code 10000 splats (additive) of 768 x 512 pixels}. */
    @Override
    public String toString() {
        return "%d splats (%s) of %d x %d pixels"
                .formatted(count(), mode.name().toLowerCase(Locale.ROOT), width, height);
    }
}
