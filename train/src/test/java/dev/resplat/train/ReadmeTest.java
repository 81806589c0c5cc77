package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in README.md, as users copy it. */
final class ReadmeTest {
    @TempDir private Path temporary;

    private static String program() throws Exception {
        String readme = Files.readString(Path.of("..", "README.md"));
        List<String> blocks =
                Pattern.compile("(?ms)^```java\\R(.*?)^```$")
                        .matcher(readme)
                        .results()
                        .map((MatchResult block) -> block.group(1))
                        .toList();
        assertEquals(1, blocks.size(), "programs in README.md");
        return blocks.get(0);
    }

    @Test
    void itsProgramLearnsToAdd() throws Exception {
        Path source = Files.writeString(temporary.resolve("Sum.java"), program());
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
}
