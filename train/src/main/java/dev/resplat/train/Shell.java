package dev.resplat.train;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** Command lines to copy. */
final class Shell {
    private Shell() {}

    /** An argument as a shell takes it. */
    static String quoted(String argument) {
        return argument.matches("[\\w/.,:=@%+-]+")
                ? argument
                : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** Arguments as a shell takes them. */
    static String quoted(List<String> arguments) {
        return arguments.stream().map(Shell::quoted).collect(Collectors.joining(" "));
    }

    /** The line that a command was started with. */
    static String line(CommandSpec command) {
        return "resplat " + quoted(command.root().commandLine().getParseResult().originalArgs());
    }
}
