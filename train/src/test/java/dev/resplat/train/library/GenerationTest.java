package dev.resplat.train.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.mesh.MeshImage;
import dev.resplat.train.mesh.MeshRenderer;
import dev.resplat.train.run.Progress;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.View;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerationTest {
    private static final int SIZE = 24;

    @TempDir private Path temporary;

    private final LibraryConfig config = SceneLibraryTest.config();
    private final SceneLibrary library = new SceneLibrary(7, config);

    private Generation.Result generate(int count, int views, BooleanSupplier stop) {
        return generate(new Generation.Settings(7, views, SIZE, "", config), count, stop);
    }

    private Generation.Result generate(
            Generation.Settings settings, int count, BooleanSupplier stop) {
        Progress.Display display =
                new Progress.Display(new PrintWriter(Writer.nullWriter()), false);
        try (RunDirectory run = RunDirectory.createOrReplace(temporary)) {
            return Generation.run(library, settings, count, run, stop, display);
        }
    }

    @Test
    void foldersAreReadAsPosedPhotographs() throws IOException {
        assertEquals(2, generate(2, 3, () -> false).made());
        LibraryScene scene = library.scene(1);
        PosedScene posed = PosedScene.read(temporary.resolve("scene-000001"), note -> {});
        assertEquals(3, posed.views().size());
        List<Camera> cameras = scene.cameras(3, SIZE, SIZE);
        for (int i = 0; i < 3; i++) {
            View view = posed.views().get(i);
            assertArrayEquals(cameras.get(i).worldToCamera(), view.camera().worldToCamera(), 1e-9);
            assertEquals(cameras.get(i).fx(), view.camera().fx(), 1e-9);
        }
        MeshImage image =
                scene.renderer()
                        .render(cameras.get(2), new MeshRenderer.Options(3, true, 4, 0.01, false));
        Path depth = temporary.resolve("scene-000001").resolve("depth").resolve("002.png");
        var raster = ImageIO.read(depth.toFile()).getRaster();
        for (int i = 0; i < SIZE * SIZE; i++) {
            int millimetres = raster.getSample(i % SIZE, i / SIZE, 0);
            float expected = image.depth()[i] > 65.535 ? 0 : image.depth()[i];
            assertEquals(expected, millimetres / 1000.0, 0.00051);
        }
        SceneListing listing = SceneListing.of(temporary);
        assertEquals(2, listing.scenes().size());
        assertEquals(scene.plan(), listing.scenes().get(1).plan());
        assertEquals(3, listing.scenes().get(1).views());
        Kind kind = scene.plan().kind();
        assertTrue(listing.filtered(kind, null, null, null).scenes().size() >= 1);
    }

    @Test
    void whatIsThereIsNotMadeAgain() throws IOException {
        generate(1, 2, () -> false);
        Path image = temporary.resolve("scene-000000/images/000.png");
        Files.writeString(image, "mine");
        Generation.Result result = generate(2, 2, () -> false);
        assertEquals(1, result.made());
        assertEquals(1, result.found());
        assertEquals("mine", Files.readString(image));
    }

    @Test
    void whoStopsItHasCompleteScenesOnly() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Generation.Result result = generate(5, 4, () -> asked.incrementAndGet() > 13);
        assertTrue(result.missing() > 0, "missing " + result.missing());
        try (Stream<Path> files = Files.list(temporary)) {
            List<String> names =
                    files.map(f -> f.getFileName().toString())
                            .filter(n -> n.contains("scene"))
                            .toList();
            assertEquals(result.made(), names.size(), names.toString());
            for (String name : names) {
                assertTrue(SceneFolder.isComplete(temporary.resolve(name)), name);
            }
        }
        assertEquals(result.missing(), generate(5, 4, () -> false).made());
    }

    @Test
    void otherSettingsAreAMistake() {
        generate(1, 2, () -> false);
        UserMistake mistake = assertThrows(UserMistake.class, () -> generate(2, 3, () -> false));
        assertTrue(mistake.getMessage().contains("views"), mistake.getMessage());
    }

    @Test
    void settingsThatDoNotFitOnTheDiskAreNotKept() {
        Generation.Settings large = new Generation.Settings(7, 999, 4096, "", config);
        UserMistake mistake =
                assertThrows(UserMistake.class, () -> generate(large, 10_000, () -> false));
        assertTrue(mistake.getMessage().contains("not enough space"), mistake.getMessage());
        assertEquals(1, generate(1, 2, () -> false).made());
    }

    @Test
    void aSceneThatCannotBeWrittenLeavesNothing() throws IOException {
        LibraryScene scene = library.scene(0);
        AtomicInteger asked = new AtomicInteger();
        BooleanSupplier breaking =
                () -> {
                    if (asked.incrementAndGet() == 2) {
                        inTheWay(temporary.resolve("." + scene.name() + ".part/images/001.png"));
                    }
                    return false;
                };
        assertThrows(
                IOException.class, () -> SceneFolder.write(scene, 3, SIZE, temporary, breaking));
        try (Stream<Path> files = Files.list(temporary)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private static void inTheWay(Path file) {
        try {
            Files.createDirectory(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aDirectoryWithoutScenesIsAMistake() {
        assertThrows(UserMistake.class, () -> SceneListing.of(temporary));
        assertThrows(UserMistake.class, () -> SceneListing.of(temporary.resolve("none")));
    }
}
