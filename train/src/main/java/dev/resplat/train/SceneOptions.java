package dev.resplat.train;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.render.Animation;
import dev.resplat.train.render.Comparison;
import dev.resplat.train.render.Frame;
import dev.resplat.train.render.FrameFormat;
import dev.resplat.train.render.Interpolation;
import dev.resplat.train.render.Orbit;
import dev.resplat.train.render.SceneExtent;
import dev.resplat.train.render.SceneRun;
import dev.resplat.train.scene.NamedCamera;
import dev.resplat.train.scene.RenderSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options of {@code render} that splats in space and meshes have, and pictures have not. */
final class SceneOptions {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 600;
    private static final int FRAMES = 120;
    private static final int MOST_FRAMES = 100_000;
    private static final double FRAMES_PER_SECOND = 24;
    private static final double MOST_FRAMES_PER_SECOND = 50;

    /** Where cameras go. */
    enum CameraPath {
        ORBIT,
        INTERPOLATE
    }

    @Option(
            names = "--cameras",
            paramLabel = "FILE|FOLDER",
            description =
                    "A file of cameras, or a folder of photographs with one. Without it the path is"
                            + " an orbit around the scene, 800 x 600 pixels.")
    private Path cameras;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description =
                    "orbit: around the scene, or, where cameras look one way, a small circle"
                            + " between them; interpolate: through the cameras in their order."
                            + " Default: the cameras themselves.")
    private CameraPath path;

    @Option(names = "--frames", paramLabel = "N", description = "Of a path. Default: 120.")
    private Integer frames;

    @Option(
            names = "--background",
            paramLabel = "COLOR",
            description =
                    "black, white, or R,G,B from 0 to 1. Default: as the cameras.json of the run"
                            + " says, else black.")
    private String background;

    @Option(
            names = "--antialiased",
            negatable = true,
            description =
                    "For splats that were made so: small splats do not become larger. Default: as"
                            + " the cameras.json of the run says, else not.")
    private Boolean antialiased;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "png (the default), or npy: floats [H,W,3] that are not clipped.")
    private FrameFormat format = FrameFormat.PNG;

    @Option(
            names = "--animation",
            paramLabel = "FORMAT",
            description = "gif (256 colours a frame) or apng: all frames in one more file.")
    private Animation.Format animation;

    @Option(
            names = "--fps",
            paramLabel = "F",
            description = "Frames per second of the animation, from 1 to 50. Default: 24.")
    private Double framesPerSecond;

    @Option(
            names = "--compare",
            description =
                    "With the photographs of the cameras: PSNR and SSIM of each frame, and their"
                            + " means, in render.json.")
    private boolean compare;

    /**
     * Checks what can be checked before anything is read.
     *
     * @throws UserMistake if options do not go together
     */
    void require() {
        if (frames != null && (frames < 1 || frames > MOST_FRAMES)) {
            throw new UserMistake(
                    "--frames: must be from 1 to %d, is %d".formatted(MOST_FRAMES, frames));
        }
        if (frames != null && path == null && cameras != null) {
            throw new UserMistake("--frames: cameras have one frame each; give --path as well");
        }
        if (path == CameraPath.INTERPOLATE && cameras == null) {
            throw new UserMistake("--path interpolate: give the cameras as well, with --cameras");
        }
        if (framesPerSecond != null && animation == null) {
            throw new UserMistake("--fps: give --animation as well");
        }
        double rate = rate();
        if (!(rate >= 1 && rate <= MOST_FRAMES_PER_SECOND)) {
            throw new UserMistake("--fps: must be from 1 to 50, is " + rate);
        }
        if (background != null) {
            color();
        }
        if (compare && (cameras == null || path != null)) {
            throw new UserMistake(
                    "--compare: photographs have cameras; give them with --cameras, and no --path");
        }
    }

    /**
     * Checks that no option was given that only splats have.
     *
     * @throws UserMistake if one was
     */
    void requireNoneOfSplats() {
        if (antialiased != null) {
            throw new UserMistake(
                    "--antialiased: is for splats; meshes have --samples along each side of a pixel");
        }
    }

    private double rate() {
        return framesPerSecond == null ? FRAMES_PER_SECOND : framesPerSecond;
    }

    private float[] color() {
        switch (background.toLowerCase(Locale.ROOT)) {
            case "black":
                return new float[] {0, 0, 0};
            case "white":
                return new float[] {1, 1, 1};
            default:
                break;
        }
        String[] parts = background.split(",", -1);
        float[] color = new float[3];
        boolean valid = parts.length == 3;
        for (int i = 0; i < 3 && valid; i++) {
            try {
                color[i] = Float.parseFloat(parts[i].strip());
                valid = color[i] >= 0 && color[i] <= 1;
            } catch (NumberFormatException e) {
                valid = false;
            }
        }
        if (!valid) {
            throw new UserMistake(
                    "--background: must be black, white, or R,G,B from 0 to 1 such as 0.5,0.5,1; is '%s'"
                            .formatted(background));
        }
        return color;
    }

    /** What the file of cameras says of how its frames are rendered. */
    private RenderSettings told() {
        return cameras == null ? RenderSettings.NONE : RenderSettings.read(cameras);
    }

    /** What is behind everything, encoded as sRGB {@code [3]}. */
    float[] backdrop() {
        float[] told = told().background();
        return background != null ? color() : told != null ? told : new float[3];
    }

    /** How splats of a degree are rendered. */
    Rasterizer.Options splats(int degree) {
        RenderSettings told = told();
        Rasterizer.Options plain = Rasterizer.Options.of(degree);
        boolean compensated =
                antialiased != null ? antialiased : Boolean.TRUE.equals(told.antialiased());
        return new Rasterizer.Options(
                plain.mode(),
                plain.degree(),
                compensated,
                told.blur() != null ? told.blur() : plain.blur(),
                plain.near(),
                backdrop(),
                plain.withDepth());
    }

    /**
     * What is to be rendered.
     *
     * @param extent where the scene is
     * @param size that was asked for; null if none was
     * @param bytesPerPixel what drawing takes of the heap
     * @param notes takes lines about the cameras
     */
    SceneRun run(SceneExtent extent, SizeOption size, long bytesPerPixel, Consumer<String> notes) {
        List<NamedCamera> views = cameras == null ? List.of() : NamedCamera.read(cameras, notes);
        List<Frame> shown =
                frames(extent, views).stream()
                        .map(
                                frame ->
                                        size == null
                                                ? frame
                                                : new Frame(frame.name(), size.of(frame.camera())))
                        .toList();
        SceneRun.Output output = new SceneRun.Output(format, animation, rate());
        // Checked before photographs are looked at.
        SceneRun plain = new SceneRun(shown, output, Optional.empty(), bytesPerPixel);
        if (!compare) {
            return plain;
        }
        int factor = size == null ? 1 : size.wholeDownscale();
        if (factor == 0) {
            throw new UserMistake(
                    "--compare: photographs are made smaller by whole numbers; give --downscale with one instead of %s"
                            .formatted(size.given()));
        }
        Comparison comparison =
                Comparison.of(
                        cameras,
                        views.stream().map(NamedCamera::name).toList(),
                        shown,
                        factor,
                        backdrop(),
                        notes);
        return new SceneRun(shown, output, Optional.of(comparison), bytesPerPixel);
    }

    private List<Frame> frames(SceneExtent extent, List<NamedCamera> views) {
        int count = frames == null ? FRAMES : frames;
        if (cameras == null) {
            return Frame.numbered(extent.orbit(WIDTH, HEIGHT, count));
        }
        List<Camera> keys = views.stream().map(NamedCamera::camera).toList();
        if (path == null) {
            return Frame.named(views.stream().map(NamedCamera::name).toList(), keys);
        }
        if (path == CameraPath.INTERPOLATE && keys.size() < 2) {
            throw new UserMistake(
                    "--path interpolate: needs two cameras or more, %s has %d"
                            .formatted(cameras, keys.size()));
        }
        return Frame.numbered(
                path == CameraPath.ORBIT
                        ? Orbit.of(keys, extent, count)
                        : Interpolation.through(keys, count));
    }

    /** Whether the path is found without cameras, for which there must be something to see. */
    boolean looksAround() {
        return cameras == null;
    }
}
