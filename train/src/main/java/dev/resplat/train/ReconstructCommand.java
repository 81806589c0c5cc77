package dev.resplat.train;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.PictureFolder;
import dev.resplat.train.image.Image;
import dev.resplat.train.models.SynthesisWeights;
import dev.resplat.train.reconstruct.Figures;
import dev.resplat.train.reconstruct.FramesResult;
import dev.resplat.train.reconstruct.FramesRun;
import dev.resplat.train.reconstruct.Look;
import dev.resplat.train.reconstruct.PictureRun;
import dev.resplat.train.reconstruct.ReconstructConfig;
import dev.resplat.train.resplat.ResplatConfig;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.scene.View;
import dev.resplat.train.synthesis.ViewReconstructConfig;
import dev.resplat.train.synthesis.ViewReconstructResult;
import dev.resplat.train.synthesis.ViewReconstruction;
import dev.resplat.train.views.ExamplesConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes splats of a photograph, or of frames, with a trained model. */
@Command(
        name = "reconstruct",
        description = {
            "Makes splats at once, with a trained model: of a photograph, of the frames of a sequence,"
                    + " or, in space, of photographs whose cameras are known.",
            "The model proposes splats, looks at how their render differs from the photograph, and"
                    + " moves them, a few times.",
            "Of a folder it takes the files as the frames of a sequence, in the order of their names;"
                    + " each frame begins with the splats of the frame before.",
            "Of two photographs or more with cameras it makes splats in space (scene.ply) with a model"
                    + " of new views. Without cameras, --focal and --baseline guess those of two:"
                    + " both look in the same direction, and the scale is arbitrary."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Example:",
            "  ./resplat reconstruct picture --depth 4 --splats 1000 --out runs/reconstruct"
        })
final class ReconstructCommand implements Runnable {
    private static final String NAME = "reconstruct";

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;
    @Mixin private OutOption out;
    @Mixin private RefinementOptions refinement;
    @Mixin private PhotographsOptions scene;

    @Parameters(
            arity = "1..*",
            paramLabel = "IMAGE|FOLDER",
            description =
                    PictureArgument.DESCRIPTION
                            + " Or a folder of frames of one size. Or photographs of a scene, two"
                            + " or more.")
    private List<Path> inputs;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "The directory of a training, its best.safetensors, or weights that come with"
                            + " the program: resplat2d (the default), or for photographs of a scene"
                            + " resplat (the default) or pixelsplat, among others.")
    private String model;

    @Option(
            names = "--splats",
            paramLabel = "N",
            description = "How many. Default: 10000, but at most one for every 8 pixels.")
    private Integer splats;

    @Override
    public void run() {
        Device chosen = device.device();
        Progress.Display display =
                new Progress.Display(spec.commandLine().getErr(), Progress.onTerminal());
        if (inputs.size() > 1 || scene.given() || model != null && ModelName.isOfNewViews(model)) {
            scene(chosen, display);
        } else if (Files.isDirectory(inputs.get(0))) {
            frames(inputs.get(0), chosen, display);
        } else {
            picture(inputs.get(0), chosen, display);
        }
        spec.commandLine().getOut().flush();
    }

    /** How large photographs are made where nobody says, and why. */
    private static String made(int[] size, ExamplesConfig learned) {
        boolean whole = size[0] == learned.width() && size[1] == learned.height();
        String why =
                whole
                        ? "what the model has learned; --size for more"
                        : "they have no more, the model has learned %d x %d"
                                .formatted(learned.width(), learned.height());
        return "photographs are made %d x %d pixels: %s".formatted(size[0], size[1], why);
    }

    private void scene(Device chosen, Progress.Display display) {
        GivenOptions.requireNone(
                spec, "is for one photograph, or frames, not for scenes", "--splats");
        scene.require(inputs);
        String name = model == null ? ResplatConfig.MODEL : model;
        if (name.equals(Weights.SHIPPED)) {
            throw new UserMistake(
                    "--model: photographs of a scene need a model of new views, such as %s; %s is none"
                            .formatted(ResplatConfig.MODEL, name));
        }
        List<View> views = scene.views(inputs, display::say);
        SynthesisWeights found = SynthesisWeights.named(name);
        if (!found.config().makesSplats()) {
            throw new UserMistake(
                    "--model: %s renders new views but makes no splats: measure it with 'eval', or give another model"
                            .formatted(name));
        }
        ExamplesConfig learned = found.config().data().examples();
        int[] size =
                ViewReconstructConfig.size(scene.size(), learned, found.config().multiple(), views);
        ViewReconstructConfig config =
                new ViewReconstructConfig(
                        name,
                        scene.told(),
                        scene.guessed(),
                        size[0],
                        size[1],
                        refinement.depth(found.config().refines()),
                        refinement.seed());
        try (RunDirectory run = out.directory(NAME)) {
            RunDirectory.requireOutside(run.path(), inputs);
            run.requireFree(ViewReconstructResult.files());
            if (scene.size() == null) {
                display.say(made(size, learned));
            }
            ViewReconstructResult result =
                    ViewReconstruction.run(
                            found::refining,
                            learned,
                            views,
                            config,
                            chosen,
                            run,
                            display,
                            Shell.line(spec));
            PrintWriter text = spec.commandLine().getOut();
            if (scene.guessed()) {
                text.println("assumed   " + config.cameras());
            }
            text.println(
                    "scene     %s, %d splats in %.2f s"
                            .formatted(
                                    run.file("scene.ply"),
                                    result.splats(),
                                    result.encodeSeconds()));
            text.println("inputs    reproduced with " + result.quality().psnrText());
            text.println("turntable " + run.file("turntable.gif"));
            text.println("report    " + run.file("report.html"));
        }
    }

    private void picture(Path input, Device chosen, Progress.Display display) {
        Image target = PictureArgument.read(input, display::say);
        ReconstructConfig config = config(input, target.width(), target.height());
        Weights weights = Weights.named(weights());
        try (RunDirectory run = out.directory(NAME)) {
            run.requireOther(input, "render.png", "error.png");
            run.requireFree("splats.npz", "render.png", "error.png");
            List<Look> looks =
                    PictureRun.run(target, weights, config, chosen, run, Shell.line(spec));
            PrintWriter text = spec.commandLine().getOut();
            Look last = looks.get(looks.size() - 1);
            Figures first = looks.get(0).figures();
            Figures end = last.figures();
            text.println(
                    String.format(
                            Locale.ROOT,
                            "psnr      %s in %.2f s; %s at depth 0 in %.2f s",
                            end.quality().psnrText(),
                            end.seconds(),
                            first.quality().psnrText(),
                            first.seconds()));
            text.println("ssim      " + end.quality().ssimText());
            text.println("splats    %s, %s".formatted(run.file("splats.npz"), last.splats()));
            text.println("picture   " + run.file("render.png"));
            text.println("report    " + run.file("report.html"));
        }
    }

    private void frames(Path input, Device chosen, Progress.Display display) {
        PictureFolder frames = PictureFolder.open(input, 1, display::say);
        FramesRun.requireOneSize(frames);
        PictureFolder.Entry first = frames.pictures().get(0);
        ReconstructConfig config = config(input, first.width(), first.height());
        Weights weights = Weights.named(weights());
        try (RunDirectory run = out.directory(NAME)) {
            run.requireOther(input, "frames");
            run.requireFree("frames");
            FramesResult result =
                    FramesRun.run(frames, weights, config, chosen, run, display, Shell.line(spec));
            PrintWriter text = spec.commandLine().getOut();
            text.println("psnr      " + result.text(FramesResult.Frame::warm));
            text.println("anew      " + result.text(FramesResult.Frame::anew));
            text.println("frames    %s, %d".formatted(run.file("frames"), result.frames().size()));
            text.println("report    " + run.file("report.html"));
        }
    }

    private ReconstructConfig config(Path input, int width, int height) {
        Image.requireMemory(width, height, input, PictureRun.BYTES_PER_PIXEL);
        return ReconstructConfig.of(
                weights(), refinement.depth(true), splats, refinement.seed(), width, height, input);
    }

    /** Those of pictures. */
    private String weights() {
        return model == null ? Weights.SHIPPED : model;
    }
}
