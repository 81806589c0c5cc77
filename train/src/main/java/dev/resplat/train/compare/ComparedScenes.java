package dev.resplat.train.compare;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.library.SyntheticViews;
import dev.resplat.train.models.MadeExamples;
import dev.resplat.train.resplat.ResplatConfig;
import dev.resplat.train.run.Fingerprint;
import dev.resplat.train.run.Progress;
import dev.resplat.train.synthesis.EvaluatedScenes;
import dev.resplat.train.synthesis.EvaluatedViews;
import dev.resplat.train.synthesis.SynthesisData;
import dev.resplat.train.views.DamagedViewException;
import dev.resplat.train.views.Example;
import dev.resplat.train.views.Examples;
import dev.resplat.train.views.ExamplesConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What all rows look at.
 *
 * @param name where it is from
 * @param examples one of each scene, with as many context views as the row with most needs
 * @param views numbers of context views that rows can have
 * @param made the views of scenes that the program makes; empty for those of a folder
 */
record ComparedScenes(
        String name, List<Example> examples, List<Integer> views, Optional<SyntheticViews> made) {
    /** What examples are like, in all but their views. */
    private static final String LIKE = "resplat-mini";

    private static final String SYNTHETIC = "synthetic:";

    /** Whether scenes are those that the program makes, and not of a folder. */
    static boolean isMade(String data) {
        return data.startsWith(SYNTHETIC);
    }

    /**
     * Those of a configuration.
     *
     * @throws UserMistake if there are none
     */
    static ComparedScenes of(CompareConfig config, Progress.Display display) {
        SynthesisData learned = Config.named(LIKE).as(ResplatConfig.class).data();
        ExamplesConfig like = learned.examples().sized(config.size(), config.size());
        return isMade(config.data()) ? made(config, like, display) : folder(config, like, display);
    }

    /** Context views are chosen as many as any row needs, so that all rows see the same scene. */
    private static ComparedScenes made(
            CompareConfig config, ExamplesConfig like, Progress.Display display) {
        int most = Collections.max(config.views());
        Examples made = MadeExamples.of(config.data(), like, most, display::say);
        if (!(made.source() instanceof SyntheticViews source)) {
            throw new UserMistake(
                    "data: give one synthetic:SEED, or a folder; is " + config.data());
        }
        EvaluatedScenes scenes = EvaluatedScenes.of(made, config.scenes(), most);
        return new ComparedScenes(
                made.source().name(),
                examples(scenes, config, display),
                config.views(),
                Optional.of(source));
    }

    private static ComparedScenes folder(
            CompareConfig config, ExamplesConfig like, Progress.Display display) {
        EvaluatedScenes scenes =
                EvaluatedScenes.of(
                        EvaluatedScenes.folders(Path.of(config.data()), display::say),
                        EvaluatedViews.spread(2),
                        like);
        return new ComparedScenes(
                scenes.name(), examples(scenes, config, display), List.of(2), Optional.empty());
    }

    /** A number that differs between different views, but for bad luck. */
    String fingerprint() {
        Fingerprint sum = new Fingerprint();
        examples.forEach(example -> sum.add(example.fingerprint()));
        return sum.text();
    }

    /** The first of each scene that can be read, of so many scenes. */
    private static List<Example> examples(
            EvaluatedScenes scenes, CompareConfig config, Progress.Display display) {
        List<Example> examples = new ArrayList<>();
        String problem = "it has none";
        int all = scenes.scenes().size();
        for (int i = 0; i < all && examples.size() < config.scenes(); i++) {
            List<Supplier<Example>> found = scenes.examples(i);
            if (found.isEmpty()) {
                problem = "%s has no views that suit".formatted(scenes.scenes().get(i));
                display.say("left out: " + problem);
                continue;
            }
            Optional<Example> first = Optional.empty();
            for (int k = 0; k < found.size() && first.isEmpty(); k++) {
                try {
                    first = Optional.of(found.get(k).get());
                } catch (DamagedViewException e) {
                    problem = e.getMessage();
                }
            }
            if (first.isEmpty()) {
                display.say("left out: " + problem);
            }
            first.ifPresent(examples::add);
        }
        if (examples.isEmpty()) {
            throw new UserMistake(
                    "%s: none of %d scenes can be looked at: %s"
                            .formatted(config.data(), all, problem));
        }
        return List.copyOf(examples);
    }
}
