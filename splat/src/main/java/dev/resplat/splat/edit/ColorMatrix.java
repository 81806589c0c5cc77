package dev.resplat.splat.edit;

import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Splats3d;

/**
 * A change of colours that is linear but for an offset: {@code c' = A c + b}, of gamma-encoded
 * sRGB, 0 to 1.
 *
 * <p>A colour is {@code 1/2 + sum_k Y_k(d) h_k}, so the same change of the harmonics is exact for
 * every degree and direction: {@code h_k' = A h_k}, and the first, whose {@code Y_0} is {@link
 * Harmonics#DC}, also gets {@code (A (1/2, 1/2, 1/2) + b - 1/2) / Y_0}. What is blended of such
 * colours changes in the same way, as blending is linear, where splats hide the background.
 *
 * <p>Not exact where a colour is below zero: the renderer cuts it there after the change, and did
 * so before it.
 *
 * @param matrix {@code [3, 3]}, row after row: A
 * @param offset {@code [3]}: b
 */
public record ColorMatrix(double[] matrix, double[] offset) {
    /** What the eye sees of red, green and blue (ITU-R BT.709), here of encoded values. */
    private static final double[] LUMA = {0.2126, 0.7152, 0.0722};

    /** The curve of sRGB is nearly a power with this exponent. */
    private static final double GAMMA = 2.2;

    /** Checks that all numbers are finite. */
    public ColorMatrix {
        double sum = 0;
        for (double value : matrix) {
            sum += value;
        }
        for (double value : offset) {
            sum += value;
        }
        if (!Double.isFinite(sum)) {
            throw new IllegalArgumentException("a change of colours must be of finite numbers");
        }
    }

    /** All channels {@code gain c + offset}. */
    private static ColorMatrix same(double gain, double offset) {
        return new ColorMatrix(
                new double[] {gain, 0, 0, 0, gain, 0, 0, 0, gain},
                new double[] {offset, offset, offset});
    }

    /**
     * As if the photographs had been exposed longer: light is doubled with each stop, which is a
     * factor of {@code 2^(stops / 2.2)} for encoded values. The curve of sRGB is not quite that
     * power: dark colours become a little brighter than in a camera.
     */
    public static ColorMatrix exposure(double stops) {
        return same(Math.pow(2, stops / GAMMA), 0);
    }

    /** {@code c + amount}. */
    public static ColorMatrix brightness(double amount) {
        return same(1, amount);
    }

    /** {@code 1/2 + factor (c - 1/2)}: the middle grey stays. */
    public static ColorMatrix contrast(double factor) {
        return same(factor, (1 - factor) / 2);
    }

    /** {@code y + factor (c - y)}, where y is the grey that is as bright: 0 leaves only that. */
    public static ColorMatrix saturation(double factor) {
        double[] matrix = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                matrix[3 * i + j] = (1 - factor) * LUMA[j] + (i == j ? factor : 0);
            }
        }
        return new ColorMatrix(matrix, new double[3]);
    }

    /** What becomes of a colour {@code [3]}, such as a background. */
    public double[] apply(double[] color) {
        double[] result = offset.clone();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                result[i] += matrix[3 * i + j] * color[j];
            }
        }
        return result;
    }

    /** The same scene in other colours. */
    public Splats3d apply(Splats3d splats) {
        float[] sh = splats.sh();
        float[] changed = new float[sh.length];
        int width = 3 * Splats3d.terms(splats.degree());
        double[] first = apply(new double[] {0.5, 0.5, 0.5});
        for (int from = 0; from < sh.length; from += 3) {
            boolean isFirst = from % width == 0;
            for (int i = 0; i < 3; i++) {
                double sum = isFirst ? (first[i] - 0.5) / Harmonics.DC : 0;
                for (int j = 0; j < 3; j++) {
                    sum += matrix[3 * i + j] * sh[from + j];
                }
                changed[from + i] = (float) sum;
            }
        }
        return new Splats3d(
                splats.degree(),
                splats.means(),
                splats.quats(),
                splats.logScales(),
                splats.opacityLogits(),
                changed);
    }
}
