package dev.resplat.train.views;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.data.DataShare;
import dev.resplat.train.library.LibraryConfig;
import dev.resplat.train.library.SceneLibrary;
import dev.resplat.train.library.SyntheticViews;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.ViewStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The scenes that a user chose to learn from, and those that are kept apart to look at.
 *
 * @param training scenes to learn from
 * @param heldOut scenes to look at; those of the numbers from {@link #FIRST_HELD_OUT} on
 * @param damage counts what could not be read
 */
public record ViewData(ViewSource training, ViewSource heldOut, Damage damage) {
    /**
     * The first number of a scene that is held out: no training comes to it, of sources that have
     * as many scenes as wanted.
     */
    public static final long FIRST_HELD_OUT = ViewPictures.FAR_AWAY;

    /**
     * The first number of a scene to test with: beyond those that trainings learn from and those
     * that they evaluate with, whatever their seeds.
     */
    public static final long FIRST_TEST = 2 * FIRST_HELD_OUT;

    /** Bytes of decoded views that stay in memory. */
    private static final long KEPT = 1L << 30;

    private static final float[] BLACK = {0, 0, 0};

    /**
     * Finds them.
     *
     * @param seed of scenes that the program makes where nothing was chosen, and of orders
     * @param views of each scene that the program makes
     * @param notes takes what is worth saying, such as that files were left out
     * @throws UserMistake if there are none
     */
    public static ViewData open(DataChoice choice, long seed, int views, Consumer<String> notes) {
        Damage damage = new Damage(notes);
        List<DataShare> shares = choice.shares();
        if (shares.isEmpty()) {
            ViewSource scenes = synthetic(seed, views);
            return new ViewData(scenes, scenes, damage);
        }
        ViewStore store = new ViewStore(KEPT);
        List<MixedSource.Share> training = new ArrayList<>();
        List<MixedSource.Share> heldOut = new ArrayList<>();
        for (DataShare share : shares) {
            if (share.isPainted()) {
                throw new UserMistake(
                        "--data painted: these pictures have one view each: give a folder of scenes or synthetic:SEED");
            }
            ViewSource learned;
            ViewSource kept;
            if (share.synthetic().isPresent()) {
                learned = synthetic(share.synthetic().get(), views);
                kept = learned;
            } else {
                Path folder = share.folder().orElseThrow();
                learned = folder(folder, Split.TRAIN, seed, store, damage);
                kept = folder(folder, Split.TEST, seed, store, damage);
            }
            training.add(new MixedSource.Share(learned, share.weight()));
            heldOut.add(new MixedSource.Share(kept, share.weight()));
        }
        return new ViewData(mixed(training, seed, choice), mixed(heldOut, seed, choice), damage);
    }

    private static ViewSource mixed(List<MixedSource.Share> shares, long seed, DataChoice choice) {
        if (shares.size() == 1) {
            return shares.get(0).source();
        }
        try {
            return new MixedSource(shares, seed);
        } catch (IllegalArgumentException e) {
            throw new UserMistake(
                    "--data %s: %s".formatted(choice.where().orElseThrow(), e.getMessage()), e);
        }
    }

    private static ViewSource synthetic(long seed, int views) {
        LibraryConfig config = Config.named("library").as(LibraryConfig.class);
        return new SyntheticViews(new SceneLibrary(seed, config), views);
    }

    private static ViewSource folder(
            Path folder, Split split, long seed, ViewStore store, Damage damage) {
        SceneFolders.Options options = new SceneFolders.Options(split, seed, 3, BLACK);
        return SceneFolders.open(folder, options, store, damage);
    }
}
