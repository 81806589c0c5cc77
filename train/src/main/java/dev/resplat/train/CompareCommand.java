package dev.resplat.train;

import dev.resplat.tensor.Device;
import dev.resplat.train.compare.CompareConfig;
import dev.resplat.train.compare.Comparison;
import dev.resplat.train.compare.ComparisonResult;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.RunKind;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures ways to new views on the same scenes. */
@Command(
        name = "compare",
        description = {
            "Measures ways to new views on the same scenes: ReSplat at every depth, its form for"
                    + " pictures, pixelSplat, splats of a single pass, a light field transformer,"
                    + " optimisation of each scene, and the true mesh.",
            "Quality, splats, times, memory and what each needs become one table, with charts and"
                    + " pictures.",
            "Ctrl-C ends it early: the report is of the rows that are complete, and --resume goes"
                    + " on."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {"", "Example:", "  ./resplat compare --scenes 2 --out runs/compare"})
final class CompareCommand implements Runnable {
    private static final String CONFIG = "compare";

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;

    @Parameters(
            paramLabel = "[KEY=VALUE...]",
            hideParamSyntax = true,
            description =
                    "Replaces a value of the configuration, such as optimization.steps=[100,1000].")
    private List<String> arguments = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Directory of the report; it must not hold a run.")
    private Path out;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The folder of a scene, or of scenes: posed photographs, or clips; or"
                            + " synthetic:SEED. Default: scenes that the program makes and nothing"
                            + " has learned from.")
    private Path data;

    @Option(
            names = "--budget",
            paramLabel = "MINUTES",
            description =
                    "Looks at as many scenes as two cores need about so long for; which these are"
                            + " does not depend on how fast the machine is. Default: 25.")
    private Double budget;

    @Option(
            names = "--scenes",
            paramLabel = "N",
            description = "So many scenes, instead of --budget.")
    private Integer scenes;

    @Option(
            names = "--train",
            description =
                    "First trains whatever has no weights, into the directory; that takes about half an hour for each.")
    private boolean train;

    @Option(
            names = "--resume",
            description =
                    "Goes on with the comparison in --out, also after a kill, with its scenes,"
                            + " values and device.")
    private boolean resume;

    @Override
    public void run() {
        CompareConfig config = config();
        if (!resume) {
            requireNew();
        }
        Device chosen = device.deviceOf(out, Comparison.deviceOf(out));
        Progress.Display display =
                new Progress.Display(spec.commandLine().getErr(), Progress.onTerminal());
        Comparison comparison = new Comparison(config, out, display);
        try (StopRequest stop = new StopRequest();
                RunDirectory directory =
                        resume ? RunDirectory.reopen(out) : RunDirectory.create(out)) {
            if (data != null && !ViewEvaluationOptions.isMade(data)) {
                directory.requireOther(data, "");
            }
            print(comparison.run(chosen, directory, train, stop::requested, Shell.line(spec)));
        }
    }

    /** Before views are made, which takes a while. */
    private void requireNew() {
        if (Files.exists(out.resolve(RunDirectory.CONFIG))) {
            throw new UserMistake(
                    "%s holds a run already: choose another --out, or add --resume if it is a comparison"
                            .formatted(out));
        }
        RunDirectory.requireFree(
                out,
                List.of(
                        ComparisonResult.NUMBERS,
                        ComparisonResult.TABLE,
                        ComparisonResult.PAGE,
                        ComparisonResult.SHEET,
                        Comparison.ROWS));
    }

    private CompareConfig config() {
        if (resume) {
            GivenOptions.requireNone(
                    spec,
                    "--resume takes scenes from the comparison: leave it out",
                    "--data",
                    "--budget",
                    "--scenes");
            if (!arguments.isEmpty()) {
                throw new UserMistake(
                        "--resume takes values from the comparison: leave out " + arguments.get(0));
            }
            return Config.ofRun(out, RunKind.COMPARISON).as(CompareConfig.class);
        }
        if (budget != null && scenes != null) {
            throw new UserMistake("--scenes: it is instead of --budget; give one of both");
        }
        if (budget != null && !(budget > 0)) {
            throw new UserMistake("--budget: must be more than 0 minutes, is " + budget);
        }
        List<String> values = new ArrayList<>(arguments);
        if (data != null) {
            values.add(Config.text("data", where(data)));
        }
        if (scenes != null) {
            values.add("scenes=" + scenes);
        }
        CompareConfig config = Config.named(CONFIG).with(values).as(CompareConfig.class);
        return budget == null ? config : config.with(config.scenesIn(budget));
    }

    private static String where(Path data) {
        if (ViewEvaluationOptions.isMade(data)) {
            return data.toString();
        }
        if (!Files.exists(data)) {
            throw new UserMistake(
                    "--data: there is no %s: give a folder of scenes".formatted(data));
        }
        return data.toAbsolutePath().toString();
    }

    private void print(ComparisonResult result) {
        PrintWriter text = spec.commandLine().getOut();
        text.print(result.markdown());
        text.println();
        if (result.complete() < result.of()) {
            text.println(
                    "stopped   with %d of %d rows complete; go on with: ./resplat compare --resume --device %s --out %s"
                            .formatted(
                                    result.complete(),
                                    result.of(),
                                    result.device().name(),
                                    Shell.quoted(out.toString())));
        }
        text.println("table     " + out.resolve(ComparisonResult.TABLE));
        text.println("report    " + out.resolve(ComparisonResult.PAGE));
        text.flush();
    }
}
