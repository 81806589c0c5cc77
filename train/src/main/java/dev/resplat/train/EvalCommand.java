package dev.resplat.train;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.PictureFolder;
import dev.resplat.train.eval.EvalConfig;
import dev.resplat.train.eval.EvalReport;
import dev.resplat.train.eval.EvalResult;
import dev.resplat.train.eval.Evaluation;
import dev.resplat.train.image.Image;
import dev.resplat.train.models.SynthesisWeights;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.reconstruct.PictureRun;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.synthesis.EvaluatedScenes;
import dev.resplat.train.synthesis.SynthesisEvalConfig;
import dev.resplat.train.synthesis.SynthesisEvaluation;
import dev.resplat.train.synthesis.SynthesisReport;
import dev.resplat.train.synthesis.SynthesisResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a trained model on photographs. */
@Command(
        name = "eval",
        description = {
            "Measures a trained model on photographs, or on scenes if it makes new views of them.",
            "Of a model of pictures, resplat2d, it has PSNR and SSIM at every depth, seconds, and how"
                    + " many splats each step moves.",
            "Of a model of new views, such as resplat, it gives some views of each scene to the"
                    + " model and compares what it renders with others, beside what is had without"
                    + " a model: the nearest view, the mean of all, and one plane."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Example:",
            "  ./resplat eval resplat2d --splats 500,1000,2000 --size 192 --out runs/eval"
        })
final class EvalCommand implements Runnable {
    private static final String NAME = "eval";
    private static final int PAINTED = 8;

    /** Of a view, for the model and for what is compared. */
    private static final long BYTES_PER_PIXEL = 4000;

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;
    @Mixin private OutOption out;
    @Mixin private RefinementOptions refinement;
    @Mixin private ViewEvaluationOptions views;

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "The directory of a training, its best.safetensors, or weights that come with"
                            + " the program: resplat2d for pictures, or for scenes"
                            + " ${COMPLETION-CANDIDATES}.",
            completionCandidates = ModelName.Shipped.class)
    private String model;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "A folder of photographs. Without it: 8 pictures that the program paints."
                            + " Models of new views: the folder of a scene, or of scenes, or"
                            + " synthetic:SEED for scenes that the program makes and nothing has"
                            + " learned from.")
    private Path data;

    @Option(
            names = "--splats",
            paramLabel = "N",
            split = ",",
            defaultValue = "4000",
            description =
                    "How many, or several numbers; metrics.json begins with those of the first."
                            + " Default: 4000.")
    private List<Integer> splats;

    @Option(
            names = "--size",
            paramLabel = "PX",
            defaultValue = "0",
            description =
                    "Crops the central square and scales it to so many pixels a side. Default: 0,"
                            + " photographs as they are; models of new views: the size that they"
                            + " were trained on; what has fewer pixels is skipped.")
    private int size;

    @Option(
            names = "--lpips",
            paramLabel = "FILE",
            description = "Weights of LPIPS, in safetensors: computes that, too.")
    private Path lpips;

    @Option(
            names = "--fit",
            description =
                    "Counts the steps of optimisation that come as far as the last depth, from the"
                            + " splats of depth 0.")
    private boolean fit;

    @Option(
            names = "--fit-seconds",
            paramLabel = "S",
            defaultValue = "0",
            description = "Compares with complete fits of this length, too. Default: 0, without.")
    private double fitSeconds;

    @Override
    public void run() {
        Device chosen = device.device();
        if (lpips != null) {
            InputFile.require(lpips, "weights of LPIPS in safetensors");
        }
        if (ModelName.isOfNewViews(model)) {
            newViews(chosen);
        } else {
            Weights weights = Weights.named(model);
            GivenOptions.requireNone(
                    spec,
                    "is for models of new views, such as " + PixelSplatConfig.MODEL,
                    ViewEvaluationOptions.NAMES);
            pictures(weights, chosen);
        }
    }

    private void newViews(Device chosen) {
        GivenOptions.requireNone(
                spec,
                "is for models of pictures, such as " + Weights.SHIPPED,
                "--splats",
                "--fit-seconds");
        Progress.Display display =
                new Progress.Display(spec.commandLine().getErr(), Progress.onTerminal());
        SynthesisWeights found = SynthesisWeights.named(model);
        if (!found.config().makesSplats()) {
            GivenOptions.requireNone(
                    spec,
                    "is for models that make splats, which this one does not",
                    "--depth",
                    "--fit");
        }
        SynthesisEvalConfig config =
                views.config(
                        model,
                        found.config(),
                        data,
                        size,
                        refinement.depth(found.config().refines()),
                        fit,
                        refinement.seed());
        Image.requireMemory(config.width(), config.height(), "--size", BYTES_PER_PIXEL);
        EvaluatedScenes scenes = views.scenes(spec, data, found.config(), config, display);
        try (RunDirectory run = out.directory(NAME)) {
            if (!ViewEvaluationOptions.isMade(data)) {
                run.requireOther(data, "", "renders", "sheets");
            }
            run.requireFree("renders", "sheets");
            SynthesisResult result =
                    SynthesisEvaluation.run(
                            found::refining,
                            scenes,
                            config,
                            Optional.ofNullable(lpips),
                            chosen,
                            run,
                            display,
                            Shell.line(spec));
            PrintWriter text = spec.commandLine().getOut();
            text.print(new SynthesisReport(result).text());
            text.println("report    " + run.file("report.html"));
            text.flush();
        }
    }

    private void pictures(Weights weights, Device chosen) {
        EvalConfig config = config();
        Progress.Display display =
                new Progress.Display(spec.commandLine().getErr(), Progress.onTerminal());
        PictureFolder pictures =
                data == null
                        ? PictureFolder.painted(PAINTED)
                        : PictureFolder.open(data, config.leastSide(), display::say);
        config.require(pictures);
        requireMemory(pictures);
        try (RunDirectory run = out.directory(NAME)) {
            if (data != null) {
                run.requireOther(data, "renders");
            }
            run.requireFree("renders");
            EvalResult result =
                    Evaluation.run(
                            pictures,
                            weights,
                            config,
                            Optional.ofNullable(lpips),
                            chosen,
                            run,
                            display,
                            Shell.line(spec));
            PrintWriter text = spec.commandLine().getOut();
            text.print(new EvalReport(result).text());
            text.println("report    " + run.file("report.html"));
            text.flush();
        }
    }

    private EvalConfig config() {
        try {
            return new EvalConfig(
                    model,
                    data == null ? "painted" : data.toString(),
                    refinement.depth(true),
                    splats,
                    size,
                    fit,
                    fitSeconds,
                    refinement.seed());
        } catch (IllegalArgumentException e) {
            throw new UserMistake("--" + e.getMessage(), e);
        }
    }

    private void requireMemory(PictureFolder pictures) {
        if (size > 0) {
            Image.requireMemory(size, size, "--size", PictureRun.BYTES_PER_PIXEL);
            return;
        }
        for (PictureFolder.Entry entry : pictures.pictures()) {
            Image.requireMemory(
                    entry.width(), entry.height(), entry.where(), PictureRun.BYTES_PER_PIXEL);
        }
    }
}
