package dev.resplat.splat;

import dev.resplat.autodiff.Var;
import dev.resplat.splat.RasterKernels.Bins;
import dev.resplat.splat.RasterKernels.Footprints;
import dev.resplat.splat.RasterKernels.Frame;
import dev.resplat.tensor.Arranging;
import dev.resplat.tensor.Buffer;
import dev.resplat.tensor.Check;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementType;
import dev.resplat.tensor.Gathering;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.ShapeException;
import dev.resplat.tensor.SortKernels.Order;
import dev.resplat.tensor.Sorting;
import dev.resplat.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * Blends footprints on the image plane into an image. What 2D splats are and what 3D splats project
 * to is the same here; {@link RasterKernels} says what a footprint is, {@link BlendMode} how they
 * blend. Means, conics, weights and colours have gradients, by the formulas of {@link
 * RasterKernels#compositeGrad}.
 */
public final class Compositor {
    /** Pixels along an axis of an image: tiles can then be counted in ints. */
    private static final int MAX_EXTENT = 1 << 16;

    /** Elements of a tensor. */
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 64;

    private Compositor() {}

    /** A blended image, and what is known of the way to it. */
    public static final class Composite {
        private final Frame frame;
        private final Tensor[] values;
        private final Bins bins;
        private final Var image;
        private final Tensor coverage;

        private Composite(Frame frame, Tensor[] values, Bins bins, Var image, Tensor coverage) {
            this.frame = frame;
            this.values = values;
            this.bins = bins;
            this.image = image;
            this.coverage = coverage;
        }

        /** {@code [H, W, C]}, differentiable. */
        public Var image() {
            return image;
        }

        /**
         * {@code [H, W]}, not differentiable: {@code sum w_s G_s}, or in {@link BlendMode#ALPHA}
         * one minus the transmittance that is left. To differentiate it, blend a colour channel of
         * ones.
         */
        public Tensor coverage() {
            return coverage;
        }

        /**
         * The same splats with other footprints, weights and colours: which parts of tiles they
         * meet, and who is in front, stays as it was. What reaches beyond these parts is not seen
         * there; how much that is depends on the device, and it is about the least alpha where a
         * splat moves or grows by little beside its own least extent. A splat whose conic is zero
         * is not there. Not differentiable.
         *
         * @param means2d {@code [N, 2]}, on the device of the image; finite, as all that follow
         * @param conics {@code [N, 3]}: positive definite, or zero
         * @param weights {@code [N]}
         * @param colors {@code [N, C]}, as many channels as there were
         * @return {@code [H, W, C]}
         * @throws ShapeException when the shapes are others
         * @throws IllegalArgumentException when an argument is not real or on another device
         */
        public Tensor again(Tensor means2d, Tensor conics, Tensor weights, Tensor colors) {
            require("again", "means2d", means2d, values[0], values[0].shape());
            require("again", "conics", conics, values[0], values[1].shape());
            require("again", "weights", weights, values[0], values[2].shape());
            require("again", "colors", colors, values[0], values[3].shape());
            Tensor[] other = {means2d, conics, weights, colors};
            return blended(frame, other, bins)[0];
        }

        /** The same of splats that stay where they are, in their shapes. */
        public Tensor again(Tensor weights, Tensor colors) {
            return again(values[0], values[1], weights, colors);
        }

        /**
         * What splats see of a map through their footprints: {@code y_s = sum over pixels p of
         * phi_s(p) f(p)}, where {@code phi_s(p)} is what the colour of splat s counts in pixel p,
         * so that {@code I(p) = sum_s phi_s(p) c_s}. This is the adjoint of blending; a map of ones
         * gives the area of each splat. Not differentiable.
         *
         * @param map {@code [H, W, F]}, on the device of the image
         * @return {@code [N, F]}
         * @throws ShapeException when the map has not the size of the image
         * @throws IllegalArgumentException when the map is not real or on another device
         */
        public Tensor gather(Tensor map) {
            Check.real("gather", "map", map);
            Check.sameDevice("gather", "image", image.value(), "map", map);
            Shape s = map.shape();
            if (s.rank() != 3 || s.dim(0) != frame.height() || s.dim(1) != frame.width()) {
                throw new ShapeException(
                        "gather: map must be [%d, %d, F], is %s"
                                .formatted(frame.height(), frame.width(), s));
            }
            int features = s.dim(2);
            Device device = map.device();
            Frame as =
                    new Frame(
                            frame.mode(), frame.splats(), features, frame.width(), frame.height());
            return Scope.compute(
                    () -> {
                        Tensor[] black = values.clone();
                        black[3] = black(features);
                        Tensor nothing = Tensor.zeros(device, s);
                        Tensor[] sums = like(black);
                        device.kernels(RasterKernels.class)
                                .gather(
                                        as,
                                        footprints(black),
                                        bins,
                                        nothing.buffer(),
                                        coverage.buffer(),
                                        map.buffer(),
                                        footprints(sums));
                        return sums[3];
                    });
        }

        /**
         * Zeros: gradients of colours do not depend on colours. But what is not there because its
         * colour is not finite stays away.
         */
        private Tensor black(int features) {
            Shape shape = Shape.of(frame.splats(), features);
            Tensor zeroOrNaN = values[3].mul(0).sum(1).reshape(frame.splats(), 1);
            return Arranging.broadcastTo(zeroOrNaN, shape);
        }
    }

    /**
     * Footprints of equal depth: where the order matters, the lower index is in front.
     *
     * @see #composite(Var, Var, Var, Var, Tensor, int, int, BlendMode)
     */
    public static Composite composite(
            Var means2d,
            Var conics,
            Var weights,
            Var colors,
            int width,
            int height,
            BlendMode mode) {
        int n = check(means2d, conics, weights, colors, width, height, mode);
        Tensor order = Gathering.indices(means2d.device(), n);
        return blend(means2d, conics, weights, colors, order, width, height, mode);
    }

    /**
     * Blends n footprints into an image of black.
     *
     * @param means2d {@code [n, 2]}: centres (x, y) in pixels; the centre of the first pixel is
     *     (0.5, 0.5)
     * @param conics {@code [n, 3]}: the inverse {@code [[a, b], [b, c]]} of each covariance, in
     *     pixels^-2
     * @param weights {@code [n]}: opacities, or opacities times amplitudes
     * @param colors {@code [n, C]}
     * @param depths {@code [n]}: the smaller is in front; not differentiated. Ties go by index.
     * @param width pixels, 65536 at most
     * @param height pixels, 65536 at most
     * @throws ShapeException when the shapes do not fit each other, or the image is too large
     * @throws IllegalArgumentException when an argument is not real or not where the means are
     */
    public static Composite composite(
            Var means2d,
            Var conics,
            Var weights,
            Var colors,
            Tensor depths,
            int width,
            int height,
            BlendMode mode) {
        int n = check(means2d, conics, weights, colors, width, height, mode);
        require("composite", "depths", depths, means2d.value(), Shape.of(n));
        Tensor order = Sorting.sort(depths, Order.ASCENDING).index();
        return blend(means2d, conics, weights, colors, order, width, height, mode);
    }

    private static Composite blend(
            Var means2d,
            Var conics,
            Var weights,
            Var colors,
            Tensor order,
            int width,
            int height,
            BlendMode mode) {
        Device device = means2d.device();
        RasterKernels kernels = device.kernels(RasterKernels.class);
        int n = means2d.shape().dim(0);
        int channels = colors.shape().dim(1);
        Frame frame = new Frame(mode, n, channels, width, height);
        Tensor[] values = {means2d.value(), conics.value(), weights.value(), colors.value()};
        Bins bins =
                kernels.bin(
                        frame,
                        footprints(values),
                        order.buffer(),
                        pairs -> lists(frame, order, pairs));
        Tensor[] blended = blended(frame, values, bins);
        Tensor image = blended[0];
        Tensor coverage = blended[1];
        Var y =
                Var.of(
                        "composite",
                        image,
                        List.of(means2d, conics, weights, colors),
                        g -> gradients(frame, values, bins, image, coverage, g));
        return new Composite(frame, values, bins, y, coverage);
    }

    /** The image and its coverage. */
    private static Tensor[] blended(Frame frame, Tensor[] values, Bins bins) {
        Device device = values[0].device();
        Tensor image = real(device, frame.height(), frame.width(), frame.channels());
        Tensor coverage = real(device, frame.height(), frame.width());
        device.kernels(RasterKernels.class)
                .composite(frame, footprints(values), bins, image.buffer(), coverage.buffer());
        return new Tensor[] {image, coverage};
    }

    private static Bins lists(Frame frame, Tensor order, int pairs) {
        Device device = order.device();
        return new Bins(
                order.buffer(),
                ints(device, frame.splats() + 1),
                ints(device, pairs),
                ints(device, 2 * pairs),
                ints(device, pairs),
                ints(device, frame.tiles() + 1));
    }

    private static Tensor[] gradients(
            Frame frame,
            Tensor[] values,
            Bins bins,
            Tensor image,
            Tensor coverage,
            Tensor gradImage) {
        Tensor[] gradients = like(values);
        image.device()
                .kernels(RasterKernels.class)
                .compositeGrad(
                        frame,
                        footprints(values),
                        bins,
                        image.buffer(),
                        coverage.buffer(),
                        gradImage.buffer(),
                        footprints(gradients));
        return gradients;
    }

    private static Tensor[] like(Tensor[] values) {
        Tensor[] like = new Tensor[values.length];
        for (int i = 0; i < values.length; i++) {
            like[i] = Tensor.empty(values[i].device(), ElementType.REAL, values[i].shape());
        }
        return like;
    }

    private static Footprints footprints(Tensor[] t) {
        return new Footprints(t[0].buffer(), t[1].buffer(), t[2].buffer(), t[3].buffer());
    }

    private static Buffer ints(Device device, int n) {
        return Tensor.empty(device, ElementType.INT32, Shape.of(n)).buffer();
    }

    private static Tensor real(Device device, int... dims) {
        return Tensor.empty(device, ElementType.REAL, Shape.of(dims));
    }

    private static int check(
            Var means2d,
            Var conics,
            Var weights,
            Var colors,
            int width,
            int height,
            BlendMode mode) {
        Objects.requireNonNull(mode, "composite: mode must not be null");
        if (width < 0 || height < 0 || width > MAX_EXTENT || height > MAX_EXTENT) {
            throw new ShapeException(
                    "composite: an image of %d x %d pixels: allowed are 0 to %d along an axis"
                            .formatted(width, height, MAX_EXTENT));
        }
        if (colors.shape().rank() != 2) {
            throw new ShapeException("composite: colors must be [n, C], is " + colors.shape());
        }
        if ((long) width * height * Math.max(colors.shape().dim(1), 1) > MAX_ELEMENTS) {
            throw new ShapeException(
                    "composite: an image of %d x %d pixels with colors %s has more than 2^31 - 65"
                                    .formatted(width, height, colors.shape())
                            + " elements");
        }
        int n = colors.shape().dim(0);
        Tensor first = means2d.value();
        require("composite", "means2d", first, first, Shape.of(n, 2));
        require("composite", "conics", conics.value(), first, Shape.of(n, 3));
        require("composite", "weights", weights.value(), first, Shape.of(n));
        require("composite", "colors", colors.value(), first, colors.shape());
        return n;
    }

    private static void require(
            String op, String argument, Tensor tensor, Tensor means2d, Shape expected) {
        Check.real(op, argument, tensor);
        Check.sameDevice(op, "means2d", means2d, argument, tensor);
        if (!tensor.shape().equals(expected)) {
            throw new ShapeException(
                    "%s: %s must be %s to fit the colors, is %s"
                            .formatted(op, argument, expected, tensor.shape()));
        }
    }
}
