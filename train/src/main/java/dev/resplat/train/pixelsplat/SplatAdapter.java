package dev.resplat.train.pixelsplat;

import dev.resplat.autodiff.Elementwise;
import dev.resplat.autodiff.Layout;
import dev.resplat.autodiff.Reduce;
import dev.resplat.autodiff.Var;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Harmonics;
import dev.resplat.splat.Rasterizer.Gaussians;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Shape;
import dev.resplat.tensor.Tensor;
import java.util.List;

/**
 * Makes splats in the world of what was predicted for pixels (Charatan et al. 2024, section 4.2 and
 * their code): a splat lies on a ray through its pixel, its extents are in units of the pixel at
 * its distance, and its rotation and its harmonics are in the frame of the camera.
 *
 * <p>Harmonics are turned as they are rendered, so a colour is the same from the same side of the
 * camera, wherever that stands. In the code of pixelSplat both differ in signs, see {@link
 * PublishedNumbers}.
 */
public final class SplatAdapter {
    /** What opacities are at least, and less than one at least: logits are finite. */
    private static final double LEAST_OPACITY = 1e-6;

    private final SplatConfig config;

    /** For splats of these. */
    public SplatAdapter(SplatConfig config) {
        this.config = config;
    }

    /**
     * Splats of one scene, with differentiable everything but the cameras. Those of a pixel differ
     * in depth and opacity, and by surface in all.
     *
     * <p>Opacities become logits because those are what is rendered and stored. The rasterizer's
     * sigmoid turns them back, and both slopes cancel, so nothing is lost.
     *
     * <p>Quaternions keep their length: all who use them divide by it.
     *
     * @param numbers {@code [V H W, surfaces D]}, or the same with surfaces as rows: of the pixels
     *     of V views, row by row: place in the pixel (2), extents (3), quaternion (w, x, y, z),
     *     then the harmonics of red, of green and of blue
     * @param depths {@code [V H W, G]}: along rays, of G splats of each pixel, surface by surface
     * @param opacities {@code [V H W, G]}
     * @param pixels {@code [V H W, 3]}: colours of the views; not used without {@code fromImage}
     * @param cameras of the V views
     * @param height of a view in pixels
     * @param width of a view in pixels
     * @return {@code V H W G} splats, pixel by pixel
     * @throws IllegalArgumentException when these do not fit each other
     */
    public Gaussians apply(
            Var numbers,
            Var depths,
            Var opacities,
            Var pixels,
            List<Camera> cameras,
            int height,
            int width) {
        int views = cameras.size();
        int count = views * height * width;
        int surfaces = check(numbers, depths, opacities, cameras, height, width);
        int rows = count * surfaces;
        int each = depths.shape().dim(1) / surfaces;
        Device device = numbers.device();
        ToWorld world = new ToWorld(cameras);
        int d = config.numbers();
        int terms = Splats3d.terms(config.degree());

        Var byView = numbers.reshape(views, rows / views, d);
        Var turn = constant(device, world.head(config.degree()), views, d, ToWorld.HEAD);
        Var head = byView.matmul(turn).reshape(rows, ToWorld.HEAD);
        Var place = Elementwise.sigmoid(Layout.slice(head, 1, 0, 2));
        Var extents = Layout.slice(head, 1, 2, 5);
        Var quats = Layout.slice(head, 1, 5, 9);
        Var sh0 = Layout.slice(head, 1, 9, 12);
        if (config.fromImage()) {
            Var base = pixels.sub(0.5).div(Harmonics.DC).reshape(count, 1, 3);
            sh0 = sh0.reshape(count, -1, 3).add(base).reshape(rows, 3);
        }
        Var rest;
        if (terms > 1) {
            int columns = 3 * (terms - 1);
            Var others = constant(device, world.rest(config.degree()), views, d, columns);
            rest = repeat(byView.matmul(others).reshape(rows, columns), each);
        } else {
            rest = constant(device, new double[0], rows * each, 0);
        }
        return new Gaussians(
                means(place, depths.reshape(rows, each), world, views, height, width),
                repeat(quats, each),
                logScales(extents, depths.reshape(rows, each), world, views),
                logits(opacities.reshape(rows * each)),
                repeat(sh0, each),
                rest.reshape(rows * each, terms - 1, 3));
    }

    /** {@code [N, 3]}: centre + direction * depth, for directions of length 1. */
    private static Var means(
            Var place, Var depths, ToWorld world, int views, int height, int width) {
        Device device = place.device();
        int rows = depths.shape().dim(0);
        int each = depths.shape().dim(1);
        int count = views * height * width;
        Var steps = constant(device, world.steps(), views, 2, 3);
        Var corners = constant(device, world.corners(height, width), count, 1, 3);
        Var inPixel = place.reshape(views, rows / views, 2).matmul(steps);
        Var rays = inPixel.reshape(count, rows / count, 3).add(corners).reshape(rows, 3);
        Var times = depths.div(Reduce.norm(rays, 1).reshape(rows, 1));
        Var away = times.reshape(rows, each, 1).mul(rays.reshape(rows, 1, 3));
        Var centers = constant(device, world.centers(), views, 1, 3);
        return away.reshape(views, -1, 3).add(centers).reshape(rows * each, 3);
    }

    /** {@code [N, 3]}: log((least + (most - least) sigmoid(x)) * size of a pixel * depth). */
    private Var logScales(Var extents, Var depths, ToWorld world, int views) {
        int rows = depths.shape().dim(0);
        int each = depths.shape().dim(1);
        double range = config.mostScale() - config.leastScale();
        Var inPixels = Elementwise.sigmoid(extents).mul(range).add(config.leastScale());
        Var pixel = constant(depths.device(), world.logPixels(), views, 1);
        Var unit = Elementwise.log(depths.reshape(views, -1)).add(pixel);
        Var logs = Elementwise.log(inPixels).reshape(rows, 1, 3);
        return logs.add(unit.reshape(rows, each, 1)).reshape(rows * each, 3);
    }

    private static Var logits(Var opacities) {
        Var inside = Elementwise.clamp(opacities, LEAST_OPACITY, 1 - LEAST_OPACITY);
        // log(o / (1 - o)), of which one reciprocal less is needed
        return Elementwise.neg(Elementwise.log(Elementwise.reciprocal(inside).sub(1)));
    }

    /** Each row so often: {@code [n, m]} to {@code [n each, m]}. */
    private static Var repeat(Var x, int each) {
        if (each == 1) {
            return x;
        }
        int n = x.shape().dim(0);
        int m = x.shape().dim(1);
        Var all = Layout.broadcastTo(x.reshape(n, 1, m), Shape.of(n, each, m));
        return all.reshape(n * each, m);
    }

    private static Var constant(Device device, double[] values, int... dims) {
        return Var.constant(Tensor.of(device, Shape.of(dims), values));
    }

    /** How many surfaces there are. */
    private int check(
            Var numbers, Var depths, Var opacities, List<Camera> cameras, int height, int width) {
        int count = cameras.size() * height * width;
        int surfaces = count == 0 ? 0 : numbers.shape().size() / (count * config.numbers());
        int splats = depths.shape().dim(-1);
        boolean fits =
                surfaces > 0
                        && numbers.shape().size() == surfaces * count * config.numbers()
                        && splats > 0
                        && splats % surfaces == 0
                        && depths.shape().equals(Shape.of(count, splats))
                        && opacities.shape().equals(depths.shape());
        if (!fits) {
            throw new IllegalArgumentException(
                    "%d views of %d x %d pixels need numbers [%d, %d] of every surface, and as many depths as opacities, are %s, %s and %s"
                            .formatted(
                                    cameras.size(),
                                    width,
                                    height,
                                    count,
                                    config.numbers(),
                                    numbers.shape(),
                                    depths.shape(),
                                    opacities.shape()));
        }
        for (Camera camera : cameras) {
            if (camera.width() != width || camera.height() != height) {
                throw new IllegalArgumentException(
                        "views of %d x %d pixels, but a %s".formatted(width, height, camera));
            }
        }
        return surfaces;
    }
}
