package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.RealData;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.SceneFiles;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.ViewStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SceneFoldersTest {
    private static final float[] BLACK = new float[3];

    @TempDir private Path folder;

    private final List<String> said = new ArrayList<>();
    private final Damage damage = new Damage(said::add);

    private SceneFolders open(Path root, Split split, long seed) {
        SceneFolders.Options options = new SceneFolders.Options(split, seed, 3, BLACK);
        return SceneFolders.open(root, options, new ViewStore(1 << 20), damage);
    }

    private SceneFolders open() {
        return open(folder, Split.TRAIN, 1);
    }

    private Path clip(String part, String name, int frames) {
        Path cameras = folder.resolve(part + "/" + name + ".txt");
        SceneFixture.clip(cameras, folder.resolve(part + "/" + name), frames, 32, 18);
        return cameras;
    }

    private static List<String> order(SceneFolders scenes, int from, int to) {
        return LongStream.range(from, to)
                .mapToObj(number -> scenes.training(number, 8, 8).name())
                .toList();
    }

    @Test
    void clipsAreReadAsPublished() {
        clip("train", "aa", 8);
        clip("train", "bb", 5);
        clip("test", "cc", 4);
        SceneFolders training = open();
        assertEquals(2, training.count());
        assertEquals(List.of("aa", "bb"), training.names());
        assertEquals("2 clips of " + folder, training.name());
        assertEquals(List.of("cc"), open(folder, Split.TEST, 1).names());
        ViewSet aa = training.named("aa", 16, 9).orElseThrow();
        assertTrue(aa.isPath());
        assertEquals(8, aa.cameras().size());
        for (int i = 0; i < 8; i++) {
            Camera camera = aa.cameras().get(i);
            // In the order of the file though names are not, with intrinsics of 16 x 9 pixels.
            assertEquals(0.1 * i, camera.center()[0], 1e-12);
            assertEquals(0.5 * 16, camera.fx(), 1e-9);
            assertEquals(0.9 * 9, camera.fy(), 1e-9);
            assertEquals(8, camera.cx(), 1e-9);
            assertEquals(20 * i / 255f, aa.view(i).colors()[2], 1e-6);
        }
        assertEquals(0, damage.files());
        assertEquals(Optional.empty(), training.named("cc", 16, 9));
    }

    @Test
    void framesMayBeInAFolderOfTheirOwn() {
        Path cameras = folder.resolve("train/aa.txt");
        SceneFixture.clip(cameras, folder.resolve("frames/train/aa"), 4, 32, 18);
        assertEquals(4, open().training(0, 8, 8).cameras().size());
        assertEquals(List.of(), said);
    }

    @Test
    void eachEpochHasAllScenesInAnotherOrder() {
        for (int i = 0; i < 9; i++) {
            clip("train", "clip" + i, 3);
        }
        SceneFolders scenes = open();
        List<String> first = order(scenes, 0, 9);
        List<String> second = order(scenes, 9, 18);
        assertEquals(9, new HashSet<>(first).size());
        assertEquals(9, new HashSet<>(second).size());
        assertNotEquals(first, second);
        assertNotEquals(first, order(open(folder, Split.TRAIN, 2), 0, 9));
        // Whoever asks, in any order.
        SceneFolders again = open();
        assertEquals(second, order(again, 9, 18));
        List<String> together =
                IntStream.range(0, 18)
                        .parallel()
                        .mapToObj(i -> again.training(i, 8, 8).name())
                        .toList();
        assertEquals(first, together.subList(0, 9));
        assertEquals(second, together.subList(9, 18));
        assertThrows(IllegalArgumentException.class, () -> again.training(-1, 8, 8));
    }

    @Test
    void theNextTakesThePlaceOfABrokenClip() throws IOException {
        for (int i = 0; i < 5; i++) {
            clip("train", "good" + i, 3);
        }
        Files.delete(clip("train", "cameraless", 4));
        SceneFiles.text(folder.resolve("train/frameless.txt"), SceneFixture.line(1, 0));
        clip("train", "short", 2);
        SceneFiles.text(folder.resolve("train/words.txt"), "https://x.org/v\n12 a b c\n");
        SceneFiles.picture(folder.resolve("train/words/12.png"), 0, 32, 18);
        Path counted = folder.resolve("train/counted.txt");
        SceneFixture.clip(counted, folder.resolve("elsewhere"), 4, 32, 18);
        for (int i = 0; i < 3; i++) {
            SceneFiles.picture(folder.resolve("train/counted/" + i + ".png"), i, 32, 18);
        }
        SceneFolders scenes = open();
        assertEquals(10, scenes.count());
        List<String> first = order(scenes, 0, 10);
        assertEquals(5, new HashSet<>(first).size());
        assertEquals(first, order(open(), 0, 10));
        assertEquals(5, damage.files(), said.toString());
        assertEquals(5, said.size(), said.toString());
        for (String part :
                List.of(
                        "there is no file " + folder.resolve("train/cameraless.txt"),
                        "there is no folder " + folder.resolve("train/frameless"),
                        "has 2 views, must have 3",
                        "words.txt:2: has 4 fields",
                        "has 4 poses, but")) {
            assertTrue(said.stream().anyMatch(line -> line.contains(part)), part + " in " + said);
        }
    }

    @Test
    void missingAndDamagedFramesKeepTheirNumbers() throws IOException {
        clip("train", "aa", 6);
        Path frames = folder.resolve("train/aa");
        Files.delete(frames.resolve(SceneFixture.timestamp(2) + ".png"));
        SceneFixture.truncate(frames.resolve(SceneFixture.timestamp(0) + ".png"));
        ViewSet aa = open().training(0, 8, 8);
        assertEquals(6, aa.cameras().size());
        for (int i : new int[] {0, 2}) {
            for (int k = 0; k < 2; k++) {
                damage.met(assertThrows(DamagedViewException.class, () -> aa.view(i)));
            }
        }
        assertEquals(2, said.size(), said.toString());
        assertEquals(4, damage.times());
        assertEquals(20 * 3 / 255f, aa.view(3).colors()[2], 1e-6);
    }

    @Test
    void foldersOfScenesHaveLabels() {
        SceneFixture.scene(folder.resolve("hall"), 4, 20, 10);
        SceneFixture.scene(folder.resolve("room"), 5, 20, 10);
        SceneFixture.scene(folder.resolve("yard"), 5, 20, 10);
        SceneFixture.scene(folder.resolve("zoo"), 5, 20, 10);
        SceneFiles.text(
                folder.resolve("hall/scene.json"), "{\"kind\": \"indoor\", \"rig\": \"orbit\"}");
        SceneFiles.text(
                folder.resolve("room/scene.json"),
                "{\"annotation\": {\"kind\": \"object\", \"finish\": \"matte\", \"x\": 1}}");
        SceneFiles.text(folder.resolve("yard/scene.json"), "{\"kind\": ");
        SceneFolders scenes = open();
        assertEquals("4 scenes of " + folder, scenes.name());
        assertEquals(
                Map.of(
                        "kind",
                        "indoor",
                        "lighting",
                        "unknown",
                        "finish",
                        "unknown",
                        "rig",
                        "orbit"),
                scenes.named("hall", 8, 8).orElseThrow().labels());
        assertEquals(
                Map.of(
                        "kind",
                        "object",
                        "lighting",
                        "unknown",
                        "finish",
                        "matte",
                        "rig",
                        "unknown"),
                scenes.named("room", 8, 8).orElseThrow().labels());
        for (String name : List.of("yard", "zoo")) {
            assertEquals(SceneLabels.unknown(), scenes.named(name, 8, 8).orElseThrow().labels());
        }
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.get(0).contains("scene.json"), said.toString());
    }

    @Test
    void aSceneThatIsTooSmallIsSkippedInThatSizeOnly() {
        SceneFixture.scene(folder.resolve("large"), 4, 40, 30);
        SceneFixture.scene(folder.resolve("small"), 4, 20, 10);
        SceneFolders scenes = open();
        assertEquals(
                List.of("large", "large"),
                LongStream.range(0, 2).mapToObj(i -> scenes.training(i, 30, 30).name()).toList());
        assertEquals(1, said.size(), said.toString());
        assertEquals(2, new HashSet<>(order(scenes, 0, 2)).size());
        UserMistake none = assertThrows(UserMistake.class, () -> scenes.training(0, 64, 64));
        assertTrue(none.getMessage().contains("none of its 2 scenes"), none.getMessage());
        assertFalse(none.getMessage().contains("\n"), none.getMessage());
    }

    @Test
    void oneSceneIsASourceOfOne() {
        SceneFixture.scene(folder, 4, 20, 10);
        SceneFolders scenes = open();
        assertEquals(1, scenes.count());
        assertEquals(4, scenes.training(17, 8, 8).cameras().size());
    }

    @Test
    void whatHasNoScenesIsOneClearLine() {
        mistake("has no scenes", folder);
        mistake("there is no folder", folder.resolve("none"));
        Path file = SceneFiles.text(folder.resolve("000000.torch"), "x");
        mistake("pixelSplat", folder);
        mistake("is a file", file);
    }

    /** Its folder of images is no scene; but scenes beside a file of such a name are. */
    @Test
    void damagedCamerasOfTheOnlySceneAreOneClearLine() {
        SceneFixture.scene(folder, 4, 20, 10);
        Path cameras = SceneFiles.text(folder.resolve("cameras.json"), "{\"frames\": [");
        mistake(cameras.toString(), folder);
        SceneFiles.picture(folder.resolve("images/0.png"), 0, 20, 10);
        mistake(cameras.toString(), folder);
        SceneFixture.scene(folder.resolve("hall"), 4, 20, 10);
        assertEquals(List.of("hall", "images"), open().names());
    }

    private void mistake(String part, Path root) {
        UserMistake mistake = assertThrows(UserMistake.class, () -> open(root, Split.TRAIN, 1));
        assertTrue(mistake.getMessage().contains(part), mistake.getMessage());
    }

    /** Else the scenes of training would be those of the test. */
    @Test
    void aMissingPartIsOneClearLine() {
        clip("train", "aa", 3);
        UserMistake mistake = assertThrows(UserMistake.class, () -> open(folder, Split.TEST, 1));
        assertTrue(mistake.getMessage().contains("has train, but no test"), mistake.getMessage());
        assertEquals(List.of("aa"), open(folder.resolve("train"), Split.TEST, 1).names());
    }

    /** Scenes are read again when they were forgotten, and are the same. */
    @Test
    void moreScenesThanStayInMemoryAreTheSame() {
        for (int i = 0; i < 70; i++) {
            SceneFixture.scene(folder.resolve("s%02d".formatted(i)), 3, 9, 8);
        }
        SceneFolders scenes = open();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 70; i++) {
                ViewSet scene = scenes.named("s%02d".formatted(i), 4, 4).orElseThrow();
                assertEquals(1, scene.cameras().get(1).center()[0], 1e-12);
            }
        }
        assertEquals(70, new HashSet<>(order(scenes, 70, 140)).size());
    }

    /** The clips beside pixelSplat's index, whose frames are numbered. */
    @Test
    void realClipsAreRead() {
        Path root = RealData.require("re10k");
        SceneFolders clips = open(root, Split.TRAIN, 1);
        assertEquals(5, clips.count());
        assertEquals(5, new HashSet<>(order(clips, 0, 5)).size());
        ViewSet clip = clips.named("0f68374b76390082", 256, 256).orElseThrow();
        assertEquals(16, clip.cameras().size());
        assertTrue(clip.isPath());
        Camera camera = clip.cameras().get(0);
        // Of a video of 16:9: 256 / 9 * 16 * 0.474 = 256 * 0.843.
        assertEquals(215.8, camera.fx(), 0.3);
        assertEquals(215.8, camera.fy(), 0.3);
        assertEquals(128, camera.cx(), 1);
        assertEquals(List.of(), said);
    }

    /** For training, views that are held out are left out; they are not for evaluation. */
    @Test
    void heldOutViewsOfOneSceneAreNotLearned() {
        Path root = RealData.require("posed/lego");
        assertEquals(100, open(root, Split.TRAIN, 1).training(0, 64, 64).cameras().size());
        assertEquals(125, open(root, Split.TEST, 1).training(0, 64, 64).cameras().size());
        float[] white = {1, 1, 1};
        SceneFolders.Options options = new SceneFolders.Options(Split.TEST, 1, 2, white);
        ViewSet views =
                SceneFolders.open(root, options, new ViewStore(0), damage).training(0, 64, 64);
        float[] corner = views.view(3).colors();
        assertArrayEquals(white, new float[] {corner[0], corner[1], corner[2]}, 0);
    }
}
