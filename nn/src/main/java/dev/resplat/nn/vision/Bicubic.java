package dev.resplat.nn.vision;

import dev.resplat.autodiff.Matmul;
import dev.resplat.autodiff.Var;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;

/**
 * Learned positions of one grid of patches for another, as DINO stretches them (Caron et al. 2021,
 * "Emerging properties in self-supervised vision transformers", in their code): bicubic
 * interpolation with a = -0.75, where what is beyond the border is what is at it.
 *
 * <p>Rows and columns are stretched one after the other, each by the product with a constant
 * matrix, so gradients are exact.
 */
final class Bicubic {
    private static final double A = -0.75;

    /**
     * DINO asks for a tenth of a patch more than there are, lest rounding leaves one out, and the
     * scale keeps that tenth.
     */
    private static final double MORE = 0.1;

    private Bicubic() {}

    /**
     * Positions of {@code height x width} patches.
     *
     * @param positions {@code [h, w, channels]}
     * @return {@code [height width, channels]}
     */
    static Var stretch(Var positions, int height, int width) {
        Shape s = positions.shape();
        int h = s.dim(0);
        int w = s.dim(1);
        int channels = s.dim(2);
        Device device = positions.device();
        Var rows = Var.constant(weights(device, h, height));
        Var columns = Var.constant(weights(device, w, width));
        Var tall = Matmul.matmul(rows, positions.reshape(h, w * channels));
        return Matmul.matmul(columns, tall.reshape(height, w, channels))
                .reshape(height * width, channels);
    }

    /** What each of {@code out} places takes of {@code in} given ones: {@code [out, in]}. */
    private static Tensor weights(Device device, int in, int out) {
        double scale = in / (out + MORE);
        double[] weights = new double[out * in];
        for (int i = 0; i < out; i++) {
            double at = (i + 0.5) * scale - 0.5;
            int first = (int) Math.floor(at) - 1;
            for (int tap = first; tap < first + 4; tap++) {
                int inside = Math.max(0, Math.min(in - 1, tap));
                weights[i * in + inside] += kernel(Math.abs(at - tap));
            }
        }
        return Tensor.of(device, Shape.of(out, in), weights);
    }

    /** Keys 1981, "Cubic convolution interpolation for digital image processing". */
    private static double kernel(double d) {
        if (d <= 1) {
            return ((A + 2) * d - (A + 3)) * d * d + 1;
        }
        return d < 2 ? ((A * d - 5 * A) * d + 8 * A) * d - 4 * A : 0;
    }
}
