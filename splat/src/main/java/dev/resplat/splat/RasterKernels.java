package dev.resplat.splat;

import dev.resplat.tensor.Buffer;
import java.util.function.IntFunction;

/**
 * Blending of footprints on the image plane.
 *
 * <p>Splat s has a mean {@code [x, y]} in pixels, where the centre of pixel (0, 0) is (0.5, 0.5); a
 * conic {@code (a, b, c)}, the inverse of its covariance {@code [[a, b], [b, c]]}; a weight; and a
 * colour of some channels. With {@code (dx, dy)} from the mean to the centre of a pixel it is there
 * {@code G = exp(-(a dx^2 + c dy^2) / 2 - b dx dy)}; see {@link BlendMode} for what becomes of it
 * and where it ends. A splat whose conic is not positive definite, or whose numbers are not finite,
 * is not there and has zero gradients.
 *
 * <p>Images are cut into tiles of {@value #TILE} by {@value #TILE} pixels. A <em>tile pair</em> is
 * a splat and a tile that its footprint meets. Pairs are numbered twice: by splat (its
 * <em>slots</em>, one after the other) and by tile, in the order in which they are blended.
 */
public interface RasterKernels {
    /** Pixels along a side of a tile. */
    int TILE = 32;

    /**
     * What is blended into what.
     *
     * @param mode how
     * @param splats how many
     * @param channels of a colour
     * @param width of the image in pixels
     * @param height of the image in pixels
     */
    record Frame(BlendMode mode, int splats, int channels, int width, int height) {
        /** Tiles along x. */
        public int tilesX() {
            return (width + TILE - 1) / TILE;
        }

        /** Tiles along y. */
        public int tilesY() {
            return (height + TILE - 1) / TILE;
        }

        /** Tiles. */
        public int tiles() {
            return tilesX() * tilesY();
        }
    }

    /**
     * Footprints.
     *
     * @param means2d {@code [N, 2]}
     * @param conics {@code [N, 3]}
     * @param weights {@code [N]}
     * @param colors {@code [N, C]}
     */
    record Footprints(Buffer means2d, Buffer conics, Buffer weights, Buffer colors) {}

    /**
     * Which tiles splats meet.
     *
     * @param order int32 {@code [N]}: splats from front to back
     * @param firstSlots int32 {@code [N + 1]}: where the slots of each splat begin
     * @param slotSplats int32 {@code [P]}: whose slot it is
     * @param slotParts int32 {@code [P, 2]}: which parts of the tile, as bits, in terms of the
     *     device
     * @param tilePairs int32 {@code [P]}: slots by tile, in the order of their splats
     * @param ranges int32 {@code [T + 1]}: where the pairs of each tile begin
     */
    record Bins(
            Buffer order,
            Buffer firstSlots,
            Buffer slotSplats,
            Buffer slotParts,
            Buffer tilePairs,
            Buffer ranges) {}

    /**
     * Finds the tile pairs.
     *
     * @param order int32 {@code [N]}: splats from front to back
     * @param lists makes what is to be filled, when the number of pairs is known
     */
    Bins bin(Frame frame, Footprints splats, Buffer order, IntFunction<Bins> lists);

    /**
     * Blends. The tile pairs may be those of footprints that were a little different; a splat whose
     * conic is zero by now must not be there.
     *
     * @param image {@code [H, W, C]}
     * @param coverage {@code [H, W]}: {@code sum w_s G_s}, or one minus the transmittance that is
     *     left
     */
    void composite(Frame frame, Footprints splats, Bins bins, Buffer image, Buffer coverage);

    /**
     * Gradients of {@code <gradImage, image>} with respect to the footprints: sums over the pixels
     * where a splat is. With g the gradient of the pixel's colour I, {@code A = sum w_s G_s} and
     * {@code T_s = prod_{r before s} (1 - alpha_r)}, the gradient {@code e_s} with respect to
     * {@code w_s G_s}, or to alpha, and what the colour gets are
     *
     * <pre>{@code
     * ADDITIVE    e_s = <g, c_s>                    dcolor += w_s G_s g
     * NORMALIZED  e_s = <g, c_s - I> / (A + eps)    dcolor += w_s G_s g / (A + eps)
     * ALPHA       e_s = T_s <g, c_s> - B_s / (1 - alpha_s)    dcolor += alpha_s T_s g
     *             B_s = sum over r behind s of alpha_r T_r <g, c_r>
     * }</pre>
     *
     * <p>and the rest gets the same in all modes, but nothing where alpha is {@link
     * BlendMode#MAX_ALPHA}:
     *
     * <pre>{@code
     * dweight += G_s e_s
     * dmean   += h (a dx + b dy, b dx + c dy)        with h = w_s G_s e_s
     * dconic  -= h (dx^2 / 2, dx dy, dy^2 / 2)
     * }</pre>
     *
     * <p>Where a splat ends, by {@link BlendMode#CUTOFF} or by its alpha, is not differentiated.
     *
     * @param image as {@link #composite} wrote it
     * @param coverage as {@link #composite} wrote it
     * @param gradients buffers for those with respect to each part of the footprints
     */
    void compositeGrad(
            Frame frame,
            Footprints splats,
            Bins bins,
            Buffer image,
            Buffer coverage,
            Buffer gradImage,
            Footprints gradients);

    /**
     * The same where all splats are black and nothing is seen: then colours have the only gradients
     * that are not zero, and others need not be written. Devices that take several channels at once
     * have it faster.
     */
    default void gather(
            Frame frame,
            Footprints splats,
            Bins bins,
            Buffer image,
            Buffer coverage,
            Buffer map,
            Footprints gradients) {
        compositeGrad(frame, splats, bins, image, coverage, map, gradients);
    }
}
