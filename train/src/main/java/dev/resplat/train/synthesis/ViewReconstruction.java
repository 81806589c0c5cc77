package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.Scope;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.Viridis;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.render.Animation;
import dev.resplat.train.render.Interpolation;
import dev.resplat.train.render.SceneExtent;
import dev.resplat.train.render.Wobble;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.Staging;
import dev.resplat.train.scene.Crop;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.View;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.scene.ViewStore;
import dev.resplat.train.views.Batch;
import dev.resplat.train.views.DamagedViewException;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ExamplesConfig;
import dev.resplat.train.views.PosedViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Makes splats in space of photographs with cameras, in one pass of a model, and stores them in the
 * world of the cameras.
 *
 * <p>The model sees that world moved and scaled, as its examples were, but not turned, so that the
 * harmonics of splats mean the same there. Renders and metrics are of the splats as they are
 * stored.
 */
public final class ViewReconstruction {
    /** Of the animation; a multiple of 4, so that it comes by both cameras. */
    private static final int FRAMES = 48;

    private static final double FRAMES_PER_SECOND = 16;

    /** Of how far cameras are from the origin: nearer ones are as near as numbers tell. */
    private static final double LEAST_APART = 1e-9;

    private final List<View> views;
    private final ExamplesConfig examples;
    private final ViewReconstructConfig config;
    private final Device device;

    private ViewReconstruction(
            List<View> views,
            ExamplesConfig examples,
            ViewReconstructConfig config,
            Device device) {
        this.views = views;
        this.examples =
                examples.forEvaluation()
                        .sized(config.width(), config.height())
                        .in(ExamplesConfig.Frame.WORLD);
        this.config = config;
        this.device = device;
    }

    /**
     * Makes the splats and writes the files, all or none.
     *
     * @param model makes it on the device, in the scope that is open
     * @param examples as the model was trained on; the size is that of the configuration
     * @param views the photographs
     * @param command the command line, for the report
     * @throws UserMistake if cameras are at the same place, a photograph cannot be read or a file
     *     not be written
     * @throws IllegalArgumentException if the model makes no splats
     */
    public static ViewReconstructResult run(
            Function<Device, ? extends SynthesisModel> model,
            ExamplesConfig examples,
            List<View> views,
            ViewReconstructConfig config,
            Device device,
            RunDirectory run,
            Progress.Display display,
            String command) {
        ViewReconstruction reconstruction = new ViewReconstruction(views, examples, config, device);
        requireApart(views, config);
        double[] origin = WorldSplats.middle(views.stream().map(View::camera).toList());
        Example example = reconstruction.example(origin);
        try (Staging staging = new Staging(run)) {
            WorldSplats splats;
            double seconds;
            try (Scope scope = Scope.open()) {
                SynthesisModel made = model.apply(device);
                ContextViews context = ContextViews.of(Batch.of(List.of(example)), device);
                long start = System.nanoTime();
                SynthesisModel.Scenes scenes =
                        made.look(
                                context,
                                SynthesisModel.Pass.trained(config.seed()).refined(config.depth()));
                device.await();
                seconds = (System.nanoTime() - start) / 1e9;
                if (!(scenes instanceof SplatScenes found)) {
                    throw new IllegalArgumentException(config.model() + " makes no splats");
                }
                splats = reconstruction.inWorld(found, origin, example.scale());
            }
            ViewReconstructResult result =
                    reconstruction.look(splats, example, seconds, staging, display);
            result.write(run, staging.contents(), command);
            return result;
        }
    }

    private static void requireApart(List<View> views, ViewReconstructConfig config) {
        double[] first = views.get(0).camera().center();
        double apart = 0;
        double size = 1;
        for (int k = 0; k < 3; k++) {
            size += Math.abs(first[k]);
            for (View view : views) {
                apart = Math.max(apart, Math.abs(first[k] - view.camera().center()[k]));
            }
        }
        if (!(apart > LEAST_APART * size)) {
            throw new UserMistake(
                    "%s: all cameras are at the same place, and depth needs photographs from two: give others"
                            .formatted(config.cameras()));
        }
    }

    private WorldSplats inWorld(SplatScenes scenes, double[] origin, double scale) {
        try {
            return WorldSplats.of(scenes, origin, scale);
        } catch (IllegalArgumentException e) {
            throw new UserMistake(
                    "--model: what %s makes of these photographs is not finite (%s): its weights have diverged, or the cameras are wrong"
                            .formatted(config.model(), e.getMessage()),
                    e);
        }
    }

    private Example example(double[] origin) {
        PosedScene scene =
                new PosedScene(
                        config.cameras(),
                        views.stream().map(view -> view.movedFrom(origin)).toList(),
                        Optional.empty(),
                        "photographs",
                        views.get(0).image());
        float grey = (float) examples.background();
        PosedViews set =
                new PosedViews(
                        scene,
                        config.width(),
                        config.height(),
                        new float[] {grey, grey, grey},
                        Map.of(),
                        new ViewStore(0));
        int[] all = IntStream.range(0, views.size()).toArray();
        try {
            return Examples.of(set, examples, all, new int[0]);
        } catch (DamagedViewException e) {
            throw new UserMistake(e.getMessage(), e);
        }
    }

    /** The cameras of the pixels that the model has seen, in the world of the files. */
    private List<Camera> cameras() {
        List<Camera> cameras = new ArrayList<>();
        for (View view : views) {
            Camera full = view.camera();
            cameras.add(
                    Crop.middle(full.width(), full.height(), config.width(), config.height())
                            .orElseThrow()
                            .of(full));
        }
        return cameras;
    }

    private ViewReconstructResult look(
            WorldSplats world,
            Example example,
            double seconds,
            Staging staging,
            Progress.Display display) {
        List<Camera> cameras = cameras();
        ViewReconstructResult result =
                new ViewReconstructResult(config, device, world, example, views, cameras, seconds);
        try (Scope scope = Scope.open()) {
            Rasterizer.Gaussians splats = Rasterizer.Gaussians.of(device, world.splats());
            Frame warm = new Frame(splats, cameras.get(0), world.options());
            long start = System.nanoTime();
            Frame middle =
                    new Frame(splats, Interpolation.through(cameras, 3).get(1), world.options());
            result.rendered((System.nanoTime() - start) / 1e9, middle.image, middle.depth());
            for (int i = 0; i < cameras.size(); i++) {
                Frame frame = i == 0 ? warm : new Frame(splats, cameras.get(i), world.options());
                ViewPixels seen = example.context().get(i);
                Image input = new Image(config.width(), config.height(), seen.colors());
                result.add(input, frame.image, frame.depth(), Quality.of(frame.image, input));
            }
            animate(splats, world, cameras, staging, display);
        } catch (IOException e) {
            throw new UserMistake("cannot write the animation: " + e.getMessage(), e);
        }
        staging.add(ViewReconstructResult.SCENE, file -> GaussianPly.write(file, world.splats()));
        result.stage(staging);
        return result;
    }

    private void animate(
            Rasterizer.Gaussians splats,
            WorldSplats world,
            List<Camera> cameras,
            Staging staging,
            Progress.Display display)
            throws IOException {
        SceneExtent extent = SceneExtent.of(world.splats());
        List<Camera> path =
                Wobble.of(cameras.get(0), cameras.get(cameras.size() - 1), extent, FRAMES);
        try (Progress progress = new Progress(display, 0, path.size());
                Animation gif =
                        Animation.Format.GIF.to(
                                staging.open(ViewReconstructResult.TURNTABLE),
                                path.size(),
                                FRAMES_PER_SECOND)) {
            for (int i = 0; i < path.size(); i++) {
                gif.add(new Frame(splats, path.get(i), world.options()).image);
                progress.at(i + 1L, "frames");
            }
        }
    }

    /** What a camera sees of the splats, on the host. */
    private static final class Frame {
        private final Image image;
        private final float[] depth;

        Frame(Rasterizer.Gaussians splats, Camera camera, Rasterizer.Options options) {
            try (Scope scope = Scope.open()) {
                Rasterizer.Rendering rendering = Rasterizer.render(splats, camera, options);
                float[] colors = rendering.image().value().toFloats();
                image = new Image(camera.width(), camera.height(), colors).stored();
                depth = rendering.depth().value().toFloats();
            }
        }

        Image depth() {
            return Viridis.depth(image.width(), image.height(), depth);
        }
    }
}
