package dev.resplat.train.trunk;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.Draws;
import dev.resplat.train.data.Prefetch;
import dev.resplat.train.scene.ViewPixels;
import dev.resplat.train.views.DamagedViewException;
import dev.resplat.train.views.Opaque;
import dev.resplat.train.views.ViewData;
import dev.resplat.train.views.ViewSet;
import dev.resplat.train.views.ViewSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The views of a training: some scenes at a time, each of which several steps learn from, because
 * to build and render scenes takes longer than to learn. Threads make the next ones meanwhile.
 */
final class Views implements AutoCloseable {
    private static final float BACKGROUND = 0.5f;
    private static final int AHEAD = 2;

    /** Views tried of a scene, and scenes in the place of one without views. */
    private static final int TRIED = 16;

    private static final long NEXT_SCENE = 1_000_003;

    /** Of the choice of views that are held out. */
    private static final long SEED = 0;

    private final ViewData data;
    private final TrunkConfig.Data config;
    private final long seed;
    private final int threads;
    private Prefetch<List<ViewPixels>> prefetch;
    private List<ViewPixels> present;
    private long group = -1;
    private double waited;

    /**
     * @param seed of the choice of views
     * @param threads that make views ahead, which does not change them
     */
    Views(ViewData data, TrunkConfig.Data config, long seed, int threads) {
        this.data = data;
        this.config = config;
        this.seed = seed;
        this.threads = threads;
    }

    /** The views that a step learns from; best asked for one step after the other. */
    List<ViewPixels> at(int step) {
        long wanted = step / config.rounds();
        if (present != null && wanted == group) {
            return present;
        }
        if (prefetch == null || wanted != group + 1) {
            close();
            prefetch = new Prefetch<>(this::group, wanted, threads + AHEAD, threads);
        }
        group = wanted;
        present = prefetch.next();
        return present;
    }

    private List<ViewPixels> group(long number) {
        List<ViewPixels> views = new ArrayList<>();
        for (int i = 0; i < config.scenes(); i++) {
            views.addAll(
                    views(
                            data.training(),
                            number * config.scenes() + i,
                            config.views(),
                            config.viewSize(),
                            seed));
        }
        return views;
    }

    /** The views that are held out, each of a scene of its own, always the same. */
    List<ViewPixels> heldOut() {
        return IntStream.range(0, config.heldOut())
                .parallel()
                .mapToObj(
                        i ->
                                views(
                                                data.heldOut(),
                                                ViewData.FIRST_HELD_OUT + i,
                                                1,
                                                config.window(),
                                                SEED)
                                        .get(0))
                .toList();
    }

    /** Random views of the scene of that number, or of another one if it has none. */
    private List<ViewPixels> views(ViewSource source, long number, int count, int size, long of) {
        String problem = "";
        for (int s = 0; s < TRIED; s++) {
            Draws draws = new Draws(of, Draws.Purpose.EXAMPLES, number * TRIED + s);
            ViewSet set = source.training(number + s * NEXT_SCENE, size, size);
            List<ViewPixels> views = new ArrayList<>();
            for (int i = 0; i < TRIED * count && views.size() < count; i++) {
                try {
                    int view = draws.below(set.cameras().size());
                    views.add(Opaque.of(set.view(view), BACKGROUND));
                } catch (DamagedViewException e) {
                    data.damage().met(e);
                    problem = e.getMessage();
                }
            }
            if (views.size() == count) {
                return views;
            }
        }
        throw new UserMistake(
                "%s: none of %d scenes has views that can be read: %s"
                        .formatted(source.name(), TRIED, problem));
    }

    /** Where scenes are from. */
    String name() {
        return data.training().name();
    }

    /** How many views could not be read so far. */
    long damaged() {
        return data.damage().times();
    }

    /** For how long {@link #at} has waited, in seconds since the beginning. */
    double stallSeconds() {
        return waited + (prefetch == null ? 0 : prefetch.stallSeconds());
    }

    /** Ends the threads. */
    @Override
    public void close() {
        if (prefetch != null) {
            waited += prefetch.stallSeconds();
            prefetch.close();
            prefetch = null;
        }
        present = null;
    }
}
