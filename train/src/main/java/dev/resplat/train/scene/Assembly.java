package dev.resplat.train.scene;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.ImageFile;
import java.awt.Dimension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes a scene of what files say and of the photographs that exist, and checks that they fit. */
final class Assembly {
    private final Capture capture;
    private final Path scene;
    private final Consumer<String> notes;

    /** Many views have the same camera, whose pinhole is searched for once. */
    private final Map<Calibration, Calibration> pinholes = new HashMap<>();

    /**
     * A scene to be made.
     *
     * @param scene what the user named
     */
    Assembly(Capture capture, Path scene, Consumer<String> notes) {
        this.capture = capture;
        this.scene = scene;
        this.notes = notes;
    }

    /** The scene; see {@link PosedScene#read}. */
    PosedScene scene() {
        List<View> views = views();
        requireViews(views);
        noteUnused(views);
        Path whole = scene.toAbsolutePath().normalize();
        Path name = (Files.isDirectory(whole) ? whole : whole.getParent()).getFileName();
        return new PosedScene(
                name == null ? "scene" : name.toString(),
                List.copyOf(views),
                capture.points(),
                capture.format(),
                capture.file());
    }

    /** See {@link View#read}. */
    List<View> views() {
        List<Shot> shots = existing();
        List<String> names = ViewNames.of(shots);
        List<View> views = new ArrayList<>();
        for (int i = 0; i < shots.size(); i++) {
            views.add(view(shots.get(i), names.get(i)));
        }
        return views;
    }

    /** Those with a photograph of their own, in the order of the files' names. */
    private List<Shot> existing() {
        Map<Path, Set<String>> claims = new HashMap<>();
        for (Shot shot : capture.shots()) {
            shot.photo()
                    .ifPresent(
                            photo ->
                                    claims.computeIfAbsent(photo, p -> new LinkedHashSet<>())
                                            .add(shot.name()));
        }
        Map<Path, Shot> taken = new HashMap<>();
        List<Shot> existing = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Shot shot : capture.shots()) {
            // A photograph that several names were taken for belongs to none of them.
            boolean own = shot.photo().filter(photo -> claims.get(photo).size() == 1).isPresent();
            if (!own) {
                missing.add(shot.name());
            } else if (taken.putIfAbsent(shot.photo().get(), shot) == null) {
                existing.add(shot);
            } else if (!Arrays.equals(
                    taken.get(shot.photo().get()).worldToCamera(), shot.worldToCamera())) {
                throw new UserMistake(
                        "%s: %s is there twice, at different places: take one of them out"
                                .formatted(capture.file(), shot.name()));
            }
        }
        if (existing.isEmpty()) {
            throw new UserMistake(nonePresent(missing));
        }
        if (!missing.isEmpty()) {
            notes.accept(
                    "%s: skipped %d of %d cameras, whose photographs do not exist: first %s"
                            .formatted(
                                    capture.file(),
                                    missing.size(),
                                    capture.shots().size(),
                                    missing.get(0)));
        }
        existing.sort(Comparator.comparing(shot -> shot.photo().get().toString()));
        return existing;
    }

    private String nonePresent(List<String> missing) {
        if (missing.isEmpty()) {
            return "%s: there are no cameras in it".formatted(capture.file());
        }
        Path folder = capture.file().toAbsolutePath().getParent();
        PhotoFolders folders = PhotoFolders.of(folder);
        for (Path root : folders.roots()) {
            if (!Files.isReadable(root) || !Files.isExecutable(root)) {
                return "%s: none of its %d photographs can be read (first %s): permission denied for %s"
                        .formatted(capture.file(), missing.size(), missing.get(0), root);
            }
        }
        List<List<Path>> others = folders.pictures();
        String there =
                others.isEmpty()
                        ? "there are no photographs near it"
                        : "%s has %d photographs (first %s)"
                                .formatted(
                                        others.get(0).get(0).getParent(),
                                        others.get(0).size(),
                                        others.get(0).get(0).getFileName());
        return "%s: none of its %d photographs exists (first %s), though %s: names must be the same"
                .formatted(capture.file(), missing.size(), missing.get(0), there)
                .replace("though there are no", "there are no");
    }

    /** A photograph, whose shape must be that of its camera. */
    View view(Shot shot, String name) {
        Path photo = shot.photo().orElseThrow();
        Dimension size = size(photo, false);
        boolean upright = false;
        Optional<Calibration> declared = shot.intrinsics().declared();
        if (declared.isPresent() && !declared.get().hasShapeOf(size.width, size.height)) {
            Dimension stored = size;
            size = size(photo, true);
            upright = true;
            if (!declared.get().hasShapeOf(size.width, size.height)) {
                throw new UserMistake(
                        ("%s is %d x %d pixels, but its camera in %s is for %d x %d: use the images"
                                        + " that the cameras were computed for, uncropped")
                                .formatted(
                                        photo,
                                        stored.width,
                                        stored.height,
                                        capture.file(),
                                        declared.get().width(),
                                        declared.get().height()));
            }
        }
        Calibration calibration = shot.intrinsics().of(size.width, size.height);
        return new View(
                name,
                photo,
                upright,
                calibration,
                pinhole(calibration).camera(shot.worldToCamera()),
                shot.mask(),
                shot.depth(),
                shot.split());
    }

    private Calibration pinhole(Calibration calibration) {
        return pinholes.computeIfAbsent(
                calibration, c -> Undistortion.pinhole(c, capture.file().toString()));
    }

    private static Dimension size(Path photo, boolean upright) {
        try {
            return ImageFile.size(photo, upright);
        } catch (FormatException e) {
            throw new UserMistake(e.getMessage() + ": repair or remove it", e);
        }
    }

    private void requireViews(List<View> views) {
        if (views.size() < 2) {
            throw new UserMistake(
                    "%s: there is 1 photograph with a camera: there must be 2 or more"
                            .formatted(capture.file()));
        }
        requireApart(views, capture.file());
    }

    /** Fails if nothing moved. */
    static void requireApart(List<View> views, Path file) {
        double[] first = views.get(0).camera().center();
        double size = 1e-9 * (1 + Math.abs(first[0]) + Math.abs(first[1]) + Math.abs(first[2]));
        boolean apart =
                views.stream()
                        .map(view -> view.camera().center())
                        .anyMatch(
                                c ->
                                        Math.abs(c[0] - first[0]) > size
                                                || Math.abs(c[1] - first[1]) > size
                                                || Math.abs(c[2] - first[2]) > size);
        if (!apart) {
            throw new UserMistake(
                    "%s: all %d cameras are at the same place: depth needs photographs from several"
                            .formatted(file, views.size()));
        }
    }

    private void noteUnused(List<View> views) {
        Set<Path> used = views.stream().map(View::image).collect(Collectors.toSet());
        Set<Path> folders = new LinkedHashSet<>();
        used.forEach(image -> folders.add(image.getParent()));
        List<Path> unused =
                folders.stream()
                        .flatMap(folder -> PhotoFolders.pictures(folder).stream())
                        .filter(image -> !used.contains(image))
                        .sorted()
                        .toList();
        if (!unused.isEmpty()) {
            notes.accept(
                    "%s: %d photographs beside those of the scene have no camera and are not used: first %s"
                            .formatted(capture.file(), unused.size(), unused.get(0).getFileName()));
        }
    }

    /** The cameras in the order of the file; see {@link NamedCamera#read}. */
    List<NamedCamera> cameras() {
        List<Shot> shots = capture.shots().stream().map(Shot::withoutPhoto).toList();
        if (shots.isEmpty()) {
            throw new UserMistake("%s: there are no cameras in it".formatted(capture.file()));
        }
        List<String> names = ViewNames.of(shots);
        List<NamedCamera> cameras = new ArrayList<>();
        for (int i = 0; i < shots.size(); i++) {
            Calibration calibration = sized(capture.shots().get(i));
            Camera camera = pinhole(calibration).camera(shots.get(i).worldToCamera());
            cameras.add(new NamedCamera(names.get(i), camera));
        }
        return cameras;
    }

    /**
     * The cameras with their lenses: those whose photographs exist, in the order of these; or,
     * where none does, all in the order of the file.
     */
    List<CameraExport.Posed> posed() {
        boolean photographed = capture.present() > 0;
        List<CameraExport.Posed> cameras = new ArrayList<>();
        for (Shot shot : photographed ? existing() : capture.shots()) {
            cameras.add(new CameraExport.Posed(shot, sized(shot)));
        }
        if (cameras.isEmpty()) {
            throw new UserMistake("%s: there are no cameras in it".formatted(capture.file()));
        }
        return cameras;
    }

    private Calibration sized(Shot shot) {
        if (shot.photo().isPresent()) {
            return view(shot, shot.name()).photo();
        }
        return shot.intrinsics()
                .declared()
                .orElseThrow(
                        () ->
                                new UserMistake(
                                        "%s: the size of %s is unknown: neither the file nor a photograph tells it"
                                                .formatted(capture.file(), shot.name())));
    }
}
