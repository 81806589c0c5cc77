package dev.resplat.train;

import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.splat.ProjectionKernels;
import dev.resplat.splat.RasterKernels;
import dev.resplat.splat.Splats2d;
import dev.resplat.splat.Splats3d;
import dev.resplat.splat.io.SplatFile;
import dev.resplat.splat.io.SplatFormat;
import dev.resplat.splat.io.Splats2dFile;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.IndexKernels;
import dev.resplat.tensor.SortKernels;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.mesh.Environment;
import dev.resplat.train.mesh.MeshRenderer;
import dev.resplat.train.mesh.MeshScene;
import dev.resplat.train.mesh.io.MeshFile;
import dev.resplat.train.metrics.Quality;
import dev.resplat.train.render.MeshSubject;
import dev.resplat.train.render.SceneExtent;
import dev.resplat.train.render.SceneRun;
import dev.resplat.train.render.SplatSubject;
import dev.resplat.train.render.Subject;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a picture of 2D splats, or frames of splats in space or of a mesh. */
@Command(
        name = "render",
        description = {
            "Makes pictures of splats and of meshes, at any size.",
            "Of the splats of a fit it makes one picture. Of a scene in space, splats or a mesh, it"
                    + " makes frames, with given cameras or along a path, and an animation of them."
                    + " The example is about what the example of fit leaves."
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

    /** What it takes. */
    private static final String KINDS =
            "a file splats.npz that fit has written, a scene (.ply, .spz, .splat, .ksplat, .sog),"
                    + " or "
                    + MeshFile.KIND;

    /** Measured: the image, what covers it, a copy, and the PNG. */
    private static final long BYTES_PER_PIXEL = 60;

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;

    @Parameters(
            paramLabel = "SPLATS|MESH",
            description =
                    "A file splats.npz that fit has written, a scene of 3D Gaussian Splatting (.ply,"
                            + " .spz, .splat, .ksplat, .sog), or a mesh: .obj (with .mtl), .gltf or .glb.")
    private Path file;

    @ArgGroup private SizeOption size;

    @ArgGroup(
            exclusive = false,
            heading = "Of scenes in space (.ply, .spz, ...) and meshes (.obj, .gltf, .glb):%n")
    private SceneOptions scene;

    @ArgGroup(exclusive = false, heading = "Of meshes only:%n")
    private MeshOptions mesh;

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
        InputFile.require(file, KINDS);
        if (MeshFile.isMesh(file)) {
            mesh();
        } else if (mesh != null) {
            throw new UserMistake(
                    "%s: only meshes (.obj, .gltf, .glb) have samples, shadows and maps"
                            .formatted(file));
        } else if (SplatFormat.named(file).isPresent()) {
            splats();
        } else if (scene != null) {
            throw new UserMistake(
                    "%s: only scenes in space (.ply, .spz, ...) and meshes (.obj, .gltf, .glb) have cameras,"
                                    .formatted(file)
                            + " paths, backgrounds, formats, comparisons and animations");
        } else {
            picture();
        }
        spec.commandLine().getOut().flush();
    }

    private void picture() {
        Splats2d splats = scaled(splatsOfAPicture());
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

    /** Of a file with another name a damaged archive says less than what is taken. */
    private Splats2d splatsOfAPicture() {
        try {
            return Splats2dFile.read(file);
        } catch (FormatException e) {
            if (file.toString().toLowerCase(Locale.ROOT).endsWith(".npz")) {
                throw e;
            }
            throw new UserMistake("%s is nothing to render: give %s".formatted(file, KINDS), e);
        }
    }

    private void splats() {
        SceneOptions options = sceneOptions();
        Splats3d splats = SplatFile.read(file, display()::say);
        if (splats.count() == 0 && options.looksAround()) {
            throw new UserMistake(
                    file + ": there is no splat to look at; say where to look with --cameras");
        }
        SceneRun frames =
                options.run(
                        SceneExtent.of(splats), size, SplatSubject.BYTES_PER_PIXEL, display()::say);
        Device chosen = device.fastest(display()::say, KERNELS);
        Subject subject = new SplatSubject(splats, options.splats(splats.degree()), chosen);
        render(frames, subject, "splats    %s, %s".formatted(file, splats));
    }

    private void mesh() {
        SceneOptions options = sceneOptions();
        options.requireNoneOfSplats();
        MeshOptions drawing = mesh == null ? new MeshOptions() : mesh;
        drawing.require();
        MeshScene scene = on(options.backdrop(), MeshFile.read(file, display()::say));
        SceneExtent extent = SceneExtent.of(scene.mesh());
        MeshRenderer.Options renderer = drawing.renderer(extent.radius());
        SceneRun frames =
                options.run(extent, size, MeshSubject.bytesPerPixel(renderer), display()::say);
        frames.frames().forEach(frame -> MeshSubject.requireSamples(frame.camera(), renderer));
        if (!device.deviceOr("cpu").name().equals("cpu")) {
            display().say("computing on cpu: meshes are drawn there");
        }
        render(
                frames,
                new MeshSubject(scene, renderer, drawing.withMaps()),
                String.format(
                        Locale.ROOT,
                        "mesh      %s, %s, %s, %s",
                        file,
                        counted(scene.mesh().triangleCount(), "triangle"),
                        counted(scene.materials().size(), "material"),
                        counted(scene.lights().size(), "light")));
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static MeshScene on(float[] background, MeshScene scene) {
        Environment around = scene.environment();
        return new MeshScene(
                scene.mesh(),
                scene.materials(),
                scene.lights(),
                new Environment(
                        around.up(), around.picture(), around.height(), Optional.of(background)));
    }

    private SceneOptions sceneOptions() {
        SceneOptions options = scene == null ? new SceneOptions() : scene;
        options.require();
        return options;
    }

    private void render(SceneRun frames, Subject subject, String said) {
        try (StopRequest stop = new StopRequest();
                RunDirectory run = directory()) {
            Optional<SceneRun.Result> result =
                    frames.run(subject, file.toString(), run, display(), stop);
            PrintWriter text = spec.commandLine().getOut();
            if (result.isEmpty()) {
                text.println("stopped   before the last frame: no frame is kept");
                return;
            }
            text.println(said);
            text.println(
                    String.format(
                            Locale.ROOT,
                            "frames    %s, %d in %.1f s",
                            run.path(),
                            frames.frames().size(),
                            result.get().seconds()));
            if (frames.output().animation() != null) {
                text.println("animation " + run.file(frames.output().animation().file()));
            }
            List<Quality> compared = result.get().compared();
            if (!compared.isEmpty()) {
                Quality mean = Quality.mean(compared);
                text.println(
                        "quality   PSNR %s, SSIM %s, mean of %d frames"
                                .formatted(mean.psnrText(), mean.ssimText(), compared.size()));
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
