package dev.resplat.train;

import dev.resplat.tensor.DeviceException;
import dev.resplat.tensor.MissingKernelsException;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.run.DivergedException;
import dev.resplat.train.run.Progress;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: results on stdout, all else on stderr.
 *
 * <p>Exit codes: 0 done; 1 a failure of the program or the machine, or a training that diverged; 2
 * what the user can put right, such as a wrong argument, a damaged file, a full disk or too little
 * memory, explained in one line.
 */
@Command(
        name = "resplat",
        description = "Learns and renders Gaussian splats, in pure Java.",
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        subcommands = {
            TrainCommand.class,
            AblateCommand.class,
            FitCommand.class,
            OptimizeCommand.class,
            ReconstructCommand.class,
            EvalCommand.class,
            CompareCommand.class,
            RenderCommand.class,
            ConvertCommand.class,
            InfoCommand.class,
            ScenesCommand.class,
            DevicesCommand.class
        },
        footer = {
            "",
            "From a checkout, the script has two more, for which there is no --help:",
            "  ./resplat test [ARG ...]   runs every test; arguments go to Maven",
            "  ./resplat bench [ARG ...]  runs benchmarks; arguments go to JMH",
            "",
            "Example:",
            "  ./resplat train"
        })
public final class Main implements Runnable {
    private static final int FAILURE = 1;
    private static final int MISTAKE = 2;

    private static final String LOST =
            "not all that was to be printed is: stdout is full, or was closed";

    /** How the library ends what it says of a value that is none of some. */
    private static final Pattern CHOICES =
            Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was ('.*')$");

    @Spec private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Shows the stack trace of an error.")
    private boolean debug;

    private Main() {}

    /** Runs one command line and exits. Numbers are written as programs read them, anywhere. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(args));
    }

    /** Runs one command line and returns the exit code. */
    static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> main.misread(e))
                .setExecutionStrategy(main::execute)
                .setExecutionExceptionHandler((e, command, parsed) -> main.failed(e, command));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    /** The library hands over exceptions, not errors such as those about memory. */
    private int execute(ParseResult parsed) {
        List<CommandLine> commands = parsed.asCommandLineList();
        CommandLine last = commands.get(commands.size() - 1);
        try {
            int code = new RunLast().execute(parsed);
            // Streams that people read keep their errors to themselves.
            boolean lost = last.getOut().checkError() || System.out.checkError();
            return lost ? failed(new UserMistake(LOST), last) : code;
        } catch (Error e) {
            return failed(e, last);
        }
    }

    private int misread(ParameterException e) {
        CommandLine command = e.getCommandLine();
        // The library begins some of its messages so, and not others.
        String message = e.getMessage().replaceFirst("^Error: ", "");
        if (e instanceof UnmatchedArgumentException unmatched) {
            message = unknown(unmatched, command);
        }
        message =
                message.replaceFirst("' is not an? (int|long)$", "' must be a whole number")
                        .replaceFirst("' is not a double$", "' must be a number");
        message = choices(message);
        return report(e, command, MISTAKE, message + "; see " + name(command) + " --help");
    }

    /** The library lists the names of constants; users write and read them small. */
    private static String choices(String message) {
        Matcher matcher = CHOICES.matcher(message);
        return matcher.find()
                ? "%smust be one of %s, is %s"
                        .formatted(
                                message.substring(0, matcher.start()),
                                matcher.group(1).toLowerCase(Locale.ROOT),
                                matcher.group(2))
                : message;
    }

    private static String unknown(UnmatchedArgumentException e, CommandLine command) {
        String argument = e.getUnmatched().get(0);
        String kind = e.isUnknownOption() ? "option" : "argument";
        if (!e.isUnknownOption() && !command.getSubcommands().isEmpty()) {
            return "no command '%s'; there are: %s"
                    .formatted(argument, String.join(", ", command.getSubcommands().keySet()));
        }
        List<String> similar = e.getSuggestions();
        return "no %s '%s'%s"
                .formatted(
                        kind,
                        argument,
                        similar.isEmpty()
                                ? ""
                                : "; did you mean " + String.join(" or ", similar) + "?");
    }

    private int failed(Throwable e, CommandLine command) {
        if (e instanceof UserMistake || e instanceof FormatException) {
            return report(e, command, MISTAKE, e.getMessage());
        }
        if (e instanceof MissingKernelsException) {
            return report(e, command, MISTAKE, e.getMessage() + "; use --device cpu");
        }
        if (e instanceof DeviceException
                || e instanceof DivergedException
                || e instanceof UncheckedIOException) {
            return report(e, command, FAILURE, e.getMessage());
        }
        if (e instanceof OutOfMemoryError) {
            return report(
                    e,
                    command,
                    MISTAKE,
                    "out of memory (%s): choose %s, or give the program more memory (java -Xmx...)"
                            .formatted(e.getMessage(), smaller(command)));
        }
        return report(
                e, command, FAILURE, e + (debug ? "" : " (--debug shows where this comes from)"));
    }

    /**
     * The options of a command with which it needs less memory. Edits are none: they come when a
     * scene is read.
     */
    private static String smaller(CommandLine command) {
        List<String> ways = new ArrayList<>();
        String[][] options = {
            {"--downscale", "a larger --downscale"},
            {"--max-splats", "fewer --max-splats"},
            {"--splats", "fewer --splats"}
        };
        for (String[] option : options) {
            OptionSpec found = command.getCommandSpec().findOption(option[0]);
            if (found != null && !EditOptions.has(found)) {
                ways.add(option[1]);
            }
        }
        return ways.isEmpty() ? "something smaller" : String.join(" or ", ways);
    }

    private int report(Throwable e, CommandLine command, int code, String message) {
        PrintWriter err = command.getErr();
        new Progress.Display(err, false)
                .say(name(command) + ": " + message.replaceAll("\\s*\\R\\s*", " "));
        if (debug) {
            e.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
