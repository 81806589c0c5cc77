package dev.resplat.train.data;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The photographs of a folder, in the order of their names. Every 8th is held out, beginning with
 * the first; of fewer than 8 all are used for both.
 *
 * <p>Every file is decoded once at the beginning, so that which photograph a number means never
 * depends on when damage is found. Photographs stay in memory, at 8 bits, up to a quarter of what
 * Java may use; those beyond are decoded again, the least recently used being forgotten.
 */
public final class PhotographFolder implements ImageSource {
    private static final int HELD_OUT_EVERY = 8;
    private static final int SMALLEST = 32;

    /** A file, and the size of the picture in it. */
    private record Entry(Path file, int width, int height) {
        int side() {
            return Math.min(width, height);
        }
    }

    private final Path folder;
    private final Consumer<String> notes;
    private final long budget;
    private final List<Entry> training = new ArrayList<>();
    private final List<Entry> heldOut = new ArrayList<>();

    /** In the order of their last use. */
    private final Map<Path, Photograph> kept = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Integer, List<Entry>> largeEnough = new HashMap<>();
    private long bytes;

    private PhotographFolder(Path folder, Consumer<String> notes, long budget) {
        this.folder = folder;
        this.notes = notes;
        this.budget = budget;
    }

    /**
     * Reads a folder: the files in it that are named as pictures, not those in folders below.
     *
     * @param notes takes a line about files that are skipped, and one if there are too few to hold
     *     some out
     * @throws UserMistake if it is not a folder, or there is no readable picture in it
     */
    public static PhotographFolder open(Path folder, Consumer<String> notes) {
        return open(folder, notes, Runtime.getRuntime().maxMemory() / 4);
    }

    /** The same, with so many bytes for what is kept in memory. */
    static PhotographFolder open(Path folder, Consumer<String> notes, long budget) {
        PhotographFolder result = new PhotographFolder(folder, notes, budget);
        result.readAll(PictureFiles.of(folder));
        return result;
    }

    private void readAll(List<Path> files) {
        List<Entry> entries = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (Path file : files) {
            try {
                Photograph photograph = decode(file);
                Entry entry = new Entry(file, photograph.width(), photograph.height());
                if (entry.side() < SMALLEST) {
                    skipped.add(PictureFiles.name(file));
                } else {
                    entries.add(entry);
                    keep(file, photograph);
                }
            } catch (FormatException | UserMistake e) {
                skipped.add(PictureFiles.name(file));
            }
        }
        String why =
                "damaged, too large for the memory, or smaller than %d x %d pixels"
                        .formatted(SMALLEST, SMALLEST);
        if (entries.isEmpty()) {
            throw new UserMistake(
                    "%s has no photograph that can be used: %s %s; give a folder with others"
                            .formatted(
                                    folder,
                                    skipped.size() == 1 ? "its only one is" : "all are",
                                    why));
        }
        if (!skipped.isEmpty()) {
            notes.accept(
                    "%s: skipped %d of %d photographs, which are %s: %s"
                            .formatted(
                                    folder,
                                    skipped.size(),
                                    files.size(),
                                    why,
                                    PictureFiles.some(skipped)));
        }
        split(entries);
    }

    private void split(List<Entry> entries) {
        if (entries.size() < HELD_OUT_EVERY) {
            notes.accept(
                    ("%s has %d photographs, too few to hold some out (%d): all are for training and"
                                    + " evaluation")
                            .formatted(folder, entries.size(), HELD_OUT_EVERY));
            training.addAll(entries);
            heldOut.addAll(entries);
            return;
        }
        for (int i = 0; i < entries.size(); i++) {
            (i % HELD_OUT_EVERY == 0 ? heldOut : training).add(entries.get(i));
        }
    }

    private static Photograph decode(Path file) {
        // What transparency and colour profiles do to a picture is of no interest here.
        return Photograph.of(ImageFile.read(file, notice -> {}));
    }

    private synchronized Photograph photograph(Path file) {
        Photograph photograph = kept.get(file);
        if (photograph == null) {
            photograph = decode(file);
            keep(file, photograph);
        }
        return photograph;
    }

    private void keep(Path file, Photograph photograph) {
        kept.put(file, photograph);
        bytes += photograph.colors().length;
        var oldest = kept.values().iterator();
        while (bytes > budget && kept.size() > 1) {
            bytes -= oldest.next().colors().length;
            oldest.remove();
        }
    }

    private synchronized List<Entry> largeEnough(int size) {
        return largeEnough.computeIfAbsent(
                size,
                s -> {
                    List<Entry> large = training.stream().filter(e -> e.side() >= s).toList();
                    if (large.isEmpty()) {
                        throw new UserMistake(
                                ("%s: no photograph has %d x %d pixels: learn from smaller crops, or"
                                                + " give a folder with larger ones")
                                        .formatted(folder, s, s));
                    }
                    if (large.size() < training.size()) {
                        notes.accept(
                                ("%s: %d of %d photographs are smaller than %d x %d pixels and not"
                                                + " used")
                                        .formatted(
                                                folder,
                                                training.size() - large.size(),
                                                training.size(),
                                                s,
                                                s));
                    }
                    return large;
                });
    }

    /** {@inheritDoc} Scaled down by a random factor, so that it may show a part or most of it. */
    @Override
    public Image training(long number, int size) {
        return sequence(number, size, 1).get(0);
    }

    @Override
    public List<Image> sequence(long number, int size, int frames) {
        List<Entry> entries = largeEnough(size);
        Draws draws = new Draws(0, Draws.Purpose.TRAINING, number);
        Entry entry = entries.get(draws.below(entries.size()));
        return new MovingCrop(photograph(entry.file()), size, draws)
                .frames(frames, new Draws(0, Draws.Purpose.MOTION, number));
    }

    @Override
    public List<Image> heldOut(int most) {
        return heldOut.stream().limit(most).map(e -> photograph(e.file()).image()).toList();
    }

    @Override
    public String name() {
        return "%d photographs of %s".formatted(training.size(), folder);
    }
}
