package dev.resplat.splat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.ProjectionKernels.Lens;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Renders splats in space (Kerbl et al. 2023, "3D Gaussian splatting for real-time radiance field
 * rendering"): covariances, their projection, colours from spherical harmonics, and then the same
 * {@link Compositor} that blends splats on a plane. Everything is differentiable, also with respect
 * to the pose of the camera.
 */
public final class Rasterizer {
    /** Below this an expected depth is divided by this: nothing is there. */
    private static final double LEAST_ALPHA = 1e-6;

    private Rasterizer() {}

    /**
     * Splats on a device; see {@link Splats3d} for what the values mean.
     *
     * @param means {@code [N, 3]}
     * @param quats {@code [N, 4]}
     * @param logScales {@code [N, 3]}
     * @param opacityLogits {@code [N]}
     * @param sh0 {@code [N, 3]}: coefficients of the first term of the harmonics
     * @param shRest {@code [N, K - 1, 3]}: those of the others
     */
    public record Gaussians(
            Var means, Var quats, Var logScales, Var opacityLogits, Var sh0, Var shRest) {
        /** Splats of the host, as constants. */
        public static Gaussians of(Device device, Splats3d splats) {
            int n = splats.count();
            int terms = Splats3d.terms(splats.degree());
            float[] first = new float[3 * n];
            float[] rest = new float[3 * n * (terms - 1)];
            splats.splitHarmonics(first, rest);
            return new Gaussians(
                    constant(device, splats.means(), n, 3),
                    constant(device, splats.quats(), n, 4),
                    constant(device, splats.logScales(), n, 3),
                    constant(device, splats.opacityLogits(), n),
                    constant(device, first, n, 3),
                    constant(device, rest, n, terms - 1, 3));
        }

        /** The number of splats, N. */
        public int count() {
            return means.shape().dim(0);
        }

        private static Var constant(Device device, float[] values, int... dims) {
            return Var.constant(Tensor.of(device, Shape.of(dims), values));
        }
    }

    /**
     * How to render.
     *
     * @param mode {@link BlendMode#ALPHA} for scenes; the others know no order
     * @param degree of spherical harmonics up to which they count, 0 to 4
     * @param antialiased whether what {@code blur} adds to a footprint is taken from its opacity
     *     (Yu et al. 2024, "Mip-Splatting", section 4.2)
     * @param blur variance in square pixels that is added to every footprint
     * @param near splats with a smaller depth are not there
     * @param background {@code [3]}: what is seen where nothing is
     * @param withDepth whether an expected depth is rendered, too
     */
    public record Options(
            BlendMode mode,
            int degree,
            boolean antialiased,
            double blur,
            double near,
            float[] background,
            boolean withDepth) {
        /** What is added to footprints unless it is said otherwise, in square pixels. */
        public static final double BLUR = 0.3;

        /** The least depth unless it is said otherwise. */
        public static final double NEAR = 0.01;

        /** Those of 3DGS: sorted, not antialiased, on black, without depth. */
        public static Options of(int degree) {
            float[] black = {0, 0, 0};
            return new Options(BlendMode.ALPHA, degree, false, BLUR, NEAR, black, false);
        }

        /** The same on another background. */
        public Options on(float... newBackground) {
            return new Options(mode, degree, antialiased, blur, near, newBackground, withDepth);
        }

        /** The same with another least depth. */
        public Options near(double newNear) {
            return new Options(mode, degree, antialiased, blur, newNear, background, withDepth);
        }

        /** The same with an expected depth. */
        public Options depth() {
            return new Options(mode, degree, antialiased, blur, near, background, true);
        }
    }

    /** A rendered view. */
    public static final class Rendering {
        private final Compositor.Composite composite;
        private final Var footprints;
        private final Lens lens;
        private final Var worldToCamera;
        private final Options options;
        private final Var image;
        private final Var depth;

        private Rendering(
                Compositor.Composite composite,
                Var footprints,
                Lens lens,
                Var worldToCamera,
                Options options) {
            this.composite = composite;
            this.footprints = footprints;
            this.lens = lens;
            this.worldToCamera = worldToCamera;
            this.options = options;
            Var all = composite.image();
            image = Rasterizer.image(all, options);
            depth = options.withDepth() ? Rasterizer.depth(all) : null;
        }

        /** {@code [H, W, 3]}, differentiable, not clipped. */
        public Var image() {
            return image;
        }

        /** {@code [H, W]}, not differentiable: how much of a pixel the splats hide. */
        public Tensor alpha() {
            return composite.coverage();
        }

        /**
         * {@code [H, W]}, differentiable: the mean depth of what is seen, by what each splat
         * counts.
         *
         * @throws IllegalStateException when the options did not ask for it
         */
        public Var depth() {
            if (depth == null) {
                throw new IllegalStateException("depth: the options did not ask for it");
            }
            return depth;
        }

        /**
         * The same view of splats that differ in opacities and colours only, sooner than {@link
         * #render}; see {@link Compositor.Composite#again(Tensor, Tensor, Tensor, Tensor)} for
         * where they end.
         *
         * @param other as many splats at the same centres, whose shapes are not looked at
         * @return {@code [H, W, 3]}, not differentiable, not clipped
         */
        public Tensor recolored(Gaussians other) {
            return Scope.compute(
                    () ->
                            shown(
                                    composite.again(
                                            Rasterizer.weights(other, footprints, options).value(),
                                            channels(other, footprints, worldToCamera, options)
                                                    .value())));
        }

        /** Of splats that have moved a little. */
        private Tensor moved(Gaussians moved, Var covariances) {
            return Scope.compute(
                    () -> {
                        Var f =
                                Projection.footprints(
                                        moved.means(), covariances, worldToCamera, lens);
                        return shown(
                                composite.again(
                                        Layout.slice(f, 1, 0, 2).value(),
                                        Layout.slice(f, 1, 2, 5).value(),
                                        Rasterizer.weights(moved, f, options).value(),
                                        channels(moved, f, worldToCamera, options).value()));
                    });
        }

        private Tensor shown(Tensor all) {
            return Rasterizer.image(Var.constant(all), options).value();
        }

        /** {@code [N]}: what each splat counts in the image, summed over the pixels. */
        public Tensor weights() {
            Shape s = image.shape();
            Tensor ones = Tensor.full(image.device(), Shape.of(s.dim(0), s.dim(1), 1), 1);
            return gather(ones).reshape(footprints.shape().dim(0));
        }

        /**
         * A map {@code [H, W, F]}, summed over the pixels by what each splat counts in them; see
         * {@link Compositor.Composite#gather}.
         *
         * @return {@code [N, F]}
         */
        public Tensor gather(Tensor map) {
            return composite.gather(map);
        }

        /** {@code [N, 7]}: see {@link Projection#footprints}. */
        public Var footprints() {
            return footprints;
        }
    }

    /**
     * Renders a view.
     *
     * @param worldToCamera {@code [4, 4]}: replaces that of the camera, to be differentiated
     */
    public static Rendering render(
            Gaussians splats, Camera camera, Var worldToCamera, Options options) {
        return render(splats, camera, worldToCamera, UnaryOperator.identity(), options);
    }

    /**
     * Renders a view, with a look at the footprints on the way.
     *
     * @param worldToCamera {@code [4, 4]}
     * @param probe is given the footprints {@code [N, 7]} and returns what is blended instead:
     *     mostly the same, with an edge that sees their gradients
     */
    public static Rendering render(
            Gaussians splats,
            Camera camera,
            Var worldToCamera,
            UnaryOperator<Var> probe,
            Options options) {
        return render(splats, covariances(splats), camera, worldToCamera, probe, options);
    }

    private static Var covariances(Gaussians splats) {
        return Projection.covariances(splats.quats(), splats.logScales());
    }

    private static Rendering render(
            Gaussians splats,
            Var covariances,
            Camera camera,
            Var worldToCamera,
            UnaryOperator<Var> probe,
            Options options) {
        Lens lens = lens(camera, options);
        Var footprints = Projection.footprints(splats.means(), covariances, worldToCamera, lens);
        footprints = probe.apply(footprints);
        Compositor.Composite composite =
                Compositor.composite(
                        Layout.slice(footprints, 1, 0, 2),
                        Layout.slice(footprints, 1, 2, 5),
                        weights(splats, footprints, options),
                        channels(splats, footprints, worldToCamera, options),
                        Layout.slice(footprints, 1, 5, 6).value().reshape(splats.count()),
                        camera.width(),
                        camera.height(),
                        options.mode());
        return new Rendering(composite, footprints, lens, worldToCamera, options);
    }

    /** {@code [N]}: opacities, less what {@code blur} has added to footprints. */
    private static Var weights(Gaussians splats, Var footprints, Options options) {
        Var weights = Elementwise.sigmoid(splats.opacityLogits());
        return options.antialiased()
                ? weights.mul(Layout.slice(footprints, 1, 6, 7).reshape(splats.count()))
                : weights;
    }

    /** What is blended: {@code [N, 3]}, and for a depth {@code [N, 5]}. */
    private static Var channels(
            Gaussians splats, Var footprints, Var worldToCamera, Options options) {
        Var colors =
                Projection.colors(
                        splats.sh0(),
                        splats.shRest(),
                        splats.means(),
                        worldToCamera,
                        options.degree());
        Var background = background(colors.device(), options);
        // what is behind is seen through all: then it is as if it were added to black
        Var channels = background == null ? colors : colors.sub(background);
        if (!options.withDepth()) {
            return channels;
        }
        int n = splats.count();
        Var ones = Var.constant(Tensor.full(colors.device(), Shape.of(n, 1), 1));
        return Layout.concat(1, channels, Layout.slice(footprints, 1, 5, 6), ones);
    }

    /** Of what was blended. */
    private static Var image(Var all, Options options) {
        Var image = options.withDepth() ? Layout.slice(all, 2, 0, 3) : all;
        Var background = background(all.device(), options);
        return background == null ? image : image.add(background);
    }

    /** Renders a view that nothing is learned about the pose of. */
    public static Rendering render(Gaussians splats, Camera camera, Options options) {
        return render(splats, camera, pose(splats.means().device(), camera), options);
    }

    /** Renders several views, whose covariances in space are the same. */
    public static List<Rendering> renders(Gaussians splats, List<Camera> cameras, Options options) {
        Var covariances = covariances(splats);
        List<Rendering> views = new ArrayList<>();
        for (Camera camera : cameras) {
            Var pose = pose(splats.means().device(), camera);
            UnaryOperator<Var> same = UnaryOperator.identity();
            views.add(render(splats, covariances, camera, pose, same, options));
        }
        return views;
    }

    /**
     * The same views of splats that have moved a little, and differ in whatever else, sooner than
     * {@link #renders}: they meet the parts of tiles that they met, in the same order; see {@link
     * Compositor.Composite#again(Tensor, Tensor, Tensor, Tensor)}.
     *
     * @param moved as many splats
     * @return of each view {@code [H, W, 3]}, not differentiable, not clipped
     */
    public static List<Tensor> moved(List<Rendering> views, Gaussians moved) {
        try (Scope scope = Scope.open()) {
            Var covariances = covariances(moved);
            List<Tensor> images = new ArrayList<>();
            for (Rendering view : views) {
                images.add(scope.keep(view.moved(moved, covariances)));
            }
            return images;
        }
    }

    /**
     * Images of several views of one size.
     *
     * @return {@code [V, H, W, 3]}
     */
    public static Var images(Gaussians splats, List<Camera> cameras, Options options) {
        Var[] images =
                renders(splats, cameras, options).stream()
                        .map(Rendering::image)
                        .toArray(Var[]::new);
        Camera size = cameras.get(0);
        return Layout.concat(0, images).reshape(cameras.size(), size.height(), size.width(), 3);
    }

    /** {@code [4, 4]}: the pose of a camera as a constant. */
    public static Var pose(Device device, Camera camera) {
        return Var.constant(Tensor.of(device, Shape.of(4, 4), camera.worldToCamera()));
    }

    private static Var depth(Var all) {
        int height = all.shape().dim(0);
        int width = all.shape().dim(1);
        Var sum = Layout.slice(all, 2, 3, 4).reshape(height, width);
        Var alpha = Layout.slice(all, 2, 4, 5).reshape(height, width);
        return sum.div(Elementwise.clamp(alpha, LEAST_ALPHA, Double.MAX_VALUE));
    }

    /** {@code [1, 3]}, or null if it is black. */
    private static Var background(Device device, Options options) {
        float[] color = options.background();
        if (color[0] == 0 && color[1] == 0 && color[2] == 0) {
            return null;
        }
        return Var.constant(Tensor.of(device, Shape.of(1, 3), color));
    }

    private static Lens lens(Camera camera, Options options) {
        return new Lens(
                camera.width(),
                camera.height(),
                camera.fx(),
                camera.fy(),
                camera.cx(),
                camera.cy(),
                options.near(),
                options.blur());
    }
}
