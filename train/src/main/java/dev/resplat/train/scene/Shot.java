package dev.resplat.train.scene;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a file says about one photograph.
 *
 * @param name as the file has it
 * @param photo the photograph itself, if there is one
 * @param intrinsics of its camera
 * @param worldToCamera {@code [4, 4]}
 * @param split what it is for
 * @param mask black where it is to be ignored
 * @param depth what is known of depths
 */
record Shot(
        String name,
        Optional<Path> photo,
        Intrinsics intrinsics,
        double[] worldToCamera,
        Split split,
        Optional<Path> mask,
        Optional<DepthFile> depth) {
    /** Checks that the name can be a part of a line, as it becomes one in files and messages. */
    Shot {
        requireLine(name);
    }

    /** One of a format that knows neither masks nor depths nor splits. */
    Shot(String name, Optional<Path> photo, Intrinsics intrinsics, double[] worldToCamera) {
        this(
                name,
                photo,
                intrinsics,
                worldToCamera,
                Split.UNKNOWN,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Whether a name can be a part of a line of text: it has no control characters, of which some
     * end lines, and no halves of characters, which no file of text has.
     */
    static boolean isLine(String name) {
        return name.codePoints()
                .noneMatch(
                        c ->
                                Character.isISOControl(c)
                                        || Character.getType(c) == Character.SURROGATE);
    }

    /** Fails unless a name {@linkplain #isLine can be} a part of a line. */
    static void requireLine(String name) {
        if (!isLine(name)) {
            throw new UserMistake(
                    "the name %s of a photograph has control characters, which no file of cameras can have: rename it"
                            .formatted(FormatException.quote(name)));
        }
    }

    /** The same for another purpose. */
    Shot as(Split newSplit) {
        return new Shot(name, photo, intrinsics, worldToCamera, newSplit, mask, depth);
    }

    /** The same without its photograph. */
    Shot withoutPhoto() {
        return new Shot(name, Optional.empty(), intrinsics, worldToCamera, split, mask, depth);
    }
}
