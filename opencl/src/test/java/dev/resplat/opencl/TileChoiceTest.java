package dev.resplat.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiles that were tuned are remembered for one device and driver, or not at all. */
class TileChoiceTest {
    private static final ProductTiles OTHER = ProductTiles.parse("64x32x16 4x4 2").orElseThrow();

    @TempDir private Path directory;

    private static ClFacts facts(String driver) {
        return new ClFacts(
                "Board",
                "Maker",
                "OpenCL 3.0",
                driver,
                ClFacts.Kind.GPU,
                8,
                0,
                3L << 30,
                true,
                1L << 29,
                1 << 15,
                256,
                false);
    }

    private static TileChoice choice() {
        return new TileChoice(ClFacts.Kind.GPU);
    }

    @Test
    void aChoiceIsRememberedForItsDeviceAndDriver() {
        ProgramCache cache = new ProgramCache(directory.resolve("new"));
        assertEquals(Optional.empty(), cache.readTiles(facts("1"), choice()));
        TileChoice chosen = choice();
        chosen.set(ProductKind.SMALL, OTHER);
        assertEquals(
                "remembered in " + cache.tiles(facts("1")), cache.writeTiles(facts("1"), chosen));

        TileChoice known = choice();
        assertEquals(Optional.empty(), cache.readTiles(facts("1"), known));
        assertEquals(chosen.lines(), known.lines());
        assertEquals(OTHER, known.get(ProductKind.SMALL));

        TileChoice other = choice();
        assertEquals(Optional.empty(), cache.readTiles(facts("2"), other));
        assertEquals(choice().lines(), other.lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "large: 64x64x16 4x4 4\n",
                "large: 64x64x16 4x4 4\nsmall: 64x64x16 4x4 4\nnarrow: 64x64x16 5x4 4\n",
                "small: 64x64x16 4x4 4\nlarge: 64x64x16 4x4 4\nnarrow: 64x64x16 4x4 4\n",
                "large: 64x64x16 4x4 4\nsmall: 64x64x16 4x4 4\nnarrow: 64x64x16 4x4 4\nmore\n",
                "\0\1\2\3"
            })
    void aDamagedFileIsIgnoredWithALine(String text) throws IOException {
        ProgramCache cache = new ProgramCache(directory);
        Files.writeString(cache.tiles(facts("1")), text);
        TileChoice choice = choice();
        String line = cache.readTiles(facts("1"), choice).orElseThrow();
        assertEquals(1, line.lines().count());
        assertTrue(line.contains("is ignored: line") || line.contains("more than"), line);
        assertEquals(choice().lines(), choice.lines());
        cache.writeTiles(facts("1"), choice);
        assertEquals(Optional.empty(), cache.readTiles(facts("1"), choice));
    }

    @Test
    void aFileThatIsNoTextOrTooLongIsIgnored() throws IOException {
        ProgramCache cache = new ProgramCache(directory);
        for (byte[] bytes : List.of(new byte[] {-1, -2, -3}, new byte[1 << 20])) {
            Files.write(cache.tiles(facts("1")), bytes);
            TileChoice choice = choice();
            assertTrue(cache.readTiles(facts("1"), choice).isPresent());
            assertEquals(choice().lines(), choice.lines());
        }
    }

    @Test
    void whereNothingCanBeWrittenNothingIsRemembered() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        ProgramCache cache = new ProgramCache(file.resolve("folder"));
        String line = cache.writeTiles(facts("1"), choice());
        assertTrue(line.endsWith("they are not remembered"), line);
        assertEquals(Optional.empty(), cache.readTiles(facts("1"), choice()));
    }
}
