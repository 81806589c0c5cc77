package dev.resplat.tensor;

/**
 * Feature maps {@code [n, h, w, c]} read between pixels, into {@code [n, outH, outW, c]}: each
 * output is the bilinear mean of the four pixels around its place; see {@link Bilinear}.
 */
public interface SamplingKernels {
    /** What is outside a map. */
    enum Padding {
        /** Pixels outside are zero; places that are infinite or no number see nothing else. */
        ZEROS,
        /**
         * Places outside move to the nearest centre of a pixel, and their gradient is zero, also on
         * the border itself; places that are no number move to the first centre.
         */
        BORDER
    }

    /** Places in a regular lattice over the whole map, see {@link Bilinear#resized}. */
    void resizeBilinear(Buffer x, Buffer y, FeatureMaps maps, boolean alignCorners);

    /** The transpose of {@link #resizeBilinear}. */
    void resizeBilinearGrad(Buffer gradY, Buffer gradX, FeatureMaps maps, boolean alignCorners);

    /**
     * Places from a grid {@code [n, outH, outW, 2]} of (x, y), see {@link Bilinear#denormalized}.
     */
    void gridSample(
            Buffer x,
            Buffer grid,
            Buffer y,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners);

    /** The gradient with respect to the maps, added up in the order of the outputs. */
    void gridSampleGradX(
            Buffer grid,
            Buffer gradY,
            Buffer gradX,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners);

    /**
     * The gradient with respect to the grid, {@code (du/dx sum g dy/du, dv/dy sum g dy/dv)} over
     * channels. (u, v) are (x, y) in pixels, from {@link Bilinear#denormalized}, whose derivatives
     * are {@link Bilinear#slope}, or zero where {@link Padding#BORDER} moves the place. The surface
     * has kinks at the centres of pixels: there its slope is that right of and below them.
     */
    void gridSampleGradGrid(
            Buffer x,
            Buffer grid,
            Buffer gradY,
            Buffer gradGrid,
            FeatureMaps maps,
            Padding padding,
            boolean alignCorners);
}
