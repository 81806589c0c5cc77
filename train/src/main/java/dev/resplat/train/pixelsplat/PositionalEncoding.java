package dev.resplat.train.pixelsplat;

import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import dev.resplat.tensor.UnaryOp;

/**
 * Numbers as waves, so that a linear layer can tell close ones apart (Mildenhall et al. 2020,
 * "NeRF", equation 4): for each of them {@code sin(2 pi x), cos(2 pi x), sin(4 pi x), cos(4 pi x)},
 * and so on for all octaves, as pixelSplat orders them.
 *
 * <p>Whole turns are left out before the sine is taken: so multiplied numbers are exact, and high
 * octaves no less accurate than low ones.
 */
final class PositionalEncoding {
    private static final double TURN = 2 * Math.PI;

    private PositionalEncoding() {}

    /** Waves of a point of so many dimensions. */
    static int width(int dimensions, int octaves) {
        return 2 * dimensions * octaves;
    }

    /**
     * Waves of points, on their device.
     *
     * @param x {@code [N, dimensions]}
     * @param octaves waves of each number, each of twice the frequency of the one before
     * @return {@code [N, dimensions * octaves * 2]}
     */
    static Tensor of(Tensor x, int octaves) {
        Shape s = x.shape();
        if (s.rank() != 2) {
            throw new IllegalArgumentException("points must be [N, dimensions], are " + s);
        }
        double[] frequencies = new double[octaves];
        for (int k = 0; k < octaves; k++) {
            frequencies[k] = Math.scalb(1.0, k);
        }
        try (Scope scope = Scope.open()) {
            Tensor often = Tensor.of(x.device(), Shape.of(octaves), frequencies);
            Tensor turns = x.reshape(s.dim(0), s.dim(1), 1).mul(often);
            Tensor angle = turns.sub(turns.map(UnaryOp.ROUND)).mul(TURN);
            Shape each = Shape.of(s.dim(0), s.dim(1), octaves, 1);
            Tensor sin = angle.map(UnaryOp.SIN).reshape(each);
            Tensor cos = angle.map(UnaryOp.COS).reshape(each);
            Tensor waves = Arranging.concat(3, sin, cos);
            return scope.keep(waves.reshape(s.dim(0), width(s.dim(1), octaves)));
        }
    }
}
