package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a COLMAP model, text or binary (COLMAP documentation, "Output Format"). Files of
 * newer versions beside them, of rigs and frames, say nothing that these do not.
 */
interface ColmapFiles {
    /** An image: its pose {@code [4, 4]}, camera and name. */
    record Registered(double[] worldToCamera, int camera, String name) {}

    /** Cameras by their number. */
    Map<Integer, Calibration> cameras(Path file);

    /** Images in the order of the file. */
    List<Registered> images(Path file);

    /** Points. */
    PointCloud points(Path file);

    /** How files of this kind end. */
    String ending();

    /** The first of {@code cameras.bin} and {@code cameras.txt}, or whatever name, in a folder. */
    static Optional<Path> find(Path folder, String name) {
        for (ColmapFiles files : List.of(new ColmapBinary(), new ColmapText())) {
            Path file = folder.resolve(name + files.ending());
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** What reads a file. */
    static ColmapFiles of(Path file) {
        return file.getFileName().toString().endsWith(".txt")
                ? new ColmapText()
                : new ColmapBinary();
    }

    /**
     * Checks that the camera of an image is known.
     *
     * @throws UserMistake if not
     */
    static Calibration require(Map<Integer, Calibration> cameras, Registered image, Path file) {
        Calibration camera = cameras.get(image.camera());
        if (camera == null) {
            throw new UserMistake(
                    "%s: image %s has camera %d, which %s has not"
                            .formatted(file, image.name(), image.camera(), file.getParent()));
        }
        return camera;
    }
}
