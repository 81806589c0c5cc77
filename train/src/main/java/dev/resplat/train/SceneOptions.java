package dev.resplat.train;

import dev.resplat.splat.Camera;
import dev.resplat.splat.Rasterizer;
import dev.resplat.splat.Splats3d;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.render.Animation;
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
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** The options of {@code render} that scenes in space have and pictures have not. */
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
                            + " an orbit around the splats, 800 x 600 pixels.")
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
                    "For scenes that were made so: small splats do not become larger. Default: as"
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

    /**
     * What is to be rendered.
     *
     * @param file of the splats, for messages
     * @param sized a camera in the size that was asked for
     * @param notes takes lines about the cameras
     */
    SceneRun run(Path file, Splats3d splats, UnaryOperator<Camera> sized, Consumer<String> notes) {
        List<Frame> shown =
                frames(file, splats, notes).stream()
                        .map(frame -> new Frame(frame.name(), sized.apply(frame.camera())))
                        .toList();
        RenderSettings told = cameras == null ? RenderSettings.NONE : RenderSettings.read(cameras);
        Rasterizer.Options plain = Rasterizer.Options.of(splats.degree());
        float[] color =
                background != null
                        ? color()
                        : told.background() != null ? told.background() : plain.background();
        boolean compensated =
                antialiased != null ? antialiased : Boolean.TRUE.equals(told.antialiased());
        Rasterizer.Options options =
                new Rasterizer.Options(
                        plain.mode(),
                        plain.degree(),
                        compensated,
                        told.blur() != null ? told.blur() : plain.blur(),
                        plain.near(),
                        color,
                        plain.withDepth());
        return new SceneRun(shown, options, new SceneRun.Output(format, animation, rate()));
    }

    private List<Frame> frames(Path file, Splats3d splats, Consumer<String> notes) {
        int count = frames == null ? FRAMES : frames;
        if (cameras == null) {
            if (splats.count() == 0) {
                throw new UserMistake(
                        file + ": there is no splat to look at; say where to look with --cameras");
            }
            return Frame.numbered(SceneExtent.orbit(splats, WIDTH, HEIGHT, count));
        }
        List<NamedCamera> views = NamedCamera.read(cameras, notes);
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
                        ? Orbit.of(keys, splats, count)
                        : Interpolation.through(keys, count));
    }
}
