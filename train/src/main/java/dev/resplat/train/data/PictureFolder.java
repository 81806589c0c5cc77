package dev.resplat.train.data;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All pictures of a folder, in the order of their names, to be read one after the other. Every file
 * is decoded once at the beginning, so that what is damaged is known before the work begins.
 *
 * @param name of the folder
 * @param pictures those that can be used
 * @param skipped how many cannot
 */
public record PictureFolder(String name, List<Entry> pictures, int skipped) {
    /**
     * A picture that has been found to be readable.
     *
     * @param where it is, for messages
     * @param name of the file, without its ending where that leaves it different from the others
     * @param width pixels
     * @param height pixels
     * @param source decodes it
     */
    public record Entry(String where, String name, int width, int height, Supplier<Image> source) {
        /** The picture. */
        public Image read() {
            return source.get();
        }

        /** How many pixels it has. */
        public long pixels() {
            return (long) width * height;
        }
    }

    /**
     * Reads a folder.
     *
     * @param least pixels a side that a picture must have
     * @param notes takes a line about those that are skipped
     * @throws UserMistake if it is not a folder, or has no picture that can be used
     */
    public static PictureFolder open(Path folder, int least, Consumer<String> notes) {
        List<Path> files = PictureFiles.of(folder);
        List<Entry> entries = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (Path file : files) {
            String name = PictureFiles.name(file);
            try {
                Image image = ImageFile.read(file, notice -> {});
                if (Math.min(image.width(), image.height()) < least) {
                    skipped.add(name);
                    continue;
                }
                String base = name.substring(0, name.lastIndexOf('.'));
                String given = names.add(base) ? base : name;
                names.add(given);
                entries.add(
                        new Entry(
                                file.toString(),
                                given,
                                image.width(),
                                image.height(),
                                () -> ImageFile.read(file, notice -> {})));
            } catch (FormatException | UserMistake e) {
                skipped.add(name);
            }
        }
        String why =
                "damaged, too large for the memory, or smaller than %d x %d pixels"
                        .formatted(least, least);
        if (entries.isEmpty()) {
            throw new UserMistake(
                    "%s has no picture that can be used: all %d are %s; give a folder with others"
                            .formatted(folder, files.size(), why));
        }
        if (!skipped.isEmpty()) {
            notes.accept(
                    "%s: skipped %d of %d pictures, which are %s: %s"
                            .formatted(
                                    folder,
                                    skipped.size(),
                                    files.size(),
                                    why,
                                    PictureFiles.some(skipped)));
        }
        return new PictureFolder(folder.toString(), List.copyOf(entries), skipped.size());
    }

    /** Pictures that the program paints, and that no training has seen. */
    public static PictureFolder painted(int count) {
        List<Entry> entries = new ArrayList<>();
        for (Image image : new ProceduralImages(0).heldOut(count)) {
            String name = "painted-" + (entries.size() + 1);
            entries.add(new Entry(name, name, image.width(), image.height(), () -> image));
        }
        return new PictureFolder("those that the program paints", entries, 0);
    }
}
