package dev.resplat.train.compare;

import dev.resplat.train.compare.Profile.Counted;
import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.models.SynthesisWeights;
import dev.resplat.train.optimize.OptimizeConfig;
import dev.resplat.train.resplat2d.Weights;
import dev.resplat.train.synthesis.SynthesisConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of a comparison, in the order of the table. */
final class Contenders {
    private final CompareConfig config;
    private final ComparedScenes scenes;
    private final Trainings trainings;
    private final List<Contender> there = new ArrayList<>();
    private final List<Missing> missing = new ArrayList<>();

    /**
     * A row that cannot be measured.
     *
     * @param title of the row
     * @param why in a few words
     */
    record Missing(String title, String why) {}

    /**
     * Finds them.
     *
     * @throws UserMistake if a model cannot look at views of that size, a value of a training or of
     *     optimisation is wrong, or weights are damaged
     */
    Contenders(CompareConfig config, ComparedScenes scenes, Trainings trainings) {
        this.config = config;
        this.scenes = scenes;
        this.trainings = trainings;
        List<Integer> views = scenes.views();
        views.forEach(this::addResplat);
        addPictures();
        for (CompareConfig.Plan plan : config.trainings()) {
            SynthesisConfig learned = learned(plan);
            requireSize(plan.name(), learned);
            requireModel(plan, learned.model());
            for (int v : plan.views()) {
                if (views.contains(v)) {
                    String title = "%s, %d views".formatted(plan.title(), v);
                    String family = "%s, %d".formatted(plan.family(), v);
                    addModel(plan.name(), title, family, v, 0);
                    String refined = "%s refined, %d".formatted(plan.family(), v);
                    addRefined(plan.name(), title, refined, v);
                }
            }
        }
        views.forEach(this::addOptimization);
        addMesh();
    }

    /** Those that can be measured. */
    List<Contender> there() {
        return List.copyOf(there);
    }

    /** Those that cannot. */
    List<Missing> missing() {
        return List.copyOf(missing);
    }

    private void addResplat(int views) {
        for (int depth = 0; depth <= config.depth(); depth++) {
            addModel(
                    CompareConfig.RESPLAT,
                    "ReSplat, %d views, D = %d".formatted(views, depth),
                    "ReSplat, " + views,
                    views,
                    depth);
        }
    }

    /**
     * Of splats that nobody has learned to refine; if weights are missing, their own row says so.
     */
    private void addRefined(String weights, String title, String family, int views) {
        int depth = config.depth();
        boolean unlearned =
                trainings
                        .weights(weights)
                        .map(SynthesisWeights::config)
                        .filter(learned -> learned.makesSplats() && !learned.refines())
                        .isPresent();
        if (depth > 0 && unlearned) {
            String refined = "%s, D = %d".formatted(title, depth);
            addModel(weights, refined, family, views, depth);
        }
    }

    private void addModel(String weights, String title, String family, int views, int depth) {
        Optional<SynthesisWeights> found = trainings.weights(weights);
        if (found.isEmpty()) {
            missing.add(new Missing(title, "no weights " + weights));
            return;
        }
        SynthesisConfig learned = found.get().config();
        requireSize(weights, learned);
        Profile profile =
                new Profile(
                        name(weights, views, depth),
                        title,
                        family,
                        views,
                        depth,
                        List.of(Profile.POSES, Profile.TRAINING),
                        learned.makesSplats() ? Counted.SPLATS : Counted.NOTHING,
                        false,
                        Schooling.of(weights, found.get().file(), learned, depth),
                        "");
        there.add(new ModelContender(profile, found.get(), config.seed()));
    }

    /** Of what --train is to make, too: a mistake must not show hours later. */
    private SynthesisConfig learned(CompareConfig.Plan plan) {
        if (trainings.training(plan).config() instanceof SynthesisConfig learned) {
            return learned;
        }
        throw new UserMistake(
                "trainings: %s makes no new views of scenes: choose another base than %s for %s"
                        .formatted(plan.base(), plan.base(), plan.name()));
    }

    /** A name leads to weights before it leads to a training. */
    private void requireModel(CompareConfig.Plan plan, String needed) {
        Optional<String> found = trainings.weights(plan.name()).map(w -> w.config().model());
        if (found.isPresent() && !found.get().equals(needed)) {
            throw new UserMistake(
                    "trainings: there are weights %s already, of the model %s and not of %s, as %s is: choose another name"
                            .formatted(plan.name(), found.get(), needed, plan.base()));
        }
    }

    private void requireSize(String weights, SynthesisConfig learned) {
        if (config.size() % learned.multiple() != 0) {
            throw new UserMistake(
                    "size: must be a multiple of %d for %s, is %d"
                            .formatted(learned.multiple(), weights, config.size()));
        }
    }

    private static String name(String what, int views, int depth) {
        return "%s-%d-views-d%d".formatted(what, views, depth);
    }

    private void addPictures() {
        Weights weights = Weights.named(Weights.SHIPPED);
        for (int depth = 0; depth <= config.depth(); depth++) {
            Profile profile =
                    new Profile(
                            "%s-d%d".formatted(Weights.SHIPPED, depth),
                            "ReSplat in 2D, D = %d".formatted(depth),
                            "2D",
                            0,
                            depth,
                            List.of(Profile.TRAINING, Profile.TARGET),
                            Counted.SPLATS,
                            true,
                            Schooling.of(Weights.SHIPPED, weights.file(), weights.config(), depth),
                            "makes splats of the target itself: no new view, and no rival");
            there.add(
                    new PictureContender(profile, weights, config.pixelsPerSplat(), config.seed()));
        }
    }

    private void addOptimization(int views) {
        for (int steps : config.optimization().steps()) {
            Profile profile =
                    new Profile(
                            "optimization-%d-views-%d-steps".formatted(views, steps),
                            "Optimisation, %d views, %d steps".formatted(views, steps),
                            "optim., " + views,
                            views,
                            0,
                            List.of(Profile.POSES),
                            Counted.SPLATS,
                            false,
                            null,
                            "%d steps of one view each, of this scene".formatted(steps));
            there.add(new OptimizationContender(profile, optimization(steps)));
        }
    }

    private OptimizeConfig optimization(int steps) {
        return Config.named("optimize")
                .with(config.optimization().changes())
                .with(List.of("seconds=0", "steps=" + steps, "seed=" + config.seed()))
                .as(OptimizeConfig.class);
    }

    private void addMesh() {
        String title = "Mesh, rasterized";
        if (scenes.made().isEmpty()) {
            missing.add(new Missing(title, "no mesh"));
            return;
        }
        Profile profile =
                new Profile(
                        "mesh",
                        title,
                        "mesh",
                        0,
                        0,
                        List.of(Profile.MESH),
                        Counted.TRIANGLES,
                        false,
                        null,
                        "is the ground truth: targets were made of it, and differ by rounding");
        there.add(new MeshContender(profile, scenes.made().get()));
    }
}
