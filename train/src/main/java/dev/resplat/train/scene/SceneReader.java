package dev.resplat.train.scene;

import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds out which format the files of a scene have, and reads them. If there are several, the one
 * with most photographs that exist is taken, among these one with points, else the first of the
 * list.
 */
final class SceneReader {
    private static final List<SceneFormat> FORMATS =
            List.of(
                    new CamerasJsonFormat(),
                    new TransformsFormat(),
                    new ColmapFormat(),
                    new LlffFormat(),
                    new StrechaFormat(),
                    new MiddleburyFormat(),
                    new RealEstateFormat(),
                    new SplatCamerasFormat());

    private SceneReader() {}

    /** See {@link PosedScene#read}. */
    static PosedScene read(Path path, Consumer<String> notes) {
        Capture capture = capture(path, notes);
        capture.notes().forEach(notes);
        return new Assembly(capture, path, notes).scene();
    }

    /** See {@link View#read}. */
    static List<View> views(Path path, Consumer<String> notes) {
        return new Assembly(capture(path, notes), path, notes).views();
    }

    /** See {@link PosedScene#isThere}. */
    static boolean finds(Path folder) {
        boolean whole =
                FORMATS.stream()
                        .anyMatch(format -> !find(format, folder, new ArrayList<>()).isEmpty());
        Path train = folder.resolve("train");
        Path test = folder.resolve("test");
        boolean parts = Files.isDirectory(train) && Files.isDirectory(test);
        return whole || parts && finds(train) && finds(test);
    }

    /** See {@link PosedScene#mistake}. */
    static Optional<UserMistake> mistake(Path folder) {
        List<UserMistake> mistakes = new ArrayList<>();
        FORMATS.forEach(format -> find(format, folder, mistakes));
        return mistakes.stream().findFirst();
    }

    /**
     * The cameras of a file or scene, in the order of the file, whether there are photographs or
     * not.
     *
     * @throws UserMistake if there are none, or the size of images is not known
     */
    static List<NamedCamera> cameras(Path path, Consumer<String> notes) {
        Capture capture =
                Files.isRegularFile(path) ? formatOf(path).readAlone(path) : capture(path, notes);
        return new Assembly(capture, path, notes).cameras();
    }

    /** What a file or scene says, whether its photographs are as it expects or not. */
    static Capture shots(Path path, Consumer<String> notes) {
        return Files.isRegularFile(path)
                ? CameraMatch.lenient(formatOf(path), path)
                : capture(path, notes);
    }

    private static Capture capture(Path path, Consumer<String> notes) {
        if (Files.isRegularFile(path)) {
            return PointsBeside.add(formatOf(path).read(path));
        }
        if (!Files.isDirectory(path)) {
            if (Files.exists(path)) {
                InputFile.require(path, "a file with cameras");
            }
            throw new UserMistake(
                    "there is no file or folder %s: give a folder of posed photographs, or the file with their cameras"
                            .formatted(path));
        }
        return inFolder(path, notes)
                .orElseThrow(
                        () ->
                                new UserMistake(
                                        "%s: no cameras found: looked for %s; %s"
                                                .formatted(path, names(), remedy(path))));
    }

    /** Who names the folder of the photographs often means the one above. */
    private static String remedy(Path folder) {
        Path above = folder.toAbsolutePath().normalize().getParent();
        boolean there =
                above != null
                        && FORMATS.stream()
                                .anyMatch(
                                        format ->
                                                !find(format, above, new ArrayList<>()).isEmpty());
        return there
                ? "there are some in the folder above: give %s".formatted(above)
                : "photographs without them need COLMAP first";
    }

    private static SceneFormat formatOf(Path file) {
        return FORMATS.stream()
                .filter(format -> format.reads(file))
                .findFirst()
                .orElseThrow(
                        () ->
                                new UserMistake(
                                        "%s: not a file with cameras: known are %s"
                                                .formatted(file, names())));
    }

    private static String names() {
        return String.join(", ", FORMATS.stream().map(SceneFormat::name).toList());
    }

    private static Optional<Capture> inFolder(Path folder, Consumer<String> notes) {
        List<Capture> captures = new ArrayList<>();
        List<UserMistake> mistakes = new ArrayList<>();
        for (SceneFormat format : FORMATS) {
            for (Path file : find(format, folder, mistakes)) {
                try {
                    captures.add(PointsBeside.add(format.read(file)));
                } catch (UserMistake e) {
                    mistakes.add(e);
                }
            }
        }
        if (captures.isEmpty()) {
            if (!mistakes.isEmpty()) {
                throw mistakes.get(0);
            }
            return inParts(folder, notes);
        }
        Capture best = captures.get(0);
        for (Capture capture : captures) {
            best = isBetter(capture, best) ? capture : best;
        }
        if (captures.size() + mistakes.size() > 1) {
            notes.accept(said(captures, best));
            mistakes.forEach(mistake -> notes.accept("not used: " + mistake.getMessage()));
        }
        return Optional.of(best);
    }

    private static List<Path> find(SceneFormat format, Path folder, List<UserMistake> mistakes) {
        try {
            return format.find(folder);
        } catch (UserMistake e) {
            mistakes.add(e);
            return List.of();
        }
    }

    private static boolean isBetter(Capture capture, Capture best) {
        if (capture.present() != best.present()) {
            return capture.present() > best.present();
        }
        return capture.points().isPresent() && best.points().isEmpty();
    }

    private static String said(List<Capture> captures, Capture best) {
        List<String> others =
                captures.stream()
                        .filter(capture -> capture != best)
                        .map(c -> "%s (%d)".formatted(c.file(), c.present()))
                        .toList();
        return "cameras from %s, with %d photographs%s"
                .formatted(
                        best.file(),
                        best.present(),
                        others.isEmpty() ? "" : ", not from " + String.join(", ", others));
    }

    /** A folder whose folders {@code train} and {@code test} have cameras of their own. */
    private static Optional<Capture> inParts(Path folder, Consumer<String> notes) {
        Path train = folder.resolve("train");
        Path test = folder.resolve("test");
        if (!Files.isDirectory(train) || !Files.isDirectory(test)) {
            return Optional.empty();
        }
        Optional<Capture> training = inFolder(train, notes);
        Optional<Capture> held = inFolder(test, notes);
        if (training.isEmpty() || held.isEmpty()) {
            return Optional.empty();
        }
        List<Shot> shots = new ArrayList<>();
        training.get().shots().forEach(shot -> shots.add(shot.as(Split.TRAIN)));
        held.get().shots().forEach(shot -> shots.add(shot.as(Split.TEST)));
        Capture first = training.get();
        List<String> said = new ArrayList<>(first.notes());
        said.addAll(held.get().notes());
        return Optional.of(
                new Capture(
                        first.format() + " in train and test",
                        folder,
                        shots,
                        first.points(),
                        said));
    }
}
