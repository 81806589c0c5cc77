package dev.resplat.tensor;

/**
 * The extents of a stack of feature maps and of what is made of it, channels last.
 *
 * @param n how many maps
 * @param h rows of a map
 * @param w columns of a map
 * @param outH rows of a result
 * @param outW columns of a result
 * @param c channels of both
 */
public record FeatureMaps(int n, int h, int w, int outH, int outW, int c) {
    /** Elements of all maps, {@code [n, h, w, c]}. */
    public int size() {
        return n * h * w * c;
    }

    /** Elements of all results, {@code [n, outH, outW, c]}. */
    public int outSize() {
        return n * outH * outW * c;
    }

    /** The extents of maps {@code [n, h, w, c]} whose results have these rows and columns. */
    static FeatureMaps of(String op, Tensor x, int outH, int outW) {
        Check.real(op, "x", x);
        Shape s = x.shape();
        if (s.rank() != 4) {
            throw new ShapeException(op + ": x must be [N, H, W, C], is " + s);
        }
        return new FeatureMaps(s.dim(0), s.dim(1), s.dim(2), outH, outW, s.dim(3));
    }

    /** {@code [n, outH, outW, c]}. */
    Shape result() {
        return Shape.of(n, outH, outW, c);
    }
}
