package dev.resplat.train;

import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.models.MadeExamples;
import dev.resplat.train.run.Progress;
import dev.resplat.train.synthesis.EvaluatedScenes;
import dev.resplat.train.synthesis.EvaluatedViews;
import dev.resplat.train.synthesis.SynthesisConfig;
import dev.resplat.train.synthesis.SynthesisEvalConfig;
import dev.resplat.train.views.EvaluationIndex;
import dev.resplat.train.views.ExamplesConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of {@code eval} that are for models of new views, and not for those of pictures. */
final class ViewEvaluationOptions {
    /** Their names. */
    static final String[] NAMES = {"--index", "--context", "--scenes", "--views"};

    private static final int LEAST_SIZE = 8;
    private static final int MOST_SIZE = 4096;

    private static final int SCENES = 32;

    @Option(
            names = "--index",
            paramLabel = "FILE",
            description =
                    "Models of new views: which views of which scenes, as pixelSplat's"
                            + " evaluation_index_re10k.json says it. Scenes that are not in the"
                            + " folder are left out.")
    private Path index;

    @Option(
            names = "--context",
            paramLabel = "I,J",
            description =
                    "Models of new views: numbers, from 0, of the views of each scene that the"
                            + " model is given; all strictly between are targets. May be given"
                            + " several times. Without it and --index, views are chosen by their"
                            + " cameras, evenly over each scene.")
    private List<String> contexts = List.of();

    @Option(
            names = "--scenes",
            paramLabel = "N",
            description =
                    "Models of new views, with --data synthetic:SEED: how many scenes. Default: 32.")
    private Integer count;

    @Option(
            names = "--views",
            paramLabel = "V",
            description =
                    "Models of new views, without --context and --index: how many views at once"
                            + " the model is given, 2 to 64; fewer where a scene of a folder has"
                            + " not so many with others between. Default: as many as it has"
                            + " learned with.")
    private Integer given;

    /**
     * What is looked at.
     *
     * @throws UserMistake if options are wrong, the index is, or there are no scenes
     */
    EvaluatedScenes scenes(
            CommandSpec spec,
            Path data,
            SynthesisConfig trained,
            SynthesisEvalConfig config,
            Progress.Display display) {
        ExamplesConfig examples = trained.data().examples().sized(config.width(), config.height());
        if (isMade(data)) {
            GivenOptions.requireNone(
                    spec, "is for scenes of a folder, and these are made", "--index", "--context");
            return EvaluatedScenes.of(
                    MadeExamples.of(config.data(), examples, config.views(), display::say),
                    config.scenes(),
                    config.views());
        }
        GivenOptions.requireNone(
                spec, "is for scenes that the program makes: --data synthetic:SEED", "--scenes");
        if (said()) {
            GivenOptions.requireNone(
                    spec,
                    "is for views that are chosen: leave out --context and --index",
                    "--views");
        }
        EvaluatedViews views = views(config);
        return EvaluatedScenes.of(EvaluatedScenes.folders(data, display::say), views, examples);
    }

    /** Whether scenes are those that the program makes, and not of a folder. */
    static boolean isMade(Path data) {
        return data != null && data.toString().startsWith("synthetic:");
    }

    /**
     * Which views are looked at.
     *
     * @throws UserMistake if options are wrong, or the index is
     */
    private EvaluatedViews views(SynthesisEvalConfig config) {
        if (index != null && !contexts.isEmpty()) {
            throw new UserMistake("--context: the views are those of --index; give one of both");
        }
        if (index != null) {
            InputFile.require(index, "an evaluation index");
            return EvaluatedViews.of(EvaluationIndex.read(index));
        }
        return said() ? EvaluatedViews.between(numbers()) : EvaluatedViews.spread(config.views());
    }

    /** Whether it is said which views. */
    private boolean said() {
        return index != null || !contexts.isEmpty();
    }

    private List<List<Integer>> numbers() {
        List<List<Integer>> all = new ArrayList<>();
        for (String context : contexts) {
            List<Integer> numbers = new ArrayList<>();
            for (String part : context.split(",", -1)) {
                try {
                    numbers.add(Integer.parseInt(part.strip()));
                } catch (NumberFormatException e) {
                    throw new UserMistake(
                            "--context: must be numbers of views from 0, such as 0,8; is "
                                    + context,
                            e);
                }
            }
            all.add(numbers);
        }
        return all;
    }

    /**
     * What is evaluated.
     *
     * @param size pixels of a side; 0 for the size that the model was trained on
     * @param depth how often scenes are refined
     * @param fit whether that is compared with optimisation
     * @throws UserMistake if the model cannot have that size, or a number is out of its range
     */
    SynthesisEvalConfig config(
            String name,
            SynthesisConfig trained,
            Path data,
            int size,
            int depth,
            boolean fit,
            long seed) {
        if (data == null) {
            throw new UserMistake(
                    "--data: give the folder of a scene, or of scenes: posed photographs, or clips of RealEstate10K; or synthetic:SEED");
        }
        boolean valid = size >= LEAST_SIZE && size <= MOST_SIZE && size % trained.multiple() == 0;
        if (size != 0 && !valid) {
            throw new UserMistake(
                    "--size: must be from %d to %d and a multiple of %d, as the model needs it, or 0; is %d"
                            .formatted(
                                    Math.max(LEAST_SIZE, trained.multiple()),
                                    MOST_SIZE,
                                    trained.multiple(),
                                    size));
        }
        ExamplesConfig learned = trained.data().examples();
        boolean made = isMade(data);
        try {
            return new SynthesisEvalConfig(
                    name,
                    data.toString(),
                    index == null ? null : index.toString(),
                    numbers(),
                    made ? Integer.valueOf(count == null ? SCENES : count) : count,
                    given == null && !said()
                            ? Integer.valueOf(learned.sampler().contextViews())
                            : given,
                    size == 0 ? learned.width() : size,
                    size == 0 ? learned.height() : size,
                    depth,
                    fit,
                    seed);
        } catch (IllegalArgumentException e) {
            throw new UserMistake("--" + e.getMessage(), e);
        }
    }
}
