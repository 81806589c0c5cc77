package dev.resplat.train.views;

import dev.resplat.splat.Camera;
import dev.resplat.train.augment.Augmenter;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.data.Draws;
import dev.resplat.train.scene.ViewPixels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Examples of a source, numbered: what number n is depends on the source, the configuration, the
 * seed, n and the step that it is for, and on nothing else. Safe for use by several threads.
 *
 * <p>Where a view is damaged, others of the scene are drawn; where a scene has no views that are
 * wanted, another one is taken. Both happen in the same way whenever the number is asked for.
 */
public final class Examples {
    /** So many times views are drawn from a scene, and scenes from the source. */
    private static final int VIEWS_TRIED = 4;

    private static final int SCENES_TRIED = 16;

    /** From one scene to the next that is tried in its place; prime. */
    private static final long NEXT_SCENE = 1_000_003;

    /** Room around known depths. */
    private static final double ROOM = 1.1;

    /** As a part of the largest coordinate: rounding moves cameras that turn where they are. */
    private static final double SAME_PLACE = 1e-12;

    private final ViewSource source;
    private final IntFunction<ExamplesConfig> configs;
    private final int batch;
    private final long seed;
    private final Damage damage;
    private final AtomicLong passedOver = new AtomicLong();

    /**
     * Of a source.
     *
     * @param batch how many examples a step has
     * @param damage counts views that cannot be read
     */
    public Examples(ViewSource source, ExamplesConfig config, int batch, long seed, Damage damage) {
        this(source, step -> config, batch, seed, damage);
    }

    /**
     * Of a source, others from step to step.
     *
     * @param configs by step
     * @param batch how many examples a step has
     * @param damage counts views that cannot be read
     */
    public Examples(
            ViewSource source,
            IntFunction<ExamplesConfig> configs,
            int batch,
            long seed,
            Damage damage) {
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1, is " + batch);
        }
        this.source = source;
        this.configs = configs;
        this.batch = batch;
        this.seed = seed;
        this.damage = damage;
    }

    /**
     * One for each scene that is held out, as evaluations have it; the same for all models.
     *
     * @param where as {@code --data} has it
     * @param views of each scene that the program makes
     * @param notes takes what is worth saying, such as that files were left out
     * @throws UserMistake if there are none
     */
    public static Examples heldOut(
            String where, int views, ExamplesConfig config, Consumer<String> notes) {
        ViewData data = ViewData.open(DataChoice.of(Optional.of(where)), 0, views, notes);
        return new Examples(data.heldOut(), config.forEvaluation(), 1, 0, data.damage());
    }

    /** Where scenes are from. */
    public ViewSource source() {
        return source;
    }

    /** How many views could not be read so far, whenever they were met. */
    public long damaged() {
        return damage.times();
    }

    /** How many scenes had no views that are wanted, whenever they were met. */
    public long passedOver() {
        return passedOver.get();
    }

    /** The examples of a step: those of the numbers {@code step batch} and following. */
    public Batch batch(int step) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            examples.add(example((long) step * batch + i));
        }
        return Batch.of(examples);
    }

    /**
     * An example, of the step that has this number.
     *
     * @throws UserMistake if none can be made of many scenes: says why the last could not be used
     * @throws CancellationException if the thread is interrupted
     */
    public Example example(long number) {
        String last = "";
        int step = (int) Math.min(number / batch, Integer.MAX_VALUE);
        ExamplesConfig config = configs.apply(step);
        for (int scene = 0; scene < SCENES_TRIED; scene++) {
            try {
                ViewSet set =
                        source.training(
                                number + scene * NEXT_SCENE, config.width(), config.height());
                Optional<Example> example = of(set, config, step, number, scene);
                if (example.isPresent()) {
                    return example.get();
                }
                passedOver.incrementAndGet();
                last = "%s has no such views".formatted(set.name());
            } catch (DamagedViewException e) {
                damage.met(e);
                last = e.getMessage();
            }
        }
        throw new UserMistake(
                ("%s: %d scenes in a row have no %d context views that can be used (%s): choose"
                                + " smaller gaps, fewer views or a smaller leastBaseline")
                        .formatted(
                                source.name(),
                                SCENES_TRIED,
                                config.sampler().contextViews(),
                                last));
    }

    private Optional<Example> of(
            ViewSet set, ExamplesConfig config, int step, long number, int scene) {
        ViewSampler sampler = ViewSampler.of(config.sampler());
        Augmenter augmenter = new Augmenter(config.augmentation(), seed);
        for (int i = 0; i < VIEWS_TRIED; i++) {
            long attempt = (number * SCENES_TRIED + scene) * VIEWS_TRIED + i;
            Draws draws = new Draws(seed, Draws.Purpose.EXAMPLES, attempt);
            Optional<ViewSampler.Choice> choice = sampler.choose(set, step, draws);
            if (choice.isEmpty()) {
                return Optional.empty();
            }
            if (!suits(set, config, choice.get())) {
                continue;
            }
            try {
                Example example = of(set, config, choice.get().context(), choice.get().targets());
                int context = example.context().size();
                return Optional.of(
                        example.withViews(augmenter.apply(example.views(), context, number)));
            } catch (DamagedViewException e) {
                if (i == VIEWS_TRIED - 1) {
                    throw e;
                }
                damage.met(e);
            }
        }
        return Optional.empty();
    }

    private static boolean suits(ViewSet set, ExamplesConfig config, ViewSampler.Choice choice) {
        List<Camera> context = cameras(set, choice.context());
        for (Camera camera : context) {
            if (Poses.fieldOfView(camera) > config.mostFieldOfView()) {
                return false;
            }
        }
        for (Camera camera : cameras(set, choice.targets())) {
            if (Poses.fieldOfView(camera) > config.mostFieldOfView()) {
                return false;
            }
        }
        return Poses.baseline(context) >= config.leastBaseline();
    }

    private static List<Camera> cameras(ViewSet set, int[] indices) {
        return Arrays.stream(indices).mapToObj(set.cameras()::get).toList();
    }

    /**
     * The example that chosen views of a scene are, as the configuration has it: its frame, scale,
     * near and far. Nothing is drawn or changed.
     *
     * @param set of views of the configuration's size
     * @param context indices of what a model is given, 2 or more
     * @param targets indices of what it is to render; may be none
     * @throws DamagedViewException if all context views are at the same place, or a view cannot be
     *     read
     */
    public static Example of(ViewSet set, ExamplesConfig config, int[] context, int[] targets) {
        List<Camera> cameras = cameras(set, context);
        double baseline = Poses.baseline(cameras);
        double largest =
                cameras.stream()
                        .flatMapToDouble(camera -> Arrays.stream(camera.center()))
                        .map(Math::abs)
                        .max()
                        .orElseThrow();
        if (!(baseline > SAME_PLACE * largest)) {
            throw new DamagedViewException(
                    "%s: the cameras of views %s are at the same place: depth needs views from several"
                            .formatted(set.name(), Arrays.toString(context)),
                    null);
        }
        double scale = config.unitBaseline() ? 1 / baseline : 1;
        ExampleFrame frame = ExampleFrame.of(config.frame(), cameras, scale);
        float background = (float) config.background();
        double shorter = Math.min(config.width(), config.height());
        Example example =
                new Example(
                        set.name(),
                        set.labels(),
                        views(set, context, frame, background),
                        views(set, targets, frame, background),
                        context,
                        targets,
                        Poses.depthAt(config.nearDisparity() * shorter, scale * baseline, cameras),
                        Poses.depthAt(config.farDisparity(), scale * baseline, cameras),
                        scale);
        return config.range() == ExamplesConfig.Range.KNOWN ? withKnownRange(example) : example;
    }

    private static List<ViewPixels> views(
            ViewSet set, int[] indices, ExampleFrame frame, float background) {
        List<ViewPixels> views = new ArrayList<>();
        for (int index : indices) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while making an example");
            }
            views.add(frame.apply(Opaque.of(set.view(index), background)));
        }
        return List.copyOf(views);
    }

    private static Example withKnownRange(Example example) {
        float least = Float.POSITIVE_INFINITY;
        float most = 0;
        for (ViewPixels view : example.views()) {
            if (view.depth() == null) {
                return example;
            }
            for (float depth : view.depth()) {
                if (depth > 0) {
                    least = Math.min(least, depth);
                    most = Math.max(most, depth);
                }
            }
        }
        return most == 0
                ? example
                : new Example(
                        example.scene(),
                        example.labels(),
                        example.context(),
                        example.targets(),
                        example.contextIndices(),
                        example.targetIndices(),
                        least / ROOM,
                        most * ROOM,
                        example.scale());
    }
}
