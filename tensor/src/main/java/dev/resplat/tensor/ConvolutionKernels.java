package dev.resplat.tensor;

/**
 * Convolutions of feature maps with a {@link Window} of weights, and their adjoints.
 *
 * <p>With {@code X = (n, i strideY - paddingY + u dilationY, j strideX - paddingX + v dilationX,
 * c)}, {@code W = (u, v, c mod channels / groups, d)} and {@code Y = (n, i, j, d)}, all three
 * kernels add up the same terms: those for which X is inside the map, and input channel c is in the
 * group of output channel d.
 *
 * <p>They may get there by other sums: what is infinite or NaN may then spread to results next to
 * those that see it.
 */
public interface ConvolutionKernels {
    /**
     * Extents of a convolution.
     *
     * @param batch number of feature maps
     * @param height rows of x
     * @param width columns of x
     * @param channels channels of x, a multiple of the groups
     * @param outHeight rows of y
     * @param outWidth columns of y
     * @param outChannels channels of y, a multiple of the groups
     * @param groups how many convolutions, each of as many neighbouring channels, this is
     * @param window where the weights are
     */
    record Size(
            int batch,
            int height,
            int width,
            int channels,
            int outHeight,
            int outWidth,
            int outChannels,
            int groups,
            Window window) {
        /** Input channels of one group. */
        public int groupChannels() {
            return channels / groups;
        }

        /** Output channels of one group. */
        public int groupOutChannels() {
            return outChannels / groups;
        }
    }

    /**
     * {@code y[Y] = bias[d] + sum x[X] weight[W]}.
     *
     * @param x {@code [batch, height, width, channels]}
     * @param weight {@code [window.height, window.width, channels / groups, outChannels]}
     * @param bias {@code [outChannels]}, or null for zeros
     * @param y {@code [batch, outHeight, outWidth, outChannels]}, no input
     */
    void conv2d(Size size, Buffer x, Buffer weight, Buffer bias, Buffer y);

    /**
     * {@code gradX[X] = bias[c] + sum gradY[Y] weight[W]}: the adjoint, which as an operation of
     * its own is the transposed convolution, and as such may have a bias.
     *
     * @param bias {@code [channels]}, or null for zeros
     * @param gradX {@code [batch, height, width, channels]}, no input
     */
    void conv2dGradX(Size size, Buffer gradY, Buffer weight, Buffer bias, Buffer gradX);

    /** {@code gradWeight[W] = sum x[X] gradY[Y]}; gradWeight is no input. */
    void conv2dGradWeight(Size size, Buffer x, Buffer gradY, Buffer gradWeight);
}
