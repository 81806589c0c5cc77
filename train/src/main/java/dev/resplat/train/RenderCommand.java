package dev.resplat.train;

import dev.resplat.splat.Camera;
import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.splat.ProjectionKernels;
import dev.resplat.splat.RasterKernels;
import dev.resplat.splat.Splats2d;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.GaussianPly;
import dev.resplat.splat.io.Splats2dFile;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.IndexKernels;
import dev.resplat.tensor.SortKernels;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.render.SceneRun;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a picture of 2D splats, or frames of a scene of splats in space. */
@Command(
        name = "render",
        description = {
            "Makes a picture of the splats of a fit, at any size: they have no pixels.",
            "Of a scene in space it makes frames, with given cameras or along a path, and an"
                    + " animation of them. The example is about what the example of fit leaves."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Example:",
            "  ./resplat render runs/splats/splats.npz --scale 4 --out runs/large"
        })
final class RenderCommand implements Runnable {
    /** What pictures and scenes are computed with. */
    static final List<Class<?>> KERNELS =
            List.of(
                    ElementwiseKernels.class,
                    HarmonicsKernels.class,
                    IndexKernels.class,
                    ProjectionKernels.class,
                    RasterKernels.class,
                    SortKernels.class);

    /** Measured: the image, what covers it, a copy, and the PNG. */
    private static final long BYTES_PER_PIXEL = 60;

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;

    @Parameters(
            paramLabel = "SPLATS",
            description =
                    "A file splats.npz that fit has written, or a scene of 3D Gaussian Splatting as .ply.")
    private Path file;

    @ArgGroup private SizeOption size;

    @ArgGroup(exclusive = false, heading = "Of scenes in space (.ply):%n")
    private SceneOptions scene;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Directory for render.png or for frames, which replace earlier ones. Default:"
                            + " runs/render-N.")
    private Path out;

    @Override
    public void run() {
        device.require();
        InputFile.require(file, "a file splats.npz that fit has written, or a scene as .ply");
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".ply")) {
            scene();
        } else if (scene != null) {
            throw new UserMistake(
                    "%s: only scenes in space (.ply) have cameras, paths, backgrounds, formats and"
                                    .formatted(file)
                            + " animations");
        } else {
            picture();
        }
        spec.commandLine().getOut().flush();
    }

    private void picture() {
        Splats2d splats = scaled(Splats2dFile.read(file));
        Image.requireMemory(splats.width(), splats.height(), file, BYTES_PER_PIXEL);
        Device chosen = device.fastest(display()::say, KERNELS);
        try (RunDirectory run = directory()) {
            run.requireSpace(3L * splats.width() * splats.height());
            float[] colors = splats.render(chosen);
            run.write("render.png", new Image(splats.width(), splats.height(), colors).png());
            PrintWriter text = spec.commandLine().getOut();
            text.println("picture   %s, %s".formatted(run.file("render.png"), splats));
        }
    }

    private void scene() {
        SceneOptions options = scene == null ? new SceneOptions() : scene;
        options.require();
        Progress.Display display = display();
        Splats3d splats = GaussianPly.read(file, display::say);
        UnaryOperator<Camera> sized = size == null ? UnaryOperator.identity() : size::of;
        SceneRun frames = options.run(file, splats, sized, display::say);
        Device chosen = device.fastest(display::say, KERNELS);
        try (StopRequest stop = new StopRequest();
                RunDirectory run = directory()) {
            double seconds = frames.run(splats, file.toString(), chosen, run, display, stop);
            PrintWriter text = spec.commandLine().getOut();
            if (seconds < 0) {
                text.println("stopped   before the last frame: no frame is kept");
                return;
            }
            text.println("splats    %s, %s".formatted(file, splats));
            text.println(
                    String.format(
                            Locale.ROOT,
                            "frames    %s, %d in %.1f s",
                            run.path(),
                            frames.frames().size(),
                            seconds));
            if (frames.output().animation() != null) {
                text.println("animation " + run.file(frames.output().animation().file()));
            }
        }
    }

    private Progress.Display display() {
        return new Progress.Display(spec.commandLine().getErr(), Progress.onTerminal());
    }

    private Splats2d scaled(Splats2d splats) {
        if (size == null) {
            return splats;
        }
        try {
            return splats.scaledBy(size.factor(splats.width(), splats.height()));
        } catch (IllegalArgumentException e) {
            throw new UserMistake(size.given() + ": " + e.getMessage(), e);
        }
    }

    private RunDirectory directory() {
        if (out != null && Files.exists(out.resolve(RunDirectory.METRICS))) {
            throw new UserMistake(
                    "--out: %s holds a fit, which has renders of its own; choose another directory"
                            .formatted(out));
        }
        return out != null
                ? RunDirectory.createOrReplace(out)
                : RunDirectory.createNumbered(RunDirectory.RUNS, "render");
    }
}
