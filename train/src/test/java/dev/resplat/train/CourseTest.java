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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The exercises of docs/course: as they are they say what is missing, and solved that it is right.
 */
class CourseTest {
    private static final Path COURSE = Path.of("..", "docs", "course");

    /** What a reader is to replace, but for the comment that says what. */
    private static final Pattern TURN =
            Pattern.compile(
                    "(?m)(^ *// ---- Your turn.*\\n(?: *//.*\\n)*)((?:.*\\n)*?)( *// ---- That was it\\.)");

    @TempDir private Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"SoftSign", "Product", "Blend", "EpipolarLine", "Refine"})
    void anExerciseKnowsWhetherItIsSolved(String name) throws Exception {
        String program = Files.readString(COURSE.resolve("exercises/" + name + ".java"));
        String unsolved = said(name, program, "unsolved");
        assertTrue(unsolved.startsWith("not yet: "), unsolved);
        String[] solutions =
                Files.readString(Path.of("src/test/resources/course/" + name + ".txt"))
                        .split("(?m)^----\\n");
        StringBuilder solved = new StringBuilder();
        Matcher turns = TURN.matcher(program);
        int count = 0;
        while (turns.find()) {
            String replaced = turns.group(1) + solutions[count++] + turns.group(3);
            turns.appendReplacement(solved, Matcher.quoteReplacement(replaced));
        }
        turns.appendTail(solved);
        assertEquals(solutions.length, count, "places to fill in");
        assertEquals("right", said(name, solved.toString(), "solved"));
    }

    @Test
    void chaptersNameFilesAndTestsThatThereAre() throws Exception {
        try (var chapters = Files.newDirectoryStream(COURSE, "*.md")) {
            int links = 0;
            for (Path chapter : chapters) {
                Matcher link =
                        Pattern.compile("\\[([^]]+)\\]\\(([^)#:]+)\\)")
                                .matcher(Files.readString(chapter));
                while (link.find()) {
                    Path target = COURSE.resolve(link.group(2));
                    assertTrue(Files.exists(target), chapter + " names " + target);
                    if (link.group(1).matches("[A-Z]\\w*[a-z]\\w*")) {
                        assertEquals(
                                link.group(1) + ".java", "" + target.getFileName(), "" + chapter);
                    }
                    links++;
                }
            }
            assertTrue(links > 20, links + " links");
        }
    }

    /** The last line that a program prints. */
    private String said(String name, String program, String folder) throws Exception {
        Path classes = Files.createDirectories(temporary.resolve(folder));
        Path source = Files.writeString(classes.resolve(name + ".java"), program);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        String path = System.getProperty("java.class.path");
        int code =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, errors, "-cp", path, "-d", "" + classes, "" + source);
        assertEquals(0, code, errors.toString(StandardCharsets.UTF_8));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            loader.loadClass(name)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).lines().reduce("", (all, line) -> line);
    }
}
