package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.Config;
import dev.resplat.train.resplat.ResplatConfig;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in README.md, and the lines after it, as users copy them. */
final class ReadmeTest {
    @TempDir private Path temporary;

    private static List<String> blocks() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        List<String> blocks =
                Pattern.compile("(?ms)^```java\\R(.*?)^```$")
                        .matcher(readme)
                        .results()
                        .map((MatchResult block) -> block.group(1))
                        .toList();
        assertEquals(2, blocks.size(), "blocks of Java in README.md");
        return blocks;
    }

    private void compile(String name, String program) throws Exception {
        Path source = Files.writeString(temporary.resolve(name + ".java"), program);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                errors,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                temporary.toString(),
                                source.toString());
        assertEquals(0, code, errors.toString(StandardCharsets.UTF_8));
    }

    @Test
    void itsLinesThatReadWeightsCompile() throws Exception {
        compile(
                "Weights",
                """
                import dev.resplat.nn.*;
                import dev.resplat.nn.vision.ResNet;
                import dev.resplat.tensor.*;
                import dev.resplat.tensor.io.SafetensorsFile;
                import java.nio.file.Path;

                class Weights {
                    void read(RandomStream random, Device device) {
                """
                        + blocks().get(1)
                        + "}}");
    }

    @Test
    void itsProgramLearnsToAdd() throws Exception {
        compile("Sum", blocks().get(0));
        Path file = temporary.resolve("sum.safetensors");
        List<String> lines = run(file).lines().toList();
        assertEquals(4, lines.size(), lines.toString());
        assertTrue(lines.get(2).startsWith("step 300, loss "), lines.toString());
        String answer = lines.get(3).replaceFirst("^0\\.2 \\+ 0\\.5 = ", "");
        assertEquals(0.7, Double.parseDouble(answer), 0.05);
        assertTrue(Files.size(file) > 0);
    }

    /** What {@code Sum FILE} prints. */
    private String run(Path file) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        URL[] classes = {temporary.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes)) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            loader.loadClass("Sum")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[] {file.toString()});
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Command lines of the program itself, not of its builds and tests. */
    private static List<String> commands() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        return Pattern.compile("(?m)^\\./resplat ([^#\\n]*)")
                .matcher(readme)
                .results()
                .map(line -> line.group(1).strip())
                .filter(line -> !line.matches("(test|bench)\\b.*"))
                .toList();
    }

    @Test
    void itsCommandsParseAndItsTrainingsHaveConfigurations() throws Exception {
        int trainings = 0;
        for (String command : commands()) {
            List<String> words = List.of(command.split(" "));
            Main.commandLine().parseArgs(words.toArray(String[]::new));
            if (words.get(0).equals("train")) {
                String name = words.size() == 1 ? "resplat-mini" : words.get(1);
                Config config = Config.named(name).with(overrides(command));
                if (name.startsWith("resplat2d")) {
                    config.as(Resplat2dConfig.class);
                } else {
                    config.as(ResplatConfig.class);
                }
                trainings++;
            }
        }
        assertTrue(trainings >= 3, commands().toString());
    }

    /** KEY=VALUE, without the weights that are given to data. */
    private static List<String> overrides(String command) {
        return Pattern.compile(" +")
                .splitAsStream(command.replaceAll("--data +\\S+", ""))
                .filter(word -> word.contains("="))
                .toList();
    }

    /** Rows of the only table of a text whose first column is called "row", by title and column. */
    private static Map<String, Map<String, String>> rows(Path file) throws Exception {
        List<String[]> lines =
                Files.readAllLines(file).stream()
                        .dropWhile(line -> !line.startsWith("| row |"))
                        .takeWhile(line -> line.startsWith("|"))
                        .map(line -> line.split(" *\\| *"))
                        .toList();
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        for (String[] cells : lines.subList(2, lines.size())) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 2; i < cells.length; i++) {
                row.put(lines.get(0)[i], cells[i]);
            }
            rows.put(cells[1], row);
        }
        return rows;
    }

    @Test
    void itsTableIsWhatCompareHasPrinted() throws Exception {
        Map<String, Map<String, String>> printed =
                rows(Path.of("..", "docs", "compare", "compare.md"));
        Map<String, Map<String, String>> shown = rows(Path.of("..", "README.md"));
        assertTrue(shown.size() >= 10, shown.toString());
        shown.forEach(
                (title, row) -> {
                    assertTrue(printed.containsKey(title), title);
                    assertTrue(row.size() >= 5, title + ": " + row);
                    assertTrue(
                            printed.get(title).entrySet().containsAll(row.entrySet()),
                            title + ": " + row + " is not of " + printed.get(title));
                });
    }

    @Test
    void itsTableOfStagesIsThatOfTheConfiguration() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        Resplat2dConfig config = Config.named("resplat2d").as(Resplat2dConfig.class);
        assertTrue(readme.contains("epochs of " + config.picturesPerEpoch() + " pictures |"));
        int number = 0;
        for (Resplat2dConfig.Stage stage : config.stages()) {
            number++;
            int least = stage.leastDepth();
            int most = stage.mostDepth();
            String depths =
                    least == most
                            ? "" + least
                            : least + (most == least + 1 ? " or " : " to ") + most;
            String row = "| %d | %d | %s |".formatted(number, stage.epochs(), depths);
            assertTrue(readme.contains(row), row);
        }
    }
}
