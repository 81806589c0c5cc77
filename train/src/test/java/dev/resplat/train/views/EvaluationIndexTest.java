package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.RealData;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.SceneFiles;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.ViewStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EvaluationIndexTest {
    @TempDir private Path folder;

    private static SceneFolders open(Path folder) {
        SceneFolders.Options options = new SceneFolders.Options(Split.UNKNOWN, 1, 2, new float[3]);
        return SceneFolders.open(folder, options, new ViewStore(0), new Damage(note -> {}));
    }

    /** The numbers of clips and targets are those that papers tell. */
    @ParameterizedTest
    @CsvSource({"re10k, 6474, 7194, 19422", "acid, 1595, 1848, 4785"})
    void thePublishedFilesAreRead(String name, int usable, int all, int targets) {
        Path file = RealData.require("re10k/evaluation_index_" + name + ".json");
        EvaluationIndex index = EvaluationIndex.read(file);
        assertEquals(usable, index.pairs().size());
        assertEquals(all, usable + index.skipped().size());
        assertEquals(targets, index.targets());
        Path copy = folder.resolve("copy.json");
        index.write(copy);
        EvaluationIndex again = EvaluationIndex.read(copy);
        assertEquals(List.copyOf(index.pairs().entrySet()), List.copyOf(again.pairs().entrySet()));
        assertEquals(index.skipped(), again.skipped());
    }

    @Test
    void aFileIsReadAsItIs() {
        Path file =
                SceneFiles.text(
                        folder.resolve("index.json"),
                        "{\"b\": {\"context\": [3, 9], \"target\": [4, 5, 9]}, \"n\": null,"
                                + " \"a \\\"\": {\"context\": [0], \"target\": [1]}}");
        EvaluationIndex index = EvaluationIndex.read(file);
        assertEquals(List.of("b", "a \""), List.copyOf(index.pairs().keySet()));
        assertEquals(List.of(3, 9), index.pairs().get("b").context());
        assertEquals(List.of(4, 5, 9), index.pairs().get("b").target());
        assertEquals(List.of("n"), index.skipped());
        index.write(folder.resolve("copy.json"));
        EvaluationIndex again = EvaluationIndex.read(folder.resolve("copy.json"));
        assertEquals(index.pairs(), again.pairs());
        assertEquals(index.json(), again.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "7",
                "{\"a\": 3}",
                "{\"a\": [1, 2]}",
                "{\"a\": {\"context\": [0, 8]}}",
                "{\"a\": {\"context\": [], \"target\": [1]}}",
                "{\"a\": {\"context\": [0, -8], \"target\": [1]}}",
                "{\"a\": {\"context\": [0, 1.5], \"target\": [1]}}",
                "{\"a\": {\"context\": [0, \"1\"], \"target\": [1]}}",
                "{\"a\": {\"context\": 3, \"target\": [1]}}",
                "{\"a\": null, \"a\": null}",
                "{\"frames\": [{\"file\": \"a.png\"}]}"
            })
    void aWrongFileIsOneClearLine(String text) {
        Path file = SceneFiles.text(folder.resolve("wrong.json"), text);
        UserMistake mistake = assertThrows(UserMistake.class, () -> EvaluationIndex.read(file));
        assertTrue(mistake.getMessage().startsWith(file.toString()), mistake.getMessage());
        assertFalse(mistake.getMessage().contains("\n"), mistake.getMessage());
        assertTrue(mistake.getMessage().contains("index"), mistake.getMessage());
    }

    @Test
    void aFileThatIsNotThereIsOneClearLine() {
        Path file = folder.resolve("none.json");
        UserMistake mistake = assertThrows(UserMistake.class, () -> EvaluationIndex.read(file));
        assertTrue(mistake.getMessage().startsWith("there is no file"), mistake.getMessage());
    }

    @Test
    void whatDoesNotFitTheScenesIsOneClearLine() {
        SceneFixture.scene(folder.resolve("scenes/room"), 9, 8, 6);
        SceneFolders scenes = open(folder.resolve("scenes"));
        ViewSet room = scenes.training(0, 4, 4);
        EvaluationIndex index = index("{\"room\": {\"context\": [0, 8], \"target\": [4]}}");
        assertEquals(List.of(0, 8), index.of(room).context());
        assertEquals(List.of("room"), index.among(scenes.names()));
        wrong("frame 9 is wanted", "{\"room\": {\"context\": [0, 9], \"target\": [4]}}", room);
        wrong("does not have room", "{\"hall\": {\"context\": [0, 8], \"target\": [4]}}", room);
        wrong("null there", "{\"room\": null}", room);
        EvaluationIndex other = index("{\"hall\": {\"context\": [0, 8], \"target\": [4]}}");
        UserMistake none = assertThrows(UserMistake.class, () -> other.among(scenes.names()));
        assertTrue(none.getMessage().contains("hall"), none.getMessage());
    }

    private EvaluationIndex index(String text) {
        return EvaluationIndex.read(SceneFiles.text(folder.resolve("index.json"), text));
    }

    private void wrong(String message, String text, ViewSet scene) {
        EvaluationIndex index = index(text);
        UserMistake mistake = assertThrows(UserMistake.class, () -> index.of(scene));
        assertTrue(mistake.getMessage().contains(message), mistake.getMessage());
    }

    @Test
    void pairsAreAsFarApartAsWantedAndTargetsBetween() {
        for (int i = 0; i < 6; i++) {
            SceneFixture.scene(folder.resolve("scenes/s" + i), 20, 8, 6);
        }
        SceneFixture.scene(folder.resolve("scenes/short"), 4, 8, 6);
        SceneFolders scenes = open(folder.resolve("scenes"));
        PairSearch search = new PairSearch(5, 9, 0, 1, 3);
        EvaluationIndex index = search.index(scenes, 100, 4, 4, 7);
        assertEquals(6, index.pairs().size());
        assertEquals(List.of("short"), index.skipped());
        Set<Integer> gaps = new HashSet<>();
        for (EvaluationIndex.Pair pair : index.pairs().values()) {
            int left = pair.context().get(0);
            int right = pair.context().get(1);
            gaps.add(right - left);
            assertTrue(right - left >= 5 && right - left <= 9 && right < 20, pair.toString());
            assertEquals(3, new HashSet<>(pair.target()).size());
            assertTrue(
                    pair.target().stream().allMatch(t -> t > left && t < right), pair.toString());
        }
        assertTrue(gaps.size() > 1, gaps.toString());
        assertEquals(index.pairs(), search.index(scenes, 100, 4, 4, 7).pairs());
        assertFalse(index.pairs().equals(search.index(scenes, 100, 4, 4, 8).pairs()));
        // It is read by who evaluates, and fits.
        index.write(folder.resolve("index.json"));
        EvaluationIndex read = EvaluationIndex.read(folder.resolve("index.json"));
        for (String name : read.among(scenes.names())) {
            assertEquals(index.pairs().get(name), read.of(scenes.named(name, 4, 4).orElseThrow()));
        }
        assertTrue(Files.exists(folder.resolve("index.json")));
    }

    @Test
    void anIndexOfRealClipsHasTheOverlapWanted() {
        SceneFolders clips = open(RealData.require("re10k"));
        EvaluationIndex wide = new PairSearch(4, 8, 0.6, 1, 3).index(clips, 99, 256, 256, 1);
        EvaluationIndex narrow = new PairSearch(4, 15, 0, 0.8, 3).index(clips, 99, 256, 256, 1);
        assertEquals(5, wide.pairs().size());
        assertTrue(narrow.pairs().size() >= 2, narrow.json());
        wide.pairs().forEach((name, pair) -> assertTrue(overlap(clips, name, pair) >= 0.6));
        narrow.pairs().forEach((name, pair) -> assertTrue(overlap(clips, name, pair) <= 0.8));
    }

    private static double overlap(SceneFolders clips, String name, EvaluationIndex.Pair pair) {
        var cameras = clips.named(name, 256, 256).orElseThrow().cameras();
        return Overlap.mutual(
                cameras.get(pair.context().get(0)), cameras.get(pair.context().get(1)));
    }
}
