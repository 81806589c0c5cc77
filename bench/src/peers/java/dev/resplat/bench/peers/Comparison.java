package dev.resplat.bench.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import dev.resplat.tensor.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs the cases on both sides and prints a Markdown table.
 *
 * <p>Arguments: a part of the names of the cases to run, all if absent; {@code --out FILE} writes
 * the table to a file, too.
 */
public final class Comparison {
    private Comparison() {}

    /** Runs the comparison. */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        String filter = "";
        Path out = null;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--out") && i + 1 < args.length) {
                out = Path.of(args[++i]);
            } else if (filter.isEmpty() && !args[i].startsWith("-")) {
                filter = args[i];
            } else {
                System.err.println("usage: ./resplat bench --peers [PART-OF-NAME] [--out FILE]");
                System.exit(2);
            }
        }
        String report = report(filter);
        if (out != null) {
            Files.writeString(out, report, StandardCharsets.UTF_8);
        }
    }

    private static String report(String filter) {
        int threads = Runtime.getRuntime().availableProcessors();
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        List<String> lines = new ArrayList<>();
        print(lines, Machine.description());
        print(
                lines,
                ("Peers: libtorch %s, EJML %s; %d threads on each side. Load average %.1f before."
                                + " Commit %s, %s.")
                        .formatted(
                                Engine.getEngine("PyTorch").getVersion(),
                                org.ejml.EjmlVersion.VERSION,
                                threads,
                                Machine.load(),
                                System.getProperty("resplat.commit", "unknown"),
                                LocalDate.now()));
        print(lines, "");
        print(
                lines,
                "| case | peer | unit | ours | peer's | ratio | quartiles | target | bound |"
                        + " ours / bound |");
        print(lines, "|---|---|---|---:|---:|---:|---:|---:|---:|---:|");
        for (Case candidate : Cases.all(new Bounds(threads))) {
            if (candidate.name().contains(filter)) {
                print(lines, row(candidate));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static void print(List<String> lines, String line) {
        System.out.println(line);
        lines.add(line);
    }

    private static String row(Case c) {
        Rounds rounds;
        try (Scope scope = Scope.open();
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            Case.Sides sides = c.sides().apply(manager);
            sides.check(c.tolerance());
            rounds = Rounds.of(sides);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(c.name() + " against " + c.peer(), e);
        }
        double ours = c.work() / rounds.ourSeconds();
        double theirs = c.work() / rounds.theirSeconds();
        double bound = c.bound().rate().getAsDouble();
        return "| %s | %s | %s | %s | %s | **%.2f** | %.2f-%.2f | %s | %s: %s | %.0f %% |"
                .formatted(
                        c.name(),
                        c.peer(),
                        c.unit(),
                        digits(ours),
                        digits(theirs),
                        rounds.ratio(0.5),
                        rounds.ratio(0.25),
                        rounds.ratio(0.75),
                        Double.isNaN(c.target()) ? "" : ">= " + c.target(),
                        c.bound().name(),
                        digits(bound),
                        100 * ours / bound);
    }

    /** Three digits. */
    private static String digits(double value) {
        int decimals = Math.max(0, 2 - (int) Math.floor(Math.log10(value)));
        return ("%." + decimals + "f").formatted(value);
    }
}
