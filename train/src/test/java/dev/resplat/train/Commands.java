package dev.resplat.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What tests of commands have in common. */
final class Commands {
    private Commands() {}

    /** Writes a PNG. */
    static Path picture(Path file, int width, int height) throws IOException {
        return Files.write(file, BuiltInPicture.paint(width, height).png());
    }

    /** Reads a picture. */
    static Image read(Path file) {
        return ImageFile.read(file, notice -> {});
    }

    /** Reads {@code metrics.json} of a directory. */
    static JsonNode metrics(Path directory) throws IOException {
        return JsonMapper.builder().build().readTree(directory.resolve("metrics.json").toFile());
    }

    /** Files in a directory and below, but for the lock, which stays. */
    static Set<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.equals(".lock"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /**
     * One line on stderr that has these parts, and exit code 2. Where no driver has a device, or a
     * GPU was chosen, a line before says so.
     */
    static void assertMistake(Outcome outcome, String... parts) {
        assertEquals(2, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        List<String> said =
                outcome.err().lines().filter(line -> !line.startsWith("computing on ")).toList();
        assertEquals(1, said.size(), outcome.err());
        for (String part : parts) {
            assertTrue(said.get(0).contains(part), outcome.err());
        }
    }

    /** Exit code 2, and the last line on stderr, after what was found, has these parts. */
    static void assertLast(Outcome outcome, String... parts) {
        assertEquals(2, outcome.code(), outcome.err());
        assertEquals("", outcome.out());
        String last = outcome.err().lines().reduce("", (before, line) -> line);
        for (String part : parts) {
            assertTrue(last.contains(part), outcome.err());
        }
    }
}
