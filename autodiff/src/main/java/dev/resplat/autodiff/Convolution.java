package dev.resplat.autodiff;

import static dev.resplat.autodiff.Var.wrt;

import dev.resplat.tensor.Convolving;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.Window;

/**
 * Convolutions of feature maps {@code [N, H, W, C]}, and their adjoints (Dumoulin and Visin 2016,
 * "A guide to convolution arithmetic for deep learning", sections 2 and 4). Infinite values and NaN
 * may reach more pixels than see them, see {@link Convolving}.
 */
public final class Convolution {
    private Convolution() {}

    /**
     * {@code y[n, i, j, d] = sum x[n, i s - p + u, j s - p + v, c] weight[u, v, c, d]} over u, v
     * and the channels c of the group of d, where {@link Window} gives stride s, padding p and the
     * rest; gradients {@code dx} the {@linkplain #conv2dTransposed adjoint} of g, {@code dweight =
     * sum x g} over all pixels.
     *
     * @param x {@code [N, H, W, Cin]}
     * @param weight {@code [kH, kW, Cin / groups, Cout]}
     * @param groups 1, or a divisor of the channels of input and output: Cin is depthwise
     * @return {@code [N, window.outHeight(H), window.outWidth(W), Cout]}
     */
    public static Var conv2d(Var x, Var weight, Window window, int groups) {
        Tensor y = Convolving.conv2d(x.value(), weight.value(), null, window, groups);
        return Var.of(
                "conv2d",
                y,
                wrt(x, g -> gradX(g, x, weight, window, groups)),
                wrt(weight, g -> Convolving.conv2dGradWeight(x.value(), g, window, groups)));
    }

    /** As {@link #conv2d(Var, Var, Window, int)}, plus {@code bias[d]}; {@code dbias = sum g}. */
    public static Var conv2d(Var x, Var weight, Var bias, Window window, int groups) {
        Tensor y = Convolving.conv2d(x.value(), weight.value(), bias.value(), window, groups);
        return Var.of(
                "conv2d",
                y,
                wrt(x, g -> gradX(g, x, weight, window, groups)),
                wrt(weight, g -> Convolving.conv2dGradWeight(x.value(), g, window, groups)),
                wrt(bias, g -> g.sumTo(bias.shape())));
    }

    private static Tensor gradX(Tensor g, Var x, Var weight, Window window, int groups) {
        return Convolving.conv2dGradX(g, weight.value(), x.shape(), window, groups);
    }

    /**
     * The transposed convolution {@code y[n, i s - p + u, j s - p + v, c] = sum x[n, i, j, d]
     * weight[u, v, c, d]}: the adjoint of {@link #conv2d(Var, Var, Window, int)} with this weight,
     * window and groups; gradients {@code dx = conv2d(g, weight)}, {@code dweight = sum g x}.
     *
     * @param x {@code [N, H, W, Cin]}
     * @param weight {@code [kH, kW, Cout / groups, Cin]}
     * @param outputPaddingY rows added at the bottom that get the bias or what overlaps them only;
     *     less than the stride
     * @param outputPaddingX the same for columns on the right
     * @return {@code [N, H', W', Cout]} with {@code H' = (H - 1) strideY - 2 paddingY + dilationY
     *     (kH - 1) + outputPaddingY + 1}, and W' alike
     */
    public static Var conv2dTransposed(
            Var x, Var weight, Window window, int groups, int outputPaddingY, int outputPaddingX) {
        Tensor y =
                Convolving.conv2dTransposed(
                        x.value(),
                        weight.value(),
                        null,
                        window,
                        groups,
                        outputPaddingY,
                        outputPaddingX);
        return Var.of(
                "conv2dTransposed",
                y,
                wrt(x, g -> Convolving.conv2d(g, weight.value(), null, window, groups)),
                wrt(weight, g -> Convolving.conv2dGradWeight(g, x.value(), window, groups)));
    }

    /** The transposed convolution plus {@code bias[c]}; {@code dbias = sum g}. */
    public static Var conv2dTransposed(
            Var x,
            Var weight,
            Var bias,
            Window window,
            int groups,
            int outputPaddingY,
            int outputPaddingX) {
        Tensor y =
                Convolving.conv2dTransposed(
                        x.value(),
                        weight.value(),
                        bias.value(),
                        window,
                        groups,
                        outputPaddingY,
                        outputPaddingX);
        return Var.of(
                "conv2dTransposed",
                y,
                wrt(x, g -> Convolving.conv2d(g, weight.value(), null, window, groups)),
                wrt(weight, g -> Convolving.conv2dGradWeight(g, x.value(), window, groups)),
                wrt(bias, g -> g.sumTo(bias.shape())));
    }
}
