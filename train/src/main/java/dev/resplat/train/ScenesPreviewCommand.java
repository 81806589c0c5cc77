package dev.resplat.train;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.library.ContactSheet;
import dev.resplat.train.library.SceneLibrary;
import dev.resplat.train.library.SceneListing;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows scenes side by side. */
@Command(
        name = "preview",
        description =
                "Puts views of scenes on one sheet, preview.png: of a directory, or of a seed without"
                        + " writing scenes.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {"", "Example:", "  ./resplat scenes preview --seed 7 --count 8 --out runs/sheet"})
final class ScenesPreviewCommand implements Runnable {
    private static final String SHEET = "preview.png";

    @Spec private CommandSpec spec;
    @Mixin private LibraryOptions options;
    @Mixin private OutOption out;

    @Parameters(
            paramLabel = "[DIR] [KEY=VALUE...]",
            hideParamSyntax = true,
            description =
                    "A directory that scenes generate has made; without it, KEY=VALUE replaces a"
                            + " value of the configuration, such as kind.room=0.")
    private List<String> arguments = List.of();

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many scenes, 1 to 100. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--views",
            paramLabel = "V",
            defaultValue = "6",
            description = "Views of each scene, 1 to 50. Default: ${DEFAULT-VALUE}.")
    private int views;

    @Option(
            names = "--size",
            paramLabel = "PX",
            defaultValue = "160",
            description = "Pixels of a side of a view, 16 to 1024. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Override
    public void run() {
        between("--count", count, 1, 100);
        between("--views", views, 1, 50);
        between("--size", size, 16, 1024);
        List<String> values = new ArrayList<>();
        List<String> directories = new ArrayList<>();
        arguments.forEach(a -> (a.contains("=") ? values : directories).add(a));
        if (directories.size() > 1 || !directories.isEmpty() && !values.isEmpty()) {
            throw new UserMistake(
                    "give one directory, or KEY=VALUE for scenes that are made now: got "
                            + String.join(" ", arguments));
        }
        Progress.Display display =
                new Progress.Display(spec.commandLine().getErr(), Progress.onTerminal());
        ContactSheet sheet = new ContactSheet(size, views);
        if (directories.isEmpty()) {
            SceneLibrary library = options.library(options.config(values), display::say);
            try (Progress progress = new Progress(display, 0, count)) {
                for (int i = 0; i < count; i++) {
                    sheet.add(library.scene(i));
                    progress.at(i + 1, "scenes");
                }
            }
        } else {
            SceneListing.of(Path.of(directories.get(0))).scenes().stream()
                    .limit(count)
                    .forEach(sheet::add);
        }
        try (RunDirectory run = out.directory("preview")) {
            run.write(SHEET, sheet.png());
            PrintWriter text = spec.commandLine().getOut();
            text.println("sheet     " + run.file(SHEET));
            text.flush();
        }
    }

    private static void between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new UserMistake(
                    "%s must be from %d to %d, is %d".formatted(option, least, most, value));
        }
    }
}
