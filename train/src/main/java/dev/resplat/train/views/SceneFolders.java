package dev.resplat.train.views;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.RenderSettings;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.View;
import dev.resplat.train.scene.ViewStore;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The scenes of a folder: clips of RealEstate10K and ACID as they are published ({@code
 * train/CLIP.txt} and the frames in {@code train/CLIP/}, or in {@code frames/train/CLIP/}), or
 * folders of which each is a scene of any format ({@link PosedScene}), or one scene.
 *
 * <p>A folder of thousands opens at once, as only names are listed; a scene is read when it is
 * wanted, and some stay in memory. One that is broken is told to {@link Damage}, and the next in
 * the order takes its place, so which scene a number means depends on the files only.
 *
 * <p>Scenes begin again in another order when all were there. Safe for use by several threads.
 */
public final class SceneFolders implements ViewSource {
    /** Scenes whose cameras stay in memory; of a clip some 100 kB. */
    private static final int KEPT = 64;

    /**
     * What is wanted of a folder.
     *
     * @param split {@code TRAIN} or {@code TEST}: the part of this name, if there is one; for
     *     training, views that files call test are left out. {@code UNKNOWN}: all, without parts
     * @param seed of the order
     * @param leastViews scenes with fewer are broken
     * @param background {@code [3]}, from 0 to 1: behind what is transparent, where {@code
     *     cameras.json} of a scene does not say
     */
    public record Options(Split split, long seed, int leastViews, float[] background) {}

    /** What was read of a scene, in any size. */
    private record Known(
            PosedScene scene, boolean clip, Map<String, String> labels, float[] background) {}

    private final Path folder;
    private final SceneListing listing;
    private final Map<String, Integer> places = new HashMap<>();
    private final Options options;
    private final ViewStore store;
    private final Damage damage;
    private final SceneOrder order;

    /** What is wrong with those that are broken in any size. */
    private final Map<Integer, UserMistake> broken = new ConcurrentHashMap<>();

    /** In the order of their last use. */
    private final Map<Integer, Known> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Integer, Known> eldest) {
                    return size() > KEPT;
                }
            };

    private SceneFolders(
            Path folder, SceneListing listing, Options options, ViewStore store, Damage damage) {
        this.folder = folder;
        this.listing = listing;
        this.options = options;
        this.store = store;
        this.damage = damage;
        order = new SceneOrder(listing.entries().size(), options.seed());
        for (int i = 0; i < listing.entries().size(); i++) {
            places.put(listing.entries().get(i).name(), i);
        }
    }

    /**
     * Lists a folder.
     *
     * @param store where pixels come from
     * @param damage is told of scenes that are broken
     * @throws UserMistake if it is none, or has no scenes
     */
    public static SceneFolders open(Path folder, Options options, ViewStore store, Damage damage) {
        SceneListing listing = SceneListing.of(folder, options.split());
        return new SceneFolders(folder, listing, options, store, damage);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UserMistake if all scenes are broken: what is wrong with one of them
     */
    @Override
    public ViewSet training(long number, int width, int height) {
        if (number < 0) {
            throw new IllegalArgumentException("number must be 0 or more, is " + number);
        }
        UserMistake first = null;
        for (int further = 0; further < listing.entries().size(); further++) {
            try {
                return scene(order.after(number, further), width, height);
            } catch (UserMistake e) {
                first = first == null ? e : first;
            }
        }
        throw new UserMistake(
                "%s: none of its %d scenes can be used; of the first: %s"
                        .formatted(listing.folder(), listing.entries().size(), first.getMessage()),
                first);
    }

    /**
     * A scene by its name; empty if there is none, or it is broken, which {@link Damage} is told.
     */
    public Optional<ViewSet> named(String name, int width, int height) {
        Integer place = places.get(name);
        try {
            return place == null ? Optional.empty() : Optional.of(scene(place, width, height));
        } catch (UserMistake e) {
            return Optional.empty();
        }
    }

    /** The names of all scenes, those that are broken among them, in alphabetical order. */
    public List<String> names() {
        return listing.entries().stream().map(SceneListing.Entry::name).toList();
    }

    private ViewSet scene(int place, int width, int height) {
        SceneListing.Entry entry = listing.entries().get(place);
        try {
            Known scene = known(place, entry);
            return new PosedViews(
                    scene.scene(),
                    width,
                    height,
                    scene.background(),
                    scene.labels(),
                    scene.clip() || PosedViews.isPath(scene.scene().views()),
                    store);
        } catch (UserMistake e) {
            damage.met(entry.folder().toString(), e.getMessage());
            throw e;
        }
    }

    private Known known(int place, SceneListing.Entry entry) {
        UserMistake before = broken.get(place);
        if (before != null) {
            throw before;
        }
        synchronized (known) {
            Known scene = known.get(place);
            if (scene != null) {
                return scene;
            }
        }
        try {
            Known scene = read(entry);
            synchronized (known) {
                known.put(place, scene);
            }
            return scene;
        } catch (UserMistake e) {
            broken.put(place, e);
            throw e;
        }
    }

    private Known read(SceneListing.Entry entry) {
        try {
            // What is missing of a scene that can be used is of no interest among thousands.
            PosedScene scene = entry.read(note -> {});
            List<View> views = scene.views();
            if (options.split() == Split.TRAIN) {
                views = views.stream().filter(view -> view.split() != Split.TEST).toList();
            }
            if (views.size() < options.leastViews()) {
                throw new UserMistake(
                        "%s: has %d views, must have %d or more"
                                .formatted(scene.source(), views.size(), options.leastViews()));
            }
            float[] said = RenderSettings.read(scene.source()).background();
            return new Known(
                    new PosedScene(
                            entry.name(), views, Optional.empty(), scene.format(), scene.source()),
                    entry.isClip(),
                    SceneLabels.read(entry.folder(), note -> damage.met(note, note)),
                    said == null ? options.background() : said);
        } catch (FormatException | UncheckedIOException e) {
            throw new UserMistake(e.getMessage(), e);
        }
    }

    @Override
    public long count() {
        return listing.entries().size();
    }

    @Override
    public String name() {
        int count = listing.entries().size();
        String what = listing.clips() ? "clip" : "scene";
        return "%d %s%s of %s".formatted(count, what, count == 1 ? "" : "s", folder);
    }
}
