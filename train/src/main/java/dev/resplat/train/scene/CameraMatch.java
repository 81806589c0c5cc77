package dev.resplat.train.scene;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Finds the cameras of photographs that are named one by one, wherever they are. */
final class CameraMatch {
    private static final List<BiPredicate<Shot, Path>> BY =
            List.of(
                    CameraMatch::isItsFile,
                    (shot, photo) -> name(shot).equals(photo.getFileName().toString()),
                    (shot, photo) ->
                            PhotoFolders.stem(name(shot))
                                    .equals(PhotoFolders.stem(photo.getFileName().toString())));

    private final Capture capture;

    private CameraMatch(Capture capture) {
        this.capture = capture;
    }

    /** See {@link View#of}. */
    static List<View> of(Path cameras, List<Path> photographs, Consumer<String> notes) {
        CameraMatch match = new CameraMatch(SceneReader.shots(cameras, notes));
        List<Shot> shots = match.shots(photographs, notes);
        List<String> names = ViewNames.of(shots);
        Assembly assembly = new Assembly(match.capture, cameras, notes);
        List<View> views = new ArrayList<>();
        for (int i = 0; i < shots.size(); i++) {
            views.add(assembly.view(shots.get(i), names.get(i)));
        }
        return views;
    }

    private static boolean isItsFile(Shot shot, Path photo) {
        try {
            return shot.photo().isPresent() && Files.isSameFile(shot.photo().get(), photo);
        } catch (IOException e) {
            return false;
        }
    }

    private static String name(Shot shot) {
        String name = shot.name().replace('\\', '/');
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private List<Shot> shots(List<Path> photographs, Consumer<String> notes) {
        List<Optional<Shot>> found = photographs.stream().map(this::shot).toList();
        List<Shot> all = capture.shots();
        if (found.stream().allMatch(Optional::isEmpty) && all.size() == photographs.size()) {
            notes.accept(
                    "%s: names are others, so its cameras are taken in their order: %s first"
                            .formatted(capture.file(), all.get(0).name()));
            found = all.stream().map(Optional::of).toList();
        }
        List<Shot> shots = new ArrayList<>();
        for (int i = 0; i < photographs.size(); i++) {
            Path photo = photographs.get(i);
            if (found.get(i).isEmpty()) {
                throw new UserMistake(
                        "%s: none of its %d cameras is of %s (first %s): names must be the same, or cameras as many as photographs"
                                .formatted(
                                        capture.file(),
                                        all.size(),
                                        photo.getFileName(),
                                        all.isEmpty() ? "none" : all.get(0).name()));
            }
            Shot shot = found.get(i).get();
            shots.add(
                    new Shot(
                            shot.name(),
                            Optional.of(photo),
                            shot.intrinsics(),
                            shot.worldToCamera(),
                            shot.split(),
                            shot.mask(),
                            shot.depth()));
        }
        return shots;
    }

    private Optional<Shot> shot(Path photo) {
        for (BiPredicate<Shot, Path> by : BY) {
            List<Shot> found =
                    capture.shots().stream().filter(shot -> by.test(shot, photo)).toList();
            if (found.size() > 1) {
                throw new UserMistake(
                        "%s: %s may be the camera of %s, or %s: give a file where names differ"
                                .formatted(
                                        capture.file(),
                                        found.get(0).name(),
                                        photo.getFileName(),
                                        found.get(1).name()));
            }
            if (found.size() == 1) {
                return Optional.of(found.get(0));
            }
        }
        return Optional.empty();
    }

    /** Reads one format, whether its photographs are as it expects or not. */
    static Capture lenient(SceneFormat format, Path file) {
        try {
            return format.read(file);
        } catch (UserMistake | FormatException e) {
            return format.readShots(file);
        }
    }
}
