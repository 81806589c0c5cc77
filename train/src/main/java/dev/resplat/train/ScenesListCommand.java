package dev.resplat.train;

import dev.resplat.train.library.Finish;
import dev.resplat.train.library.Kind;
import dev.resplat.train.library.Lighting;
import dev.resplat.train.library.Rig;
import dev.resplat.train.library.SceneListing;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists scenes that were written. */
@Command(
        name = "list",
        description =
                "Lists the scenes of a directory, and how many there are of each sort. The example is"
                        + " about what the example of generate leaves.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        footer = {"", "Example:", "  ./resplat scenes list runs/scenes --kind room"})
final class ScenesListCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A directory that scenes generate has made.")
    private Path directory;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "Only those: room, objects, street or terrain.")
    private Kind kind;

    @Option(
            names = "--lighting",
            paramLabel = "LIGHT",
            description = "Only those: sun, overcast, lamps, area or environment.")
    private Lighting lighting;

    @Option(
            names = "--finish",
            paramLabel = "FINISH",
            description = "Only those: rough, mixed, smooth or reflective.")
    private Finish finish;

    @Option(names = "--rig", paramLabel = "RIG", description = "Only those: walk, orbit or random.")
    private Rig rig;

    @Override
    public void run() {
        PrintWriter text = spec.commandLine().getOut();
        SceneListing.of(directory)
                .filtered(kind, lighting, finish, rig)
                .lines()
                .forEach(text::println);
        text.flush();
    }
}
