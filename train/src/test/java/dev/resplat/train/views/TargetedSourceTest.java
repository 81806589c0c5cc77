package dev.resplat.train.views;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.image.Image;
import dev.resplat.train.library.LibraryConfig;
import dev.resplat.train.library.SceneLibrary;
import dev.resplat.train.library.SyntheticViews;
import dev.resplat.train.scene.ViewPixels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetedSourceTest {
    /** Scenes of which a quarter has each light, and of these a fifth each finish. */
    private record Labelled(long count) implements ViewSource {
        static final String[] LIGHTS = {"sun", "lamps", "area", "overcast"};

        @Override
        public ViewSet training(long number, int width, int height) {
            long scene = number % count;
            return new ViewSet() {
                @Override
                public String name() {
                    return "scene" + scene;
                }

                @Override
                public List<Camera> cameras() {
                    throw new AssertionError("labels are enough");
                }

                @Override
                public boolean isPath() {
                    return false;
                }

                @Override
                public ViewPixels view(int index) {
                    throw new AssertionError("nothing is to be rendered");
                }

                @Override
                public Map<String, String> labels() {
                    return Map.of(
                            "lighting",
                            LIGHTS[(int) (scene % 4)],
                            "finish",
                            scene / 4 % 5 == 0 ? "reflective" : "rough");
                }
            };
        }

        @Override
        public String name() {
            return "labelled scenes";
        }
    }

    private static TargetConfig config(String yaml) {
        return Config.saved("targets", yaml).as(TargetConfig.class);
    }

    private static TargetedSource targeted(long count, String labels) {
        return new TargetedSource(new Labelled(count), config("labels: " + labels), 5);
    }

    private static Map<String, Integer> counts(ViewSource source, String label, int numbers) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int number = 0; number < numbers; number++) {
            String value = source.training(number, 32, 32).labels().get(label);
            counts.merge(value, 1, Integer::sum);
        }
        return counts;
    }

    @ParameterizedTest
    @ValueSource(longs = {200, Long.MAX_VALUE})
    void sharesFollowWeights(long count) {
        ViewSource source =
                targeted(
                        count,
                        "{lighting: {sun: 3, lamps: 0.5, area: 0}, finish: {reflective: 4}}");
        Map<String, Integer> lights = counts(source, "lighting", 4000);
        // Of 3, 0.5 and 1; deviations are below 32.
        assertEquals(4000 * 3 / 4.5, lights.get("sun"), 120);
        assertEquals(4000 * 0.5 / 4.5, lights.get("lamps"), 100);
        assertEquals(4000 * 1 / 4.5, lights.get("overcast"), 110);
        assertEquals(3, lights.size());
        // A fifth with weight 4 are a half.
        assertEquals(2000, counts(source, "finish", 4000).get("reflective"), 120);
        assertEquals(count == 200 ? 150 : Long.MAX_VALUE, source.count());
    }

    @Test
    void aNumberIsASceneWhateverWasAskedBefore() {
        String labels = "{lighting: {sun: 3}}";
        ViewSource one = targeted(200, labels);
        ViewSource other = targeted(200, labels);
        Set<String> names = new HashSet<>();
        for (int number = 99; number >= 0; number--) {
            other.training(number, 16, 16);
        }
        for (int number = 0; number < 100; number++) {
            String name = one.training(number, 32, 32).name();
            assertEquals(name, other.training(number, 64, 64).name());
            names.add(name);
        }
        assertTrue(names.size() > 50, names.toString());
        ViewSource seed = new TargetedSource(new Labelled(200), config("labels: " + labels), 6);
        assertNotEquals(
                one.training(0, 8, 8).name() + one.training(1, 8, 8).name(),
                seed.training(0, 8, 8).name() + seed.training(1, 8, 8).name());
        assertEquals("labelled scenes by lighting sun 3.0", one.name());
        assertEquals("labelled scenes", targeted(9, "{}").name());
    }

    /** Even if what is wanted does not exist, and all else is hardly ever accepted. */
    @Test
    void weightsThatNoSceneHasDoNotMatter() {
        ViewSource source = targeted(200, "{lighting: {candles: 1e6, sun: 2}}");
        Map<String, Integer> lights = counts(source, "lighting", 1000);
        assertEquals(400, lights.get("sun"), 80);
        assertEquals(200, lights.get("area"), 65);
    }

    @Test
    void endlessSourcesKeepFarNumbersApart() {
        ViewSource source = targeted(Long.MAX_VALUE, "{lighting: {sun: 2}}");
        for (long number : new long[] {0, 7, (1L << 40) - 1}) {
            long near = scene(source.training(number, 8, 8));
            long far = scene(source.training(number + (1L << 40), 8, 8));
            assertTrue(near >= 0 && near < 1L << 40, "near: " + near);
            assertTrue(far >= 1L << 40 && far < 1L << 41, "far: " + far);
        }
    }

    private static long scene(ViewSet set) {
        return Long.parseLong(set.name().substring("scene".length()));
    }

    @Test
    void whatMatchesNothingIsSaidInALine() {
        UserMistake nothing =
                assertThrows(
                        UserMistake.class,
                        () ->
                                targeted(40, "{finish: {rough: 0, reflective: 0}}")
                                        .training(3, 16, 16));
        assertEquals(
                "labelled scenes: none of 1000 scenes has a weight above 0 with finish reflective 0.0"
                        + " rough 0.0; scenes are finish reflective rough: give some of these more",
                nothing.getMessage());
        UserMistake label =
                assertThrows(
                        UserMistake.class,
                        () -> targeted(40, "{lightning: {sun: 2}}").training(3, 16, 16));
        assertEquals(
                "labelled scenes: scenes have no label 'lightning' that could have weights; there"
                        + " are: finish, lighting",
                label.getMessage());
    }

    @Test
    void aConfigurationIsCheckedAndWrittenAsItIsRead(@TempDir Path folder) throws IOException {
        String text = "labels: {lighting: {sun: 2, lamps: 0.0001}, finish: {}}";
        TargetConfig config = config(text);
        assertEquals(2, config.labels().get("lighting").get("sun"));
        assertEquals(config, config(Config.toYaml(config)));
        Path file = Files.writeString(folder.resolve("targets.yaml"), text);
        assertEquals(
                3.0,
                Config.file(file)
                        .with(List.of("labels.lighting.sun=3"))
                        .as(TargetConfig.class)
                        .labels()
                        .get("lighting")
                        .get("sun"));
        UserMistake list = assertThrows(UserMistake.class, () -> config("labels: {lighting: 3}"));
        assertEquals("targets: labels.lighting must be a group of keys, is 3", list.getMessage());
        for (String wrong :
                List.of(
                        "{lighting: {sun: -1}}",
                        "{lighting: {sun: much}}",
                        "{lighting: {sun: 2e6}}",
                        "{lighting: {sun: }}",
                        "{lighting: }")) {
            UserMistake mistake =
                    assertThrows(UserMistake.class, () -> config("labels: " + wrong), wrong);
            assertTrue(mistake.getMessage().contains("labels.lighting"), mistake.getMessage());
            assertEquals(1, mistake.getMessage().lines().count(), mistake.getMessage());
        }
    }

    /** Photographs that cannot be had: whatever builds a scene with them fails. */
    private static final class Absent implements ImageSource {
        @Override
        public Image training(long number, int size) {
            throw new IllegalStateException("a scene was built");
        }

        @Override
        public List<Image> sequence(long number, int size, int frames) {
            throw new IllegalStateException("a scene was built");
        }

        @Override
        public List<Image> heldOut(int most) {
            throw new IllegalStateException("a scene was built");
        }

        @Override
        public String name() {
            return "absent";
        }
    }

    @Test
    void scenesOfTheLibraryAreChosenWithoutBuildingThem() {
        LibraryConfig library = Config.named("library").as(LibraryConfig.class);
        ViewSource absent =
                new SyntheticViews(new SceneLibrary(3, library, Optional.of(new Absent())), 10);
        TargetConfig config =
                config(
                        "labels: {kind: {room: 0, objects: 0, street: 0}, finish: {reflective: 20}}");
        ViewSource source = new TargetedSource(absent, config, 1);
        assertEquals(Map.of("terrain", 500), counts(source, "kind", 500));
        // 1 of 9 with weight 20 are 20 of 28; deviation 10.
        assertEquals(500 * 20 / 28.0, counts(source, "finish", 500).get("reflective"), 45);
        IllegalStateException built =
                assertThrows(
                        IllegalStateException.class,
                        () -> {
                            for (int number = 0; number < 50; number++) {
                                absent.training(number, 16, 16).view(0);
                            }
                        });
        assertEquals("a scene was built", built.getMessage());
        ViewSource painted = new SyntheticViews(new SceneLibrary(3, library), 10);
        ViewSet set = new TargetedSource(painted, config, 1).training(4, 16, 16);
        assertEquals("terrain", set.labels().get("kind"));
        assertEquals(10, set.cameras().size());
        assertEquals(3 * 16 * 16, set.view(2).colors().length);
    }
}
