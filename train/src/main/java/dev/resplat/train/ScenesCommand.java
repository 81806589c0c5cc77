package dev.resplat.train;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Scenes of triangles that the program makes: to write, to list, to look at. */
@Command(
        name = "scenes",
        description = {
            "Makes scenes of triangles, with cameras, depth, and what is known about them: rooms,"
                    + " objects, streets and terrain.",
            "They are posed photographs to other commands, such as optimize."
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        subcommands = {
            ScenesGenerateCommand.class,
            ScenesListCommand.class,
            ScenesPreviewCommand.class
        },
        footer = {"", "Example:", "  ./resplat scenes preview --seed 7 --count 8 --out runs/sheet"})
final class ScenesCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "no command given: generate, list or preview");
    }
}
