package dev.resplat.train.ablation;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.Require;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.resplat2d.Resplat2dConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is compared with what; {@code configs/ablate.yaml} explains the values.
 *
 * @param model {@code resplat2d}
 * @param base the configuration of the training: one of the jar, or a file
 * @param common what all variants change in it, as {@code key=value}
 * @param reference the variant that the others are compared with
 * @param variants all that there are
 * @param only names of those to train; all if there are none
 * @param seeds each variant is trained with each of them
 * @param data a folder of photographs to learn from; painted pictures if empty
 * @param test photographs that no run has seen
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
    /** The model whose parts can be left out. */
    public static final String MODEL = "resplat2d";

    private static final int MOST_SPLATS = 10_000_000;

    public AblationConfig {
        Require.that(model.equals(MODEL), "model", MODEL, model);
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
     * Photographs that no run has seen.
     *
     * @param folder where they are; none if empty
     * @param splats of each photograph; if 0, it depends on its size
     * @param pixels per splat in that case
     */
    public record Test(String folder, int splats, double pixels) {
        public Test {
            Require.between(0, MOST_SPLATS, "splats", splats);
            Require.between(1, 10_000, "pixels", pixels);
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

    /** With photographs to learn from. */
    public AblationConfig data(String folder) {
        return new AblationConfig(
                model, base, common, reference, variants, only, seeds, folder, test);
    }

    /** With photographs to test with. */
    public AblationConfig test(String folder) {
        return test(new Test(folder, test.splats(), test.pixels()));
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
        return test(new Test(test.folder(), count, test.pixels()));
    }

    private AblationConfig test(Test photographs) {
        return new AblationConfig(
                model, base, common, reference, variants, only, seeds, data, photographs);
    }

    /**
     * What an ablation with these values goes on with.
     *
     * @param now values that are wanted now
     * @return those
     * @throws UserMistake when trainings that are there would no longer be comparable
     */
    public AblationConfig continued(AblationConfig now) {
        for (Variant variant : variants) {
            Config.changes(training(variant, 0), now.training(variant, 0))
                    .forEach(AblationConfig::refuse);
        }
        if (!data.equals(now.data)) {
            refuse("data", data.isEmpty() ? "painted pictures" : data);
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

    /** The configuration of a training. */
    Resplat2dConfig training(Variant variant, long seed) {
        return Config.named(base)
                .with(common)
                .with(variant.changes())
                .with(List.of("seed=" + seed))
                .as(Resplat2dConfig.class);
    }

    /**
     * All trainings, seed by seed, so that there is something to compare soon.
     *
     * @throws UserMistake when one has more to learn from than another
     */
    List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        for (long seed : seeds) {
            for (Variant variant : chosen()) {
                Resplat2dConfig config = training(variant, seed);
                requireSame("steps", config.steps(), trials, variant, Resplat2dConfig::steps);
                requireSame("data", config.data(), trials, variant, Resplat2dConfig::data);
                requireSame(
                        "evaluateEvery",
                        config.evaluateEvery(),
                        trials,
                        variant,
                        Resplat2dConfig::evaluateEvery);
                trials.add(new Trial(variant, seed, config));
            }
        }
        return trials;
    }

    private static <T> void requireSame(
            String name,
            T value,
            List<Trial> before,
            Variant variant,
            Function<Resplat2dConfig, T> of) {
        if (before.isEmpty() || of.apply(before.get(0).config()).equals(value)) {
            return;
        }
        Trial first = before.get(0);
        throw new UserMistake(
                "variants must have equal %s, but %s has %s and %s has %s: change both"
                        .formatted(
                                name,
                                first.variant().name(),
                                of.apply(first.config()),
                                variant.name(),
                                value));
    }
}
