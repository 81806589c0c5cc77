package dev.resplat.train.optimize;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.image.Image;
import dev.resplat.train.metrics.Quality;

/** Renders views of a scene and compares them with their photographs. */
final class SceneEvaluation implements AutoCloseable {
    private final Scope scope;
    private final Rasterizer.Gaussians gaussians;
    private final int degree;
    private final OptimizeConfig config;
    private final BlackBorder border;

    /**
     * Of these splats; to be closed by the thread that made it, before anything that was open.
     *
     * @param splats in the same world as the cameras
     * @param border that photographs of these cameras have
     */
    SceneEvaluation(Device device, Splats3d splats, OptimizeConfig config, BlackBorder border) {
        this.scope = Scope.open();
        this.gaussians = Rasterizer.Gaussians.of(device, splats);
        this.degree = splats.degree();
        this.config = config;
        this.border = border;
    }

    /** Of splats that are on a device already, and stay there. */
    SceneEvaluation(
            Rasterizer.Gaussians gaussians, int degree, OptimizeConfig config, BlackBorder border) {
        this.scope = Scope.open();
        this.gaussians = gaussians;
        this.degree = degree;
        this.config = config;
        this.border = border;
    }

    /**
     * A view.
     *
     * @param name of its photograph
     * @param photo what is to be seen, in 256 levels, with the border black as in the render
     * @param render what is seen, in 256 levels
     * @param quality of the render, where the mask keeps pixels, without the border
     */
    record Compared(String name, Image photo, Image render, Quality quality) {}

    /** Compares a view, of which the mask keeps a pixel at least. */
    Compared compare(String name, Photo photo) {
        Image target = border.onto(photo.image());
        Image render = render(photo.camera(), photo.background());
        return new Compared(
                name,
                target,
                render,
                Quality.masked(render, target, border.without(photo.mask(), target)));
    }

    /** What a camera sees, in 256 levels. */
    Image render(Camera camera, float[] background) {
        return colors(camera, background).stored();
    }

    /** What a camera sees, neither rounded nor clipped. */
    Image colors(Camera camera, float[] background) {
        Rasterizer.Options options =
                new Rasterizer.Options(
                        BlendMode.ALPHA,
                        degree,
                        config.antialiased(),
                        config.blur(),
                        Rasterizer.Options.NEAR,
                        background,
                        false);
        try (Scope frame = Scope.open()) {
            float[] colors =
                    Rasterizer.render(gaussians, camera, options).image().value().toFloats();
            return border.onto(new Image(camera.width(), camera.height(), colors));
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
