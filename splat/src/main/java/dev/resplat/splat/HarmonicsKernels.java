package dev.resplat.splat;

import dev.resplat.tensor.Buffer;

/** Colours that depend on where one looks from. */
public interface HarmonicsKernels {
    /**
     * Colours {@code max(0, sum_k Y_k(d) sh_k + 0.5)}, where d is the direction from the camera's
     * centre to that of the splat and {@code Y_k} are the terms of {@link Harmonics} up to a degree
     * (Kerbl et al. 2023, "3D Gaussian Splatting", section 4).
     *
     * @param degree up to which terms count, 0 to 4
     * @param terms stored per splat, K: at least {@code (degree + 1)^2}
     * @param sh0 {@code [n, 3]}: coefficients of the first term, which is the same from everywhere
     * @param shRest {@code [n, K - 1, 3]}: those of the others
     * @param means {@code [n, 3]}
     * @param worldToCamera {@code [4, 4]}
     * @param colors {@code [n, 3]}
     */
    void colors(
            int degree,
            int terms,
            Buffer sh0,
            Buffer shRest,
            Buffer means,
            Buffer worldToCamera,
            Buffer colors,
            int n);

    /**
     * Gradients of {@link #colors}; a colour that was cut off at zero, or is not a number, has
     * none. A splat none of whose colours has a gradient has none at all, wherever it is; neither
     * has what is at the centre of the camera, but for its coefficients.
     *
     * @param colors as {@link #colors} wrote them
     */
    void colorsGrad(
            int degree,
            int terms,
            Buffer sh0,
            Buffer shRest,
            Buffer means,
            Buffer worldToCamera,
            Buffer colors,
            Buffer gradColors,
            Buffer gradSh0,
            Buffer gradShRest,
            Buffer gradMeans,
            Buffer gradWorldToCamera,
            int n);
}
