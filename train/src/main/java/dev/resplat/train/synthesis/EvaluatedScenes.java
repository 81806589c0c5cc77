package dev.resplat.train.synthesis;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.ViewStore;
import dev.resplat.train.views.Damage;
import dev.resplat.train.views.DamagedViewException;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ExamplesConfig;
import dev.resplat.train.views.SceneFolders;
import dev.resplat.train.views.ViewData;
import dev.resplat.train.views.ViewSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What an evaluation looks at: examples of scenes, made when they are asked for. */
public interface EvaluatedScenes {
    /** Where they are from, for reports. */
    String name();

    /** The scenes. */
    List<String> scenes();

    /**
     * Those of a scene.
     *
     * @param scene its place in {@link #scenes}
     * @return none if the scene has no views that suit; they throw {@link DamagedViewException} if
     *     a view cannot be read, or all context cameras are at the same place
     */
    List<Supplier<Example>> examples(int scene);

    /**
     * The scenes of a folder to look at: of its part {@code test} if there is one, else all. Behind
     * what is transparent is grey.
     *
     * @param notes takes what is worth saying, such as that files were left out
     * @throws UserMistake if there are none
     */
    static SceneFolders folders(Path data, Consumer<String> notes) {
        Split split = Files.isDirectory(data.resolve("test")) ? Split.TEST : Split.UNKNOWN;
        return SceneFolders.open(
                data,
                new SceneFolders.Options(split, 0, 2, new float[] {0.5f, 0.5f, 0.5f}),
                new ViewStore(0),
                new Damage(notes));
    }

    /**
     * Those of a folder.
     *
     * @param views which
     * @param config what examples are like
     * @throws UserMistake if the folder has none of the views that were asked for
     */
    static EvaluatedScenes of(SceneFolders folders, EvaluatedViews views, ExamplesConfig config) {
        ExamplesConfig all = config.forEvaluation();
        List<String> names = views.scenes(folders.names());
        return new EvaluatedScenes() {
            @Override
            public String name() {
                return folders.name();
            }

            @Override
            public List<String> scenes() {
                return names;
            }

            @Override
            public List<Supplier<Example>> examples(int scene) {
                Optional<ViewSet> set = folders.named(names.get(scene), all.width(), all.height());
                return set.stream()
                        .flatMap(s -> views.of(s).stream())
                        .<Supplier<Example>>map(
                                pair ->
                                        () ->
                                                Examples.of(
                                                        set.orElseThrow(),
                                                        all,
                                                        array(pair.context()),
                                                        array(pair.target())))
                        .toList();
            }
        };
    }

    /**
     * Those that the program makes, an example of each, as trainings have them in evaluations; no
     * training learns from them or chooses weights with them, whatever its seed.
     *
     * @param made of the numbers from {@link ViewData#FIRST_TEST} on
     * @param count how many
     * @param context how many context views each has; no more than examples are made with
     */
    static EvaluatedScenes of(Examples made, int count, int context) {
        return new EvaluatedScenes() {
            @Override
            public String name() {
                return made.source().name();
            }

            @Override
            public List<String> scenes() {
                return IntStream.range(0, count).mapToObj(String::valueOf).toList();
            }

            @Override
            public List<Supplier<Example>> examples(int scene) {
                return List.of(
                        () -> made.example(ViewData.FIRST_TEST + scene).withContext(context));
            }
        };
    }

    private static int[] array(List<Integer> numbers) {
        return numbers.stream().mapToInt(n -> n).toArray();
    }
}
