package dev.resplat.train;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * What a command line comes to, run in this JVM.
 *
 * @param code the exit code
 * @param out what it wrote on stdout
 * @param err what it wrote on stderr
 */
record Outcome(int code, String out, String err) {
    static Outcome of(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = commandLine.execute(arguments.toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }

    /** Of arguments without spaces. */
    static Outcome of(String line) {
        return of(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }
}
