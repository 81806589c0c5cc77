package dev.resplat.train;

import dev.resplat.train.run.RunDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of commands whose results are replaced when they are run again. */
final class OutOption {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Directory of the results, which replace earlier ones. Default:"
                            + " runs/${COMMAND-NAME}-N, with the next number.")
    private Path out;

    /** The directory; without the option, a new one that is named after the command. */
    RunDirectory directory(String command) {
        return out != null
                ? RunDirectory.createOrReplace(out)
                : RunDirectory.createNumbered(RunDirectory.RUNS, command);
    }
}
