package dev.resplat.train;

import dev.resplat.splat.HarmonicsKernels;
import dev.resplat.splat.ProjectionKernels;
import dev.resplat.splat.RasterKernels;
import dev.resplat.tensor.Device;
import dev.resplat.tensor.ElementwiseKernels;
import dev.resplat.tensor.IndexKernels;
import dev.resplat.tensor.NeighborKernels;
import dev.resplat.tensor.OptimizerKernels;
import dev.resplat.tensor.RandomKernels;
import dev.resplat.tensor.ReduceKernels;
import dev.resplat.tensor.ScanKernels;
import dev.resplat.tensor.SimilarityKernels;
import dev.resplat.tensor.SortKernels;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.TerminalPreview;
import dev.resplat.train.optimize.OptimizeConfig;
import dev.resplat.train.optimize.OptimizeResult;
import dev.resplat.train.optimize.OptimizeRun;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Makes splats in space of photographs with cameras. */
@Command(
        name = "optimize",
        description = {
            "Makes splats in space of photographs whose cameras are known: they begin at the points"
                    + " of the scene, and are improved a photograph at a time.",
            "Ctrl-C ends it early: what has been learned is kept, and --resume goes on from there."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Example:",
            "  ./resplat optimize photographs --seconds 120 --downscale 2 --out runs/scene"
        })
final class OptimizeCommand implements Runnable {
    private static final String CONFIG = "optimize";

    /** What it computes with. */
    static final List<Class<?>> KERNELS =
            List.of(
                    ElementwiseKernels.class,
                    HarmonicsKernels.class,
                    IndexKernels.class,
                    NeighborKernels.class,
                    OptimizerKernels.class,
                    ProjectionKernels.class,
                    RandomKernels.class,
                    RasterKernels.class,
                    ReduceKernels.class,
                    ScanKernels.class,
                    SimilarityKernels.class,
                    SortKernels.class);

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;

    @Parameters(
            index = "0",
            paramLabel = "SCENE",
            description =
                    "A folder of photographs with their cameras (COLMAP, transforms.json,"
                            + " cameras.json, poses_bounds.npy and others), or the file that has"
                            + " the cameras.")
    private Path scene;

    @Parameters(
            index = "1..*",
            paramLabel = "KEY=VALUE",
            description = "Replaces a value of the configuration, such as rates.means=2e-4.")
    private List<String> values = List.of();

    @ArgGroup private Length length;

    @Option(
            names = "--max-splats",
            paramLabel = "N",
            description = "Never more splats than these; the same as maxSplats=N.")
    private Integer maxSplats;

    @Option(
            names = "--hold-every",
            paramLabel = "N",
            description =
                    "Every N-th photograph, by name, is kept from learning, to compare with; 0 for"
                            + " none. Where the files say which are for tests, it is these."
                            + " Default: 8.")
    private Integer holdEvery;

    @Option(
            names = "--downscale",
            paramLabel = "F",
            description =
                    "Divides both sides of the photographs by a whole number. Default: as much as"
                            + " is needed for at most 1600 pixels a side.")
    private Integer downscale;

    @Option(names = "--seed", paramLabel = "N", description = "The same as seed=N.")
    private Long seed;

    @Option(
            names = "--resume",
            description =
                    "Goes on with the run in --out, on its device unless --device names another;"
                            + " only --steps, --seconds and saving.* may be others then.")
    private boolean resume;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Directory of the run; it must not hold one, nor the scene. Default:"
                            + " runs/optimize-N.")
    private Path out;

    /** How long it lasts. */
    private static final class Length {
        @Option(
                names = "--steps",
                paramLabel = "S",
                description = "Ends after so many steps, one photograph each.")
        private Integer steps;

        @Option(names = "--seconds", paramLabel = "S", description = "Ends after this time.")
        private Double seconds;
    }

    @Override
    public void run() {
        OptimizeConfig config = config();
        Optional<String> before = resume ? OptimizeRun.deviceOf(out) : Optional.empty();
        List<String> choice = new ArrayList<>();
        Device chosen = before.map(device::deviceOr).orElseGet(() -> fastest(choice));
        PrintWriter err = spec.commandLine().getErr();
        Progress.Display display = new Progress.Display(err, Progress.onTerminal());
        before.filter(name -> !name.equals(chosen.name()))
                .ifPresent(
                        name ->
                                display.say(
                                        "the run was on %s until now and goes on with %s: its last digits will differ"
                                                .formatted(name, chosen.name())));
        OptimizeRun optimize = OptimizeRun.of(scene, config, chosen, display::say);
        choice.forEach(display::say);
        if (!resume && out != null) {
            optimize.requireFree(out);
        }
        try (StopRequest stop = new StopRequest();
                RunDirectory run = directory()) {
            print(run, optimize.run(run, stop::requested, display, Shell.line(spec)));
        }
    }

    private Device fastest(List<String> notes) {
        return device.fastest(notes::add, KERNELS);
    }

    private OptimizeConfig config() {
        if (resume && out == null) {
            throw new UserMistake("--resume goes on with the run in --out: give --out, too");
        }
        if (!resume && out != null && Files.exists(out.resolve(RunDirectory.CONFIG))) {
            throw new UserMistake(
                    "%s holds a run already: choose another --out, or go on with that one with --resume"
                            .formatted(out));
        }
        if (downscale != null && downscale < 1) {
            throw new UserMistake(
                    "--downscale must be 1 or more, is %d: leave it out to have at most 1600 pixels a side"
                            .formatted(downscale));
        }
        Config config = resume ? Config.ofRun(out) : Config.named(CONFIG);
        return config.with(overrides()).as(OptimizeConfig.class);
    }

    private List<String> overrides() {
        List<String> overrides = new ArrayList<>(values);
        add(overrides, "maxSplats", maxSplats);
        add(overrides, "photographs.holdEvery", holdEvery);
        add(overrides, "photographs.downscale", downscale);
        add(overrides, "seed", seed);
        if (has("steps=") && !has("seconds=")) {
            overrides.add("seconds=0");
        }
        if (has("seconds=") && !has("steps=")) {
            overrides.add("steps=0");
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

    private RunDirectory directory() {
        if (resume) {
            return RunDirectory.reopen(out);
        }
        return out != null
                ? RunDirectory.create(out)
                : RunDirectory.createNumbered(RunDirectory.RUNS, CONFIG);
    }

    private void print(RunDirectory run, OptimizeResult result) {
        PrintWriter text = spec.commandLine().getOut();
        Image[] preview = result.preview().toArray(Image[]::new);
        if (preview.length > 0 && Progress.onTerminal() && TerminalPreview.isPossible()) {
            text.print(TerminalPreview.of(TerminalPreview.COLUMNS, preview));
        }
        text.println(
                String.format(
                        Locale.ROOT,
                        "psnr      %s, %s, after %d steps in %.1f s",
                        result.quality().psnrText(),
                        result.of(),
                        result.steps(),
                        result.seconds()));
        text.println("ssim      " + result.quality().ssimText());
        if (!result.isComplete()) {
            text.println(
                    "stopped   before time; go on with: ./resplat optimize %s --resume --out %s"
                            .formatted(
                                    Shell.quoted(scene.toString()),
                                    Shell.quoted(run.path().toString())));
        }
        text.println(
                "splats    %s, %d splat%s"
                        .formatted(
                                run.file(OptimizeRun.SCENE),
                                result.splats(),
                                result.splats() == 1 ? "" : "s"));
        text.println("report    " + run.file("report.html"));
        text.flush();
    }
}
