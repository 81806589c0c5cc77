package dev.resplat.train;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.library.Generation;
import dev.resplat.train.library.LibraryConfig;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes scenes as folders. */
@Command(
        name = "generate",
        description = {
            "Writes scenes as folders with images, depth in millimetres, cameras.json and scene.json.",
            "Ctrl-C leaves complete scenes only; the same command goes on from there."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Example:",
            "  ./resplat scenes generate --count 4 --views 24 --size 128 --out runs/scenes"
        })
final class ScenesGenerateCommand implements Runnable {
    @Spec private CommandSpec spec;
    @Mixin private LibraryOptions options;

    @Parameters(
            paramLabel = "KEY=VALUE",
            description = "Replaces a value of the configuration, such as kind.room=0.")
    private List<String> values = List.of();

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many scenes. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--views",
            paramLabel = "V",
            defaultValue = "48",
            description = "Views of each scene, 1 to 999. Default: ${DEFAULT-VALUE}.")
    private int views;

    @Option(
            names = "--size",
            paramLabel = "PX",
            defaultValue = "256",
            description = "Pixels of a side of a view. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory of the scenes' folders. Default: runs/scenes-N.")
    private Path out;

    @Override
    public void run() {
        if (count < 1 || count > 1_000_000) {
            throw new UserMistake("--count must be from 1 to 1000000, is " + count);
        }
        LibraryConfig config = options.config(values);
        Generation.Settings settings = settings(config);
        Progress.Display display =
                new Progress.Display(spec.commandLine().getErr(), Progress.onTerminal());
        if (out != null) {
            RunDirectory.requireFree(out, List.of("scene-000000"));
        }
        try (StopRequest stop = new StopRequest();
                RunDirectory run = directory()) {
            Generation.Result result =
                    Generation.run(
                            options.library(config, display::say),
                            settings,
                            count,
                            run,
                            stop::requested,
                            display);
            print(run, result);
        }
    }

    private Generation.Settings settings(LibraryConfig config) {
        try {
            return new Generation.Settings(
                    options.seed(), views, size, options.photographs(), config);
        } catch (IllegalArgumentException e) {
            throw new UserMistake("--" + e.getMessage(), e);
        }
    }

    private RunDirectory directory() {
        return out == null
                ? RunDirectory.createNumbered(RunDirectory.RUNS, "scenes")
                : RunDirectory.createOrReplace(out);
    }

    private void print(RunDirectory run, Generation.Result result) {
        PrintWriter text = spec.commandLine().getOut();
        text.println(
                String.format(
                        Locale.ROOT,
                        "scenes    %s, %d made in %.1f s%s",
                        run.path(),
                        result.made(),
                        result.seconds(),
                        result.found() == 0 ? "" : ", %d were there".formatted(result.found())));
        if (result.missing() > 0) {
            text.println(
                    "stopped   before %d scenes; go on with the same command%s"
                            .formatted(
                                    result.missing(),
                                    out == null
                                            ? " and --out " + Shell.quoted(run.path().toString())
                                            : ""));
        }
        text.flush();
    }
}
