package dev.resplat.train.views;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.PosedScene;
import dev.resplat.train.scene.RealEstateClip;
import dev.resplat.train.scene.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Which scenes a folder has, without a look into them: there may be tens of thousands.
 *
 * @param folder that they are in
 * @param entries in the order of their names
 * @param clips whether they are those of text files of RealEstate10K
 */
record SceneListing(Path folder, List<Entry> entries, boolean clips) {
    private static final String TEXT = ".txt";

    /** What a folder of one clip has its cameras in. */
    private static final String CAMERAS = "cameras_re10k.txt";

    /** Where programs that cut videos put frames, beside the folders of camera files. */
    private static final List<String> FRAMES = List.of("frames", "images");

    /**
     * A scene that has not been read.
     *
     * @param name unique in the folder
     * @param cameras of a clip, else null
     * @param folder of the scene, or where the frames of a clip should be
     */
    record Entry(String name, Path cameras, Path folder) {
        /** Reads it, which may fail in all ways in which files are wrong. */
        PosedScene read(Consumer<String> notes) {
            if (cameras != null) {
                if (!Files.isRegularFile(cameras)) {
                    throw new UserMistake(
                            "there is no file %s with the cameras of %s"
                                    .formatted(cameras, folder));
                }
                return RealEstateClip.read(name, cameras, frames());
            }
            Path own = folder.resolve(CAMERAS);
            if (Files.isRegularFile(own)) {
                Path images = folder.resolve("images");
                return RealEstateClip.read(name, own, Files.isDirectory(images) ? images : folder);
            }
            return PosedScene.read(folder, notes);
        }

        /**
         * Whether its files are those of a scene, as far as that can be seen without reading it.
         */
        boolean isThere() {
            return isClip() || PosedScene.isThere(folder);
        }

        /** Whether neighbours are frames of a video. */
        boolean isClip() {
            return cameras != null || Files.isRegularFile(folder.resolve(CAMERAS));
        }

        private Path frames() {
            if (Files.isDirectory(folder)) {
                return folder;
            }
            Path part = folder.toAbsolutePath().getParent();
            Path root = part.getParent();
            for (String frames : FRAMES) {
                for (Path beside :
                        List.of(
                                root.resolve(frames).resolve(part.getFileName()),
                                root.resolve(frames),
                                part.resolve(frames))) {
                    if (Files.isDirectory(beside.resolve(name))) {
                        return beside.resolve(name);
                    }
                }
            }
            throw new UserMistake(
                    "%s: there is no folder %s of its frames".formatted(cameras, folder));
        }
    }

    /**
     * The scenes of a folder: those of its part {@code train} or {@code test} if there is one; of
     * text files of clips, of folders that are scenes, or the folder itself if it is one.
     *
     * @throws UserMistake if there are none
     */
    static SceneListing of(Path folder, Split split) {
        if (!Files.isDirectory(folder)) {
            throw new UserMistake(
                    (Files.exists(folder) ? "%s is a file" : "there is no folder %s")
                                    .formatted(folder)
                            + ": give a folder of scenes");
        }
        Path part =
                switch (split) {
                    case TRAIN -> folder.resolve("train");
                    case TEST -> folder.resolve("test");
                    case UNKNOWN -> folder;
                };
        boolean divided = split != Split.UNKNOWN && Files.isDirectory(part);
        Path base = divided ? part : folder;
        Set<String> names = names(base);
        if (hasClips(base, names)) {
            return new SceneListing(base, clips(base, names), true);
        }
        for (Path whole : List.of(folder, base)) {
            if (PosedScene.isThere(whole)) {
                Path name = whole.toAbsolutePath().normalize().getFileName();
                Entry only = new Entry(String.valueOf(name), null, whole);
                return new SceneListing(whole, List.of(only), false);
            }
        }
        if (split != Split.UNKNOWN && !divided) {
            requireWhole(folder, part);
        }
        List<Entry> scenes = scenes(base, names);
        // Who has damaged the cameras of a scene does not want its folder of images to be one.
        PosedScene.mistake(base)
                .filter(mistake -> scenes.stream().noneMatch(Entry::isThere))
                .ifPresent(
                        mistake -> {
                            throw mistake;
                        });
        if (scenes.isEmpty()) {
            throw new UserMistake(nothing(base, names));
        }
        return new SceneListing(base, scenes, false);
    }

    /** A folder with one part must have the other as well, as its scenes are no scenes of it. */
    private static void requireWhole(Path folder, Path part) {
        for (String other : List.of("train", "test")) {
            if (Files.isDirectory(folder.resolve(other))) {
                throw new UserMistake(
                        "%s has %s, but no %s: give a folder with both, or the folder of the scenes that are wanted"
                                .formatted(folder, other, part.getFileName()));
            }
        }
    }

    private static String nothing(Path base, Set<String> names) {
        return names.stream().anyMatch(name -> name.endsWith(".torch"))
                ? "%s has the .torch chunks of pixelSplat, which only PyTorch reads: unpack them to folders of frames beside the text files of the cameras"
                        .formatted(base)
                : "%s has no scenes: there must be folders with posed photographs, or text files of RealEstate10K with folders of frames"
                        .formatted(base);
    }

    private static Set<String> names(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            Set<String> names = new TreeSet<>();
            all.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new UserMistake("cannot list %s: %s".formatted(folder, e), e);
        }
    }

    /** A folder of clips has hardly another text file; some of its own may be damaged. */
    private static boolean hasClips(Path base, Set<String> names) {
        return names.stream()
                .filter(name -> name.endsWith(TEXT) && !name.equals(CAMERAS))
                .limit(20)
                .anyMatch(name -> RealEstateClip.reads(base.resolve(name)));
    }

    private static List<Entry> clips(Path base, Set<String> names) {
        TreeMap<String, Entry> entries = new TreeMap<>();
        for (String name : names) {
            if (name.endsWith(TEXT)) {
                String clip = name.substring(0, name.length() - TEXT.length());
                entries.put(clip, new Entry(clip, base.resolve(name), base.resolve(clip)));
            }
        }
        for (String name : names) {
            boolean other = !name.endsWith(TEXT) && !entries.containsKey(name);
            if (other && !FRAMES.contains(name) && Files.isDirectory(base.resolve(name))) {
                entries.put(name, new Entry(name, base.resolve(name + TEXT), base.resolve(name)));
            }
        }
        return List.copyOf(entries.values());
    }

    private static List<Entry> scenes(Path base, Set<String> names) {
        List<Entry> entries = new ArrayList<>();
        for (String name : names) {
            Path folder = base.resolve(name);
            if (Files.isDirectory(folder)) {
                entries.add(new Entry(name, null, folder));
            }
        }
        return List.copyOf(entries);
    }
}
