package dev.resplat.train.scene;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Short names of views, which are also good for files. */
final class ViewNames {
    private static final int MOST_PARTS = 16;

    private ViewNames() {}

    /**
     * The names of photographs without endings; where some would be the same, with as many of their
     * folders as are needed, such as {@code train_0001}.
     */
    static List<String> of(List<Shot> shots) {
        List<String[]> paths = new ArrayList<>();
        for (Shot shot : shots) {
            String path = shot.photo().map(Path::toString).orElse(shot.name());
            paths.add(PhotoFolders.stem(path.replace('\\', '/')).split("/"));
        }
        int parts = 1;
        List<String> names = last(paths, parts);
        while (new HashSet<>(names).size() < names.size() && parts < MOST_PARTS) {
            names = last(paths, ++parts);
        }
        return names;
    }

    private static List<String> last(List<String[]> paths, int parts) {
        List<String> names = new ArrayList<>();
        for (String[] path : paths) {
            int first = Math.max(0, path.length - parts);
            names.add(String.join("_", List.of(path).subList(first, path.length)));
        }
        return names;
    }
}
