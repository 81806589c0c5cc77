package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Photographs with their cameras, all in one world.
 *
 * @param name of its folder
 * @param views in the order of their files' names
 * @param points of its surfaces, if any are known
 * @param format what its files are, such as {@code COLMAP}
 * @param source the file or folder that the cameras were read from
 */
public record PosedScene(
        String name, List<View> views, Optional<PointCloud> points, String format, Path source) {
    /** How many views are held out where the files do not say: every 8th, as is usual. */
    public static final int HOLD_EVERY = 8;

    /**
     * Reads a scene in any format.
     *
     * @param path a folder, or the file with the cameras
     * @param notes takes lines about what was found and what is missing
     * @throws UserMistake if there is no scene, or something is wrong with it
     */
    public static PosedScene read(Path path, Consumer<String> notes) {
        return SceneReader.read(path, notes);
    }

    /** Whether a folder is a scene of any format, so that {@link #read} is worth a try. */
    public static boolean isThere(Path folder) {
        return SceneReader.finds(folder);
    }

    /**
     * What is wrong with a file of a folder whose name is that of cameras, and which is of no
     * format; empty if there is none.
     */
    public static Optional<UserMistake> mistake(Path folder) {
        return SceneReader.mistake(folder);
    }

    /**
     * What is learned from, and what is held out to be compared with.
     *
     * @param training views to learn from
     * @param heldOut views that no training sees; may be empty
     */
    public record Division(List<View> training, List<View> heldOut) {}

    /**
     * Divides the views: those that the files call test are held out; if there are none, those
     * whose index is a multiple of {@code every}.
     *
     * @param every 0 holds none out, whatever the files say
     * @throws UserMistake if nothing is left to learn from
     */
    public Division divide(int every) {
        boolean told = views.stream().anyMatch(view -> view.split() == Split.TEST);
        List<View> training = new ArrayList<>();
        List<View> heldOut = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            View view = views.get(i);
            boolean out = every > 0 && (told ? view.split() == Split.TEST : i % every == 0);
            (out ? heldOut : training).add(view);
        }
        if (training.isEmpty()) {
            throw new UserMistake(
                    ("%s: all %d views would be held out, and none is left to learn from: %s")
                            .formatted(
                                    source,
                                    views.size(),
                                    told
                                            ? "--hold-every 0 holds out none"
                                            : "give a --hold-every of 2 or more, or 0 for none"));
        }
        return new Division(List.copyOf(training), List.copyOf(heldOut));
    }
}
