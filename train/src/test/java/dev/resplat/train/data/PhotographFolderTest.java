package dev.resplat.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PhotographFolderTest {
    @TempDir private Path folder;

    private final List<String> notes = new ArrayList<>();

    private PhotographFolder open() {
        return PhotographFolder.open(folder, notes::add);
    }

    /** A picture whose every pixel tells which it is: blue is index / 20 of red. */
    private void write(String name, int index, int width, int height) throws IOException {
        float[] colors = new float[3 * width * height];
        for (int i = 0; i < colors.length / 3; i++) {
            colors[3 * i] = 0.6f;
            colors[3 * i + 1] = (i % width + i / width) % 16 / 32f;
            colors[3 * i + 2] = 0.6f * index / 20;
        }
        Files.write(folder.resolve(name), new Image(width, height, colors).png());
    }

    private void write(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            write("p%02d.png".formatted(i), i, 70 + i, 60);
        }
    }

    private static int index(Image image) {
        return Math.round(20 * image.at(5, 5, 2) / image.at(5, 5, 0));
    }

    /** Those that 400 pictures of training are of. */
    private static Set<Integer> trained(PhotographFolder photographs) {
        Set<Integer> seen = new HashSet<>();
        for (int number = 0; number < 400; number++) {
            seen.add(index(photographs.training(number, 48)));
        }
        return seen;
    }

    @Test
    void everyEighthIsHeldOutAndNeverTrainedOn() throws IOException {
        write(17);
        PhotographFolder photographs = open();
        assertEquals(List.of(), notes);
        assertEquals(
                List.of(0, 8, 16),
                photographs.heldOut(10).stream().map(PhotographFolderTest::index).toList());
        assertEquals(70, photographs.heldOut(1).get(0).width());
        assertEquals(1, photographs.heldOut(1).size());
        Set<Integer> expected = new HashSet<>(IntStream.range(0, 17).boxed().toList());
        expected.removeAll(Set.of(0, 8, 16));
        assertEquals(expected, trained(photographs));
    }

    @Test
    void ofFewAllAreUsedForBothAndANoteSaysSo() throws IOException {
        write(3);
        PhotographFolder photographs = open();
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).contains("too few to hold some out"), notes.get(0));
        assertEquals(3, photographs.heldOut(8).size());
        assertEquals(Set.of(0, 1, 2), trained(photographs));
    }

    @Test
    void damagedAndTinyFilesAreOneNote() throws IOException {
        write(10);
        byte[] whole = Files.readAllBytes(folder.resolve("p01.png"));
        Files.write(folder.resolve("p03.png"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(folder.resolve("p05.jpg"), "no picture");
        write("p06.png", 6, 100, 20);
        Files.writeString(folder.resolve("readme.txt"), "not looked at");
        PhotographFolder photographs = open();
        assertEquals(1, notes.size(), () -> "" + notes);
        assertTrue(notes.get(0).contains("skipped 3 of 11"), notes.get(0));
        assertTrue(notes.get(0).endsWith("p03.png, p05.jpg, p06.png"), notes.get(0));
        // The first is held out; p05.png is not the file that is damaged.
        assertEquals(Set.of(1, 2, 4, 5, 7, 8, 9), trained(photographs));
    }

    @Test
    void mistakesAreNamed() throws IOException {
        assertTrue(mistake().contains("has no photographs"), mistake());
        Files.writeString(folder.resolve("a.png"), "no picture");
        assertTrue(mistake().contains("no photograph that can be used"), mistake());
        folder = folder.resolve("a.png");
        assertTrue(mistake().contains("is a file"), mistake());
        folder = folder.resolveSibling("absent");
        assertTrue(mistake().contains("there is no folder"), mistake());
    }

    private String mistake() {
        String message = assertThrows(UserMistake.class, this::open).getMessage();
        assertEquals(1, message.lines().count());
        return message;
    }

    @Test
    void cropsLargerThanAllPhotographsAreAMistake() throws IOException {
        write(9);
        write("p09.png", 9, 200, 200);
        PhotographFolder photographs = open();
        assertThrows(UserMistake.class, () -> photographs.training(0, 300));
        assertEquals(128, photographs.training(0, 128).width());
        photographs.training(1, 128);
        assertEquals(1, notes.size(), () -> "" + notes);
        assertTrue(notes.get(0).contains("smaller than 128 x 128"), notes.get(0));
    }

    @Test
    void memoryAndThreadsChangeNoPicture() throws IOException {
        write(9);
        PhotographFolder all = open();
        PhotographFolder one = PhotographFolder.open(folder, notes::add, 1);
        List<Image> parallel =
                IntStream.range(0, 40).parallel().mapToObj(i -> one.training(i, 48)).toList();
        for (int i = 0; i < 40; i++) {
            assertArrayEquals(all.training(i, 48).colors(), parallel.get(i).colors(), 0);
        }
    }

    @Test
    void sequencesMoveSlowlyAndBeginWithTheirPicture() throws IOException {
        ImageSource painted = new ProceduralImages(3);
        for (int i = 0; i < 4; i++) {
            Files.write(folder.resolve(i + ".png"), painted.training(i, 200).png());
        }
        PhotographFolder photographs = open();
        SlowMotion.require(photographs);
        List<Image> frames = photographs.sequence(5, 64, 3);
        assertArrayEquals(photographs.training(5, 64).colors(), frames.get(0).colors(), 0);
    }
}
