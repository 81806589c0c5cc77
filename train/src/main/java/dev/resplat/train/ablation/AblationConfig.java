package dev.resplat.train.ablation;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.Require;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.models.Model;
import dev.resplat.train.models.Training;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is compared with what; {@code configs/ablate.yaml} explains the values.
 *
 * @param model of the base, such as {@code resplat2d}
 * @param base the configuration of the training: one of the jar, or a file; a variant may have
 *     another one
 * @param common what all variants change in it, as {@code key=value}; where the base of a variant
 *     has no such key, it is left out there
 * @param reference the variant that the others are compared with
 * @param variants all that there are
 * @param only names of those to train; all if there are none
 * @param seeds each variant is trained with each of them
 * @param data what to learn from, as {@link DataChoice} has it; what the model has of its own if
 *     empty
 * @param test what no run has seen
 */
public record AblationConfig(
        String model,
        String base,
        List<String> common,
        String reference,
        List<Variant> variants,
        List<String> only,
        List<Long> seeds,
        String data,
        Test test) {
    private static final int MOST_SPLATS = 10_000_000;
    private static final int MOST_SCENES = 100_000;

    public AblationConfig {
        common = List.copyOf(common);
        variants = List.copyOf(variants);
        only = List.copyOf(only);
        seeds = List.copyOf(seeds);
        List<String> names = variants.stream().map(Variant::name).toList();
        Require.that(isSet(names), "variants", "of different names", names);
        Require.that(names.contains(reference), "reference", "one of " + names, reference);
        Require.that(isSet(seeds) && !seeds.isEmpty(), "seeds", "different numbers", seeds);
        Require.that(names.containsAll(only), "only", "some of " + names, only);
    }

    /**
     * What no run has seen.
     *
     * @param folder of photographs, or of scenes for models that make views of them; none if empty
     * @param splats of each photograph; if 0, it depends on its size
     * @param pixels per splat in that case
     * @param scenes that the program makes, for models that make views of them; also how many
     *     examples are taken from the folder
     * @param seed of these scenes
     * @param slopes of how many scenes of each kind it is asked how depths change with the
     *     baseline, which takes five looks
     */
    public record Test(
            String folder, int splats, double pixels, int scenes, long seed, int slopes) {
        public Test {
            Require.between(0, MOST_SPLATS, "splats", splats);
            Require.between(1, 10_000, "pixels", pixels);
            Require.between(0, MOST_SCENES, "scenes", scenes);
            Require.between(0, MOST_SCENES, "slopes", slopes);
        }

        /** Whether nothing is wanted. */
        boolean isNone() {
            return folder.isEmpty() && scenes == 0;
        }

        Test in(String other) {
            return new Test(other, splats, pixels, scenes, seed, slopes);
        }

        Test splats(int count) {
            return new Test(folder, count, pixels, scenes, seed, slopes);
        }

        Test scenes(int count) {
            return new Test(folder, splats, pixels, count, seed, slopes);
        }
    }

    private static boolean isSet(List<?> values) {
        return new HashSet<>(values).size() == values.size();
    }

    // ---- The same, changed -----------------------------------------------------------------

    /**
     * With other values of all trainings.
     *
     * @param changes {@code key=value} of the training
     */
    public AblationConfig with(List<String> changes) {
        if (changes.stream().anyMatch(change -> change.startsWith("seed="))) {
            throw new UserMistake("seed=N: an ablation has several; give --seeds N,N,...");
        }
        List<String> more = Stream.concat(common.stream(), changes.stream()).toList();
        return new AblationConfig(model, base, more, reference, variants, only, seeds, data, test);
    }

    /**
     * With these variants only.
     *
     * @throws UserMistake when there is none of such a name
     */
    public AblationConfig only(List<String> names) {
        List<String> known = variants.stream().map(Variant::name).toList();
        if (names.isEmpty()) {
            throw new UserMistake("--variants names none; there are: " + String.join(", ", known));
        }
        for (String name : names) {
            if (!known.contains(name)) {
                throw new UserMistake(
                        "there is no variant '%s'; there are: %s"
                                .formatted(name, String.join(", ", known)));
            }
        }
        return new AblationConfig(
                model, base, common, reference, variants, names, seeds, data, test);
    }

    /** With these seeds. */
    public AblationConfig seeds(List<Long> numbers) {
        if (!isSet(numbers) || numbers.isEmpty()) {
            throw new UserMistake("--seeds must be different numbers, is " + numbers);
        }
        return new AblationConfig(
                model, base, common, reference, variants, only, numbers, data, test);
    }

    /** With something to learn from. */
    public AblationConfig data(String where) {
        return new AblationConfig(
                model, base, common, reference, variants, only, seeds, where, test);
    }

    /** With a folder to test with. */
    public AblationConfig test(String folder) {
        return test(test.in(folder));
    }

    /**
     * With so many splats of each photograph to test with.
     *
     * @throws UserMistake when that is none or too many
     */
    public AblationConfig splats(int count) {
        if (count < 1 || count > MOST_SPLATS) {
            throw new UserMistake(
                    "--splats must be from 1 to %d, is %d".formatted(MOST_SPLATS, count));
        }
        return test(test.splats(count));
    }

    /**
     * With so many scenes to test with.
     *
     * @throws UserMistake when that is too many, or less than none
     */
    public AblationConfig scenes(int count) {
        if (count < 0 || count > MOST_SCENES) {
            throw new UserMistake(
                    "--scenes must be from 0 to %d, is %d".formatted(MOST_SCENES, count));
        }
        return test(test.scenes(count));
    }

    private AblationConfig test(Test items) {
        return new AblationConfig(
                model, base, common, reference, variants, only, seeds, data, items);
    }

    /** The same of all models that the program has. */
    public AblationConfig continued(AblationConfig now) {
        return continued(now, Model.ALL);
    }

    /**
     * What an ablation with these values goes on with.
     *
     * @param now values that are wanted now
     * @param models that there are
     * @return those
     * @throws UserMistake when trainings that are there would no longer be comparable
     */
    AblationConfig continued(AblationConfig now, List<Model<?>> models) {
        for (Variant variant : variants) {
            Record before = training(variant, 0, models).config();
            Config.changes(before, now.training(variant, 0, models).config())
                    .forEach(AblationConfig::refuse);
        }
        if (!data.equals(now.data)) {
            refuse("data", data.isEmpty() ? "what the model has of its own" : data);
        }
        return new AblationConfig(
                model, base, common, reference, variants, now.only, now.seeds, data, now.test);
    }

    private static void refuse(String key, String before) {
        throw new UserMistake(
                "this ablation was begun with %s=%s, which cannot change any more: choose another --out"
                        .formatted(key, before));
    }

    // ---- Trainings -------------------------------------------------------------------------

    /** Those to train, in the order of the file. */
    List<Variant> chosen() {
        return variants.stream().filter(v -> only.isEmpty() || only.contains(v.name())).toList();
    }

    /** What to learn from. */
    DataChoice choice() {
        return DataChoice.of(data.isEmpty() ? Optional.empty() : Optional.of(data));
    }

    /** How a variant is trained with a seed. */
    Training<?> training(Variant variant, long seed, List<Model<?>> models) {
        Optional<String> other = variant.base();
        Config values = Config.named(other.orElse(base));
        // What is changed in all trainings is meant for the base: a typing error shows there.
        values.with(other.isEmpty() ? common : common.stream().filter(values::has).toList());
        values.with(variant.changesOfBase()).with(List.of("seed=" + seed));
        Training<?> training = Model.of(values, models).training(values);
        if (other.isEmpty() && !training.config().model().equals(model)) {
            throw new UserMistake(
                    "base: %s is of the model %s, and model is %s: change one of them"
                            .formatted(base, training.config().model(), model));
        }
        return training;
    }

    /** All trainings of models that the program has. */
    List<Trial> trials() {
        return trials(Model.ALL);
    }

    /**
     * All trainings, seed by seed, so that there is something to compare soon.
     *
     * @param models that there are
     * @throws UserMistake when one has more to learn from than another
     */
    List<Trial> trials(List<Model<?>> models) {
        Config.named(base).with(common);
        List<Trial> trials = new ArrayList<>();
        for (long seed : seeds) {
            for (Variant variant : chosen()) {
                Trial trial = new Trial(variant, seed, training(variant, seed, models));
                if (!trials.isEmpty()) {
                    requireSame(trials.get(0), trial);
                }
                trials.add(trial);
            }
        }
        return trials;
    }

    private static void requireSame(Trial first, Trial other) {
        Comparison.requireSame(first, other);
        Map<String, Object> before = budget(first);
        Map<String, Object> now = budget(other);
        Stream.concat(before.keySet().stream(), now.keySet().stream())
                .filter(name -> !before.getOrDefault(name, "none").equals(now.get(name)))
                .findFirst()
                .ifPresent(
                        name -> {
                            throw new UserMistake(
                                    "variants must have equal %s, but %s has %s and %s has %s: change both"
                                            .formatted(
                                                    name,
                                                    first.variant().name(),
                                                    before.getOrDefault(name, "none"),
                                                    other.variant().name(),
                                                    now.getOrDefault(name, "none")));
                        });
    }

    private static Map<String, Object> budget(Trial trial) {
        Map<String, Object> budget = new LinkedHashMap<>();
        budget.put("steps", trial.config().steps());
        budget.put("samples of a step", trial.config().samplesPerStep());
        budget.put("evaluateEvery", trial.config().evaluateEvery());
        budget.putAll(trial.config().budget());
        return budget;
    }
}
