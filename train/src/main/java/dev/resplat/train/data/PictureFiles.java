package dev.resplat.train.data;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a folder that are named as pictures. */
final class PictureFiles {
    private static final Set<String> ENDINGS =
            Set.of("png", "jpg", "jpeg", "webp", "tif", "tiff", "bmp", "gif");
    private static final String ENDING_NAMES = "PNG, JPEG, WebP, TIFF, BMP or GIF";
    private static final int SHOWN_NAMES = 3;

    private PictureFiles() {}

    /**
     * The files in a folder, not those in folders below, in the order of their names.
     *
     * @throws UserMistake if it is not a folder, or there are none
     */
    static List<Path> of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UserMistake(
                    (Files.exists(folder) ? "%s is a file" : "there is no folder %s")
                                    .formatted(folder)
                            + ": give a folder of photographs ("
                            + ENDING_NAMES
                            + ")");
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files =
                    all.filter(PictureFiles::isNamedAsPicture)
                            .filter(Files::isRegularFile)
                            .sorted((a, b) -> name(a).compareTo(name(b)))
                            .toList();
            if (files.isEmpty()) {
                throw new UserMistake(
                        "%s has no photographs: give a folder with files of %s in it"
                                .formatted(folder, ENDING_NAMES));
            }
            return files;
        } catch (IOException e) {
            throw new UserMistake(
                    "cannot read the folder %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Of a file, without its folder. */
    static String name(Path file) {
        return file.getFileName().toString();
    }

    private static boolean isNamedAsPicture(Path file) {
        String name = name(file).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** The first of some names, for a message. */
    static String some(List<String> names) {
        String list = String.join(", ", names.subList(0, Math.min(SHOWN_NAMES, names.size())));
        return names.size() > SHOWN_NAMES ? list + ", ..." : list;
    }
}
