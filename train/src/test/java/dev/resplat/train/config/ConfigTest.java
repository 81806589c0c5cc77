package dev.resplat.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.compare.CompareConfig;
import dev.resplat.train.fit.FitConfig;
import dev.resplat.train.pixelsplat.PixelSplatConfig;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import dev.resplat.train.synthesis.LossConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ConfigTest {
    private static final String COMPLETE =
            """
            name: first
            size: {width: 3, ratio: 1e-3}
            color: red
            parts: [1, 2]
            """;

    @TempDir private Path temporary;

    enum Color {
        RED,
        GREEN
    }

    record Size(int width, double ratio) {
        Size {
            Require.atLeast(1, "width", width);
        }
    }

    record Example(String name, Size size, Color color, List<Integer> parts) {}

    private Example read(String yaml, String... overrides) throws IOException {
        Path file = Files.writeString(temporary.resolve("example.yaml"), yaml);
        return Config.file(file).with(List.of(overrides)).as(Example.class);
    }

    private String mistake(String yaml, String... overrides) {
        return assertThrows(UserMistake.class, () -> read(yaml, overrides)).getMessage();
    }

    @Test
    void savedByAnOlderVersionMeansWhatWasDoneThen() {
        PixelSplatConfig now = Config.named("pixelsplat-mini").as(PixelSplatConfig.class);
        String older =
                Config.toYaml(now)
                        .replaceFirst("\n  contextViews: \\[]", "")
                        .replaceFirst("\n  decibels: 0.0", "")
                        .replaceFirst("\n  depth:\n    weight: .*\n    until: .*", "");
        assertFalse(older.contains("until"), older);
        PixelSplatConfig read = Config.saved("older", older).as(PixelSplatConfig.class);
        assertEquals(new LossConfig.Depth(0, 0), read.loss().depth());
        assertEquals(List.of(), read.data().contextViews());
        assertEquals(0, read.loss().decibels());
        assertEquals(
                now.loss().depth(),
                Config.saved("now", Config.toYaml(now)).as(PixelSplatConfig.class).loss().depth());
    }

    @Test
    void aCompleteFileIsBound() throws IOException {
        assertEquals(
                new Example("first", new Size(3, 1e-3), Color.RED, List.of(1, 2)), read(COMPLETE));
    }

    @Test
    void overridesReplaceValues() throws IOException {
        assertEquals(
                new Example("a=b", new Size(4, 2), Color.GREEN, List.of()),
                read(
                        COMPLETE,
                        "name=a=b",
                        "size.width=4",
                        "size.ratio=2",
                        "color=green",
                        "parts=[]"));
    }

    @Test
    void whatIsSavedReadsBack() throws IOException {
        Example odd = new Example("no: 'y'", new Size(1, 1e22), Color.GREEN, List.of());
        assertEquals(odd, read(Config.toYaml(odd)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size.width=0   | size.width must be at least 1, is 0",
                "size.width=x   | size.width must be a whole number, is 'x'",
                "size.width=1.5 | size.width must be a whole number, is '1.5'",
                "size.width=    | size.width must be a whole number, is empty",
                "size.ratio=x   | size.ratio must be a number, is 'x'",
                "size=3         | size must be a group of keys, is 3",
                "color=blue     | color must be one of red, green, is 'blue'",
                "parts=3        | parts must be a list, is 3",
            })
    void aWrongValueIsNamedWithWhatIsAllowed(String override, String expected) {
        String message = mistake(COMPLETE, override);
        assertTrue(message.endsWith("example.yaml with " + override + ": " + expected), message);
    }

    @Test
    void anUnknownKeyIsNamedWithTheChoices() {
        String message = mistake(COMPLETE.replace("width: 3", "width: 3, depth: 4"));
        assertTrue(
                message.endsWith(
                        "example.yaml: unknown key 'size.depth'; allowed here are: ratio, width"),
                message);
    }

    @Test
    void aMissingKeyIsNamed() {
        String message = mistake(COMPLETE.replace("width: 3, ", ""));
        assertTrue(
                message.endsWith("example.yaml: missing key 'size.width'; present are: ratio"),
                message);
    }

    @Test
    void anUnknownOverrideIsNamedWithTheChoices() {
        String message = mistake(COMPLETE, "size.depth=4");
        assertTrue(
                message.endsWith(
                        "has no key 'size.depth'; there are: name, size.width, size.ratio, color, parts"),
                message);
    }

    @Test
    void changesNameTheKeyAndTheValueBefore() throws IOException {
        Example before = read(COMPLETE);
        assertEquals(Map.of(), Config.changes(before, read(COMPLETE, "size.ratio=0.001")));
        assertEquals(
                Map.of("size.width", "3", "color", "red", "parts", "[1,2]"),
                Config.changes(before, read(COMPLETE, "size.width=4", "color=green", "parts=[1]")));
    }

    @Test
    void whatIsSavedIsSpelledAsInOurFiles() throws IOException {
        String yaml = Config.toYaml(read(COMPLETE, "size.ratio=1e-8"));
        assertTrue(yaml.contains("ratio: 1.0e-8"), yaml);
        assertTrue(yaml.contains("color: red"), yaml);
    }

    @Test
    void aKeyGivenTwiceIsAMistake() {
        String message = mistake(COMPLETE + "name: second\n");
        assertTrue(message.contains("example.yaml, line 5"), message);
    }

    @Test
    void brokenYamlIsLocated() {
        assertTrue(mistake("name: [\n").contains("example.yaml, line "));
    }

    @Test
    void whatIsNoTextIsSaidToBeNone() throws IOException {
        Path file = Files.write(temporary.resolve("bytes.yaml"), new byte[] {'a', (byte) 0xff});
        String message =
                assertThrows(UserMistake.class, () -> Config.named(file.toString())).getMessage();
        assertTrue(message.contains("bytes.yaml is no text in UTF-8"), message);
    }

    static Stream<Arguments> shipped() {
        return Stream.of(
                Arguments.of("resplat2d", Resplat2dConfig.class),
                Arguments.of("resplat2d-full", Resplat2dConfig.class),
                Arguments.of("compare", CompareConfig.class),
                Arguments.of("fit", FitConfig.class));
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedConfigurationsAreCompleteAndValid(String name, Class<? extends Record> type)
            throws IOException {
        Record config = Config.named(name).as(type);
        Path saved = Files.writeString(temporary.resolve("saved.yaml"), Config.toYaml(config));
        assertEquals(config, Config.file(saved).as(type));
    }
}
