package dev.resplat.train;

import dev.resplat.tensor.Device;
import dev.resplat.train.ablation.Ablation;
import dev.resplat.train.ablation.AblationConfig;
import dev.resplat.train.ablation.AblationResult;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.RunKind;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.models.SynthesisWeights;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.run.StopRequest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a model with one part left out at a time. */
@Command(
        name = "ablate",
        description = {
            "Trains a model again and again with one thing changed, and says what each is good for.",
            "All runs have as many steps and samples of the same data; each variant has a run per"
                    + " seed.",
            "Ctrl-C ends it early: the report is of what is complete, and --resume goes on."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {
            "",
            "Example:",
            "  ./resplat ablate resplat2d picturesPerEpoch=5 --seeds 1 --out runs/ablation"
        })
final class AblateCommand implements Runnable {
    private static final String DEFAULT = "resplat2d";

    /** The configurations of the jar, by what is ablated. */
    private static final Map<String, String> SHIPPED =
            new TreeMap<>(
                    Map.of(
                            DEFAULT,
                            "ablate",
                            "pixelsplat",
                            "ablate-pixelsplat",
                            "resplat",
                            "ablate-resplat"));

    @Spec private CommandSpec spec;
    @Mixin private DeviceOption device;

    @Parameters(
            paramLabel = "[NAME] [KEY=VALUE...]",
            hideParamSyntax = true,
            description =
                    "What is ablated: a model of which the jar has variants, resplat2d (the"
                            + " default), pixelsplat or resplat, or a YAML file of variants. KEY=VALUE"
                            + " replaces a value of all trainings, such as picturesPerEpoch=100.")
    private List<String> arguments = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Directory of the report; each run has a directory in it.")
    private Path out;

    @Option(
            names = "--resume",
            description =
                    "Goes on with the ablation in --out; all other options may be left out then,"
                            + " and --seeds and --variants may name more.")
    private boolean resume;

    @Option(names = "--config", paramLabel = "FILE", description = "The same as a file for NAME.")
    private String file;

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "N",
            description = "Each variant is trained with each of them. Default: 1,2,3.")
    private List<Long> seeds;

    @Option(
            names = "--variants",
            split = ",",
            paramLabel = "NAME",
            description = "Trains these variants only.")
    private List<String> variants;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description =
                    "What to learn from, as in 'train': a folder, synthetic:SEED, painted, or"
                            + " several. Default: what the model has of its own.")
    private String data;

    @Option(
            names = "--test",
            paramLabel = "DIR",
            description =
                    "Photographs that no run has seen, of which there is a table, too; for models"
                            + " that make views of scenes, a folder of scenes.")
    private Path test;

    @Option(
            names = "--splats",
            paramLabel = "N",
            description = "For each photograph of --test. Default: one per 100 pixels.")
    private Integer splats;

    @Option(
            names = "--scenes",
            paramLabel = "N",
            description =
                    "Scenes that no run has seen, of which there is a table, too; for models that"
                            + " make views of scenes.")
    private Integer scenes;

    @Override
    public void run() {
        AblationConfig config = config();
        PrintWriter err = spec.commandLine().getErr();
        Progress.Display display = new Progress.Display(err, Progress.onTerminal());
        Ablation ablation = new Ablation(config, display);
        Device chosen = device.deviceOf(out, ablation.deviceOf(out));
        try (StopRequest stop = new StopRequest();
                RunDirectory directory =
                        resume ? RunDirectory.reopen(out) : RunDirectory.create(out)) {
            print(ablation.run(chosen, directory, stop::requested, Shell.line(spec)));
        }
    }

    private AblationConfig config() {
        List<String> values = new ArrayList<>();
        List<String> names = new ArrayList<>();
        arguments.forEach(a -> (a.contains("=") ? values : names).add(a));
        if (names.size() > 1) {
            throw new UserMistake("one ablation is enough, got " + String.join(", ", names));
        }
        if (!resume) {
            return changed(named(names), values);
        }
        if (file != null) {
            throw new UserMistake("--resume takes the variants from the run: leave out --config");
        }
        Config begun = Config.ofRun(out, RunKind.ABLATION);
        AblationConfig before = begun.as(AblationConfig.class);
        requireModel(names, before.model(), out.toString());
        return before.continued(changed(begun, values));
    }

    private static void requireModel(List<String> names, String model, String where) {
        if (!names.isEmpty() && !names.get(0).equals(model)) {
            throw new UserMistake(
                    "there are no variants of '%s' in %s, which is of %s: leave out %s"
                            .formatted(names.get(0), where, model, names.get(0)));
        }
    }

    private Config named(List<String> names) {
        if (file != null) {
            String model = Config.named(file).as(AblationConfig.class).model();
            requireModel(names, model, "--config " + file);
            return Config.named(file);
        }
        if (names.isEmpty()) {
            return Config.named(SHIPPED.get(DEFAULT));
        }
        String name = names.get(0);
        if (SHIPPED.containsKey(name)) {
            return Config.named(SHIPPED.get(name));
        }
        if (Files.isRegularFile(Path.of(name)) || name.endsWith(".yaml") || name.endsWith(".yml")) {
            return Config.file(Path.of(name));
        }
        throw new UserMistake(
                "there are no variants of '%s': give %s or a YAML file of variants"
                        .formatted(name, String.join(", ", SHIPPED.keySet())));
    }

    private AblationConfig changed(Config file, List<String> values) {
        if (!resume && Files.exists(out.resolve(RunDirectory.CONFIG))) {
            throw new UserMistake(
                    "%s holds a run already: choose another --out, or add --resume if it is an ablation"
                            .formatted(out));
        }
        if (!resume) {
            RunDirectory.requireFree(out, List.of(AblationResult.TABLE));
        }
        AblationConfig config = file.as(AblationConfig.class).with(values);
        if (seeds != null) {
            config = config.seeds(seeds);
        }
        if (variants != null) {
            config = config.only(variants);
        }
        if (data != null) {
            config = config.data(DataChoice.of(Optional.of(data)).absolute().where().orElseThrow());
        }
        if (test != null) {
            config = config.test(test.toAbsolutePath().toString());
        }
        if (splats != null) {
            config = config.splats(splats);
            requirePhotographs(config);
        }
        if (scenes != null) {
            config = config.scenes(scenes);
        }
        return config;
    }

    private static void requirePhotographs(AblationConfig config) {
        if (SynthesisWeights.has(config.model())) {
            throw new UserMistake(
                    "--splats: is for models of pictures, and %s makes views of scenes"
                            .formatted(config.model()));
        }
        if (config.test().folder().isEmpty()) {
            throw new UserMistake("--splats: is for photographs: give some with --test DIR");
        }
    }

    private void print(AblationResult result) {
        PrintWriter text = spec.commandLine().getOut();
        text.print(result.markdown());
        text.println();
        if (result.complete() < result.of()) {
            text.println(
                    "stopped   with %d of %d runs complete%s; go on with: ./resplat ablate --resume --out %s"
                            .formatted(
                                    result.complete(),
                                    result.of(),
                                    result.diverged().isEmpty()
                                            ? ""
                                            : " (diverged: "
                                                    + String.join(", ", result.diverged())
                                                    + ")",
                                    Shell.quoted(out.toString())));
        }
        text.println("table     " + out.resolve(AblationResult.TABLE));
        text.println("report    " + out.resolve("report.html"));
        text.flush();
    }
}
