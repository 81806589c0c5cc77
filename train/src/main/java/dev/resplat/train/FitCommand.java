package dev.resplat.train;

import dev.resplat.splat.BlendMode;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.ConvolutionKernels;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.IndexKernels;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.RandomKernels;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.train.config.Config;
import dev.resplat.train.fit.FitConfig;
import dev.resplat.train.fit.FitResult;
import dev.resplat.train.fit.FitRun;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.TerminalPreview;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes splats of a photograph. */
@Command(
        name = "fit",
        description = {
            "Makes splats of a photograph: they begin where it has detail, and are then improved.",
            "Ctrl-C ends it early and keeps the best since splats were last added."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Example:",
            "  ./resplat fit picture --splats 2000 --seconds 20 --out runs/splats"
        })
final class FitCommand implements Runnable {
    private static final String CONFIG = "fit";

    /** What a fit computes with. */
    static final List<Class<?>> KERNELS =
            List.of(
                    ConvolutionKernels.class,
                    ElementwiseKernels.class,
                    IndexKernels.class,
                    OptimizerKernels.class,
                    RandomKernels.class,
                    RasterKernels.class,
                    ReduceKernels.class);

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;
    @Mixin private OutOption out;

    @Parameters(index = "0", paramLabel = "IMAGE", description = PictureArgument.DESCRIPTION)
    private Path image;

    @Parameters(
            index = "1..*",
            paramLabel = "KEY=VALUE",
            description = "Replaces a value of the configuration, such as rates.means=0.2.")
    private List<String> values = List.of();

    @Option(names = "--splats", paramLabel = "N", description = "How many; the same as splats=N.")
    private Integer splats;

    @Option(
            names = "--blend",
            paramLabel = "MODE",
            description = "How they blend: additive (the default), normalized or alpha.")
    private BlendMode blend;

    @ArgGroup private Length length;

    @Option(names = "--seed", paramLabel = "N", description = "The same as seed=N.")
    private Long seed;

    /** How long a fit lasts. */
    private static final class Length {
        @Option(names = "--steps", paramLabel = "S", description = "Ends after so many steps.")
        private Integer steps;

        @Option(names = "--seconds", paramLabel = "S", description = "Ends after this time.")
        private Double seconds;
    }

    @Override
    public void run() {
        FitConfig config = Config.named(CONFIG).with(overrides()).as(FitConfig.class);
        device.require();
        PrintWriter err = spec.commandLine().getErr();
        Progress.Display display = new Progress.Display(err, Progress.onTerminal());
        Image target = PictureArgument.read(image, display::say);
        FitRun.require(target, config, image);
        Device chosen = device.fastest(display::say, KERNELS);
        try (StopRequest stop = new StopRequest();
                RunDirectory run = out.directory(CONFIG)) {
            run.requireOther(image, "render.png", "error.png");
            run.requireFree("splats.npz", "render.png", "error.png");
            print(run, FitRun.run(target, config, chosen, run, stop, display, Shell.line(spec)));
        }
    }

    private List<String> overrides() {
        List<String> overrides = new ArrayList<>(values);
        add(overrides, "splats", splats);
        add(overrides, "blend", blend);
        add(overrides, "seed", seed);
        if (has("steps=") && !has("seconds=")) {
            overrides.add("seconds=0");
        }
        if (length != null) {
            overrides.add("steps=" + (length.steps == null ? 0 : length.steps));
            overrides.add("seconds=" + (length.seconds == null ? 0 : length.seconds));
        }
        return overrides;
    }

    private boolean has(String key) {
        return values.stream().anyMatch(value -> value.startsWith(key));
    }

    private static void add(List<String> overrides, String key, Object value) {
        if (value != null) {
            overrides.add(key + "=" + value);
        }
    }

    /** Why a fit is not complete. */
    private static String shortfall(FitResult result) {
        return result.isStopped()
                ? "stopped before time"
                : "over before all splats were added; give it more --steps or --seconds";
    }

    private void print(RunDirectory run, FitResult result) {
        PrintWriter text = spec.commandLine().getOut();
        if (Progress.onTerminal() && TerminalPreview.isPossible()) {
            text.print(
                    TerminalPreview.of(TerminalPreview.COLUMNS, result.target(), result.render()));
        }
        text.println(
                String.format(
                        Locale.ROOT,
                        "psnr      %s after %d steps in %.1f s%s",
                        result.quality().psnrText(),
                        result.steps(),
                        result.seconds(),
                        result.isComplete() ? "" : ", " + shortfall(result)));
        text.println("ssim      " + result.quality().ssimText());
        text.println("splats    %s, %s".formatted(run.file("splats.npz"), result.splats()));
        text.println("picture   " + run.file("render.png"));
        text.println("report    " + run.file("report.html"));
        text.flush();
    }
}
