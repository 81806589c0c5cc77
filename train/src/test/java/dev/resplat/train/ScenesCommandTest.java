package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScenesCommandTest {
    @TempDir private Path temporary;

    private static Outcome run(String... arguments) {
        return Outcome.of(List.of(arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate", "list", "preview"})
    void helpEndsWithAnExampleThatParses(String command) {
        List<String> lines = run("scenes", command, "--help").out().strip().lines().toList();
        assertEquals("Example:", lines.get(lines.size() - 2));
        String example = lines.get(lines.size() - 1).strip();
        assertTrue(example.startsWith("./resplat scenes " + command), example);
        Main.commandLine().parseArgs(example.substring("./resplat ".length()).split(" "));
    }

    @Test
    void scenesAreGeneratedListedAndShown() throws Exception {
        String scenes = temporary.resolve("scenes").toString();
        Outcome made =
                run(
                        "scenes",
                        "generate",
                        "--count",
                        "2",
                        "--views",
                        "2",
                        "--size",
                        "16",
                        "--seed",
                        "3",
                        "kind.objects=0",
                        "kind.street=0",
                        "kind.terrain=0",
                        "--out",
                        scenes);
        assertEquals(0, made.code(), made.err());
        String list = run("scenes", "list", scenes).out();
        assertTrue(list.contains("scene-000001") && list.contains("room 2"), list);
        String none = run("scenes", "list", scenes, "--kind", "street").out();
        assertTrue(none.contains("scenes    0"), none);
        String sheet = temporary.resolve("sheet").toString();
        Outcome shown = run("scenes", "preview", scenes, "--size", "32", "--out", sheet);
        assertEquals(0, shown.code(), shown.err());
        var image = ImageIO.read(temporary.resolve("sheet/preview.png").toFile());
        assertEquals(2 * (16 + 32 + 2), image.getHeight());
    }

    @Test
    void mistakesAreToldInALine() {
        assertEquals(2, run("scenes", "generate", "--count", "0").code());
        Outcome views = run("scenes", "generate", "--views", "0");
        assertEquals(2, views.code());
        assertTrue(views.err().contains("--views must be from 1 to 999, is 0"), views.err());
        assertEquals(2, run("scenes", "list", temporary.resolve("none").toString()).code());
        assertEquals(2, run("scenes", "preview", "--count", "1", "kind.cellar=1").code());
        assertEquals(2, run("scenes").code());
    }
}
