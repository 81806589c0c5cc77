package dev.resplat.train;

import dev.resplat.tensor.Device;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.TerminalPreview;
import dev.resplat.train.loop.Outcome;
import dev.resplat.train.loop.Trainee;
import dev.resplat.train.loop.TrainingLoop;
import dev.resplat.train.models.Model;
import dev.resplat.train.models.Training;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains what a configuration describes. */
@Command(
        name = "train",
        description = {
            "Trains what a configuration describes: by default a small recurrent network that makes"
                    + " splats of several views of a scene and refines them, in about half an hour, on"
                    + " scenes that the program makes.",
            "Ctrl-C ends it early: what has been learned is kept, and --resume goes on from there."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Example:",
            "  ./resplat train resplat2d picturesPerEpoch=100 network.width=32 --seed 7"
        })
final class TrainCommand implements Runnable {
    private static final String DEFAULT_CONFIG = "resplat-mini";

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;

    @Parameters(
            paramLabel = "[CONFIG] [KEY=VALUE...]",
            hideParamSyntax = true,
            description =
                    "A YAML file or the name of a configuration in the jar: resplat-mini (the"
                            + " default), pixelsplat-mini, lightfield-mini, trunk, or resplat2d,"
                            + " which makes splats of pictures. KEY=VALUE replaces one of its"
                            + " values.")
    private List<String> arguments = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory of the run; it must not hold one. Default: runs/CONFIG-N.")
    private Path out;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description =
                    "Continues the run in this directory, on its device unless --device names"
                            + " another; if it had --data, give the same again. Only steps,"
                            + " evaluateEvery, checkpointEvery, checkpointSeconds, schedule.* and"
                            + " refinement.schedule.* can be replaced then.")
    private Path resume;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description =
                    "What to learn from: a folder of photographs, or of scenes for models of new"
                            + " views; synthetic:SEED for views of scenes that the program makes; or"
                            + " painted for pictures that it paints (resplat2d only). Several have"
                            + " commas between, and weights if they are not to be equal:"
                            + " synthetic:7=0.7,photographs=0.3. Default: painted for resplat2d,"
                            + " else scenes of the run's seed.")
    private String data;

    @Option(
            names = "--data-threads",
            paramLabel = "N",
            description =
                    "Threads that make pictures ready while the model learns, 1 to 64; what is"
                            + " learned does not depend on it. Default: 2 to 4, by the machine.")
    private Integer dataThreads;

    @Option(names = "--seed", paramLabel = "N", description = "The same as seed=N.")
    private Long seed;

    @Override
    public void run() {
        Config config = config();
        train(Model.of(config).training(config), config);
    }

    /** Of the run that goes on; a checkpoint that is being replaced would look damaged. */
    private Optional<String> deviceBefore() {
        try (RunDirectory unused = RunDirectory.reopen(resume)) {
            return TrainingLoop.deviceOf(resume);
        }
    }

    private void train(Training<?> training, Config config) {
        Optional<String> before = resume == null ? Optional.empty() : deviceBefore();
        Device chosen = before.map(device::deviceOr).orElseGet(device::device);
        Progress.Display display =
                new Progress.Display(spec.commandLine().getErr(), Progress.onTerminal());
        if (resume != null && !TrainingLoop.hasCheckpoint(resume)) {
            display.say("the run has no checkpoint yet, and begins anew");
        }
        DataChoice choice = choice();
        Function<Device, ? extends Trainee> maker = training.prepare(choice, display::say);
        try (StopRequest stop = new StopRequest();
                RunDirectory run = directory(config)) {
            choice.folders().forEach(folder -> run.requireOther(folder, ""));
            before.filter(name -> !name.equals(chosen.name()))
                    .ifPresent(
                            name ->
                                    display.say(
                                            "the run was on %s until now and goes on with %s: its last digits will differ"
                                                    .formatted(name, chosen.name())));
            print(run, training.train(chosen, maker, run, stop::requested, display), chosen);
        }
    }

    private DataChoice choice() {
        DataChoice choice = DataChoice.of(Optional.ofNullable(data));
        if (dataThreads == null) {
            return choice;
        }
        if (dataThreads < 1 || dataThreads > 64) {
            throw new UserMistake("--data-threads must be from 1 to 64, is " + dataThreads);
        }
        return new DataChoice(choice.where(), dataThreads);
    }

    private Config config() {
        List<String> overrides = new ArrayList<>();
        List<String> names = new ArrayList<>();
        arguments.forEach(a -> (a.contains("=") ? overrides : names).add(a));
        if (seed != null) {
            overrides.add("seed=" + seed);
        }
        if (names.size() > 1) {
            throw new UserMistake("one configuration is enough, got " + String.join(", ", names));
        }
        if (resume == null) {
            return Config.named(names.isEmpty() ? DEFAULT_CONFIG : names.get(0)).with(overrides);
        }
        if (!names.isEmpty() || out != null) {
            throw new UserMistake(
                    "--resume takes configuration and directory from the run: leave out "
                            + (out != null ? "--out" : names.get(0)));
        }
        return Config.ofRun(resume).with(overrides);
    }

    private RunDirectory directory(Config config) {
        if (resume != null) {
            return RunDirectory.reopen(resume);
        }
        return out != null
                ? RunDirectory.create(out)
                : RunDirectory.createNumbered(RunDirectory.RUNS, config.name());
    }

    private void print(RunDirectory run, Outcome outcome, Device device) {
        PrintWriter text = spec.commandLine().getOut();
        Image[] preview = outcome.preview().toArray(Image[]::new);
        if (preview.length > 0 && Progress.onTerminal() && TerminalPreview.isPossible()) {
            text.print(TerminalPreview.of(TerminalPreview.COLUMNS, preview));
        }
        text.println(
                String.format(
                        Locale.ROOT,
                        "%-9s %s after %d steps in %.1f s on %s",
                        outcome.score().name(),
                        outcome.score().text(outcome.best()),
                        outcome.steps(),
                        outcome.seconds(),
                        device));
        if (outcome.skipped() > 0) {
            text.println(
                    "skipped   %d steps, because their loss or gradient was not finite"
                            .formatted(outcome.skipped()));
        }
        if (!outcome.isComplete()) {
            text.println(
                    "stopped   at %d of %d; go on with: ./resplat train --resume %s%s"
                            .formatted(
                                    outcome.steps(),
                                    outcome.of(),
                                    Shell.quoted(run.path().toString()),
                                    data == null ? "" : " --data " + Shell.quoted(data)));
        }
        text.println("weights   " + run.file(TrainingLoop.BEST));
        text.println("report    " + run.file("report.html"));
        text.flush();
    }
}
