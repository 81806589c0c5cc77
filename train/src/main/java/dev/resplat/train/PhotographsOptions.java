package dev.resplat.train;

import dev.resplat.train.config.InputFile;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.View;
import dev.resplat.train.synthesis.GuessedCameras;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options of {@code reconstruct} that are for photographs of a scene, two or more. */
final class PhotographsOptions {
    @Option(
            names = "--cameras",
            paramLabel = "FILE",
            description =
                    "Photographs of a scene: the file or folder with their cameras: cameras.json,"
                            + " transforms.json, COLMAP, RealEstate10K and others. They are found"
                            + " by the names of the photographs, or are exactly as many.")
    private Path cameras;

    @Option(
            names = "--focal",
            paramLabel = "F",
            description =
                    "Two photographs without cameras: the focal length of both, in pixels such as"
                            + " 500, or as on 35-mm film such as 28mm. With --baseline. It is"
                            + " assumed that both look in the same direction, without distortion.")
    private String focal;

    @Option(
            names = "--baseline",
            paramLabel = "X,Y,Z",
            description =
                    "With --focal: how far the second camera is to the right of the first, below"
                            + " and before it. The unit is yours: the scale of the scene is"
                            + " arbitrary.")
    private String baseline;

    @Option(
            names = "--size",
            paramLabel = "PX|WxH",
            description =
                    "Photographs of a scene: the middle is cropped and made smaller to so many pixels."
                            + " Default: what the model was trained on, up to 256, or what the"
                            + " photographs have if that is less.")
    private String size;

    /** Whether one of them was given. */
    boolean given() {
        return cameras != null || focal != null || baseline != null || size != null;
    }

    /** As given, or null. */
    String size() {
        return size;
    }

    /** Whether the cameras are guessed. */
    boolean guessed() {
        return cameras == null;
    }

    /** Where cameras are from, or what is assumed of them. */
    String told() {
        return guessed() ? GuessedCameras.parse(focal, baseline).text() : cameras.toString();
    }

    /**
     * Checks what can be checked before anything is read.
     *
     * @throws UserMistake if there are not enough photographs, or options do not go together
     */
    void require(List<Path> photographs) {
        if (photographs.size() < 2) {
            Path only = photographs.get(0);
            if (Files.isDirectory(only)) {
                throw new UserMistake(
                        "%s: is a folder: name its photographs, two or more, such as %s"
                                .formatted(only, only.resolve("*.jpg")));
            }
            throw new UserMistake(
                    "%s: a scene needs two photographs or more: give others (one alone, without --cameras, --focal, --baseline and --size, becomes splats of a picture)"
                            .formatted(only));
        }
        for (Path photograph : photographs) {
            InputFile.require(photograph, "a photograph");
        }
        requireDifferent(photographs);
        if (cameras != null && (focal != null || baseline != null)) {
            throw new UserMistake(
                    "--cameras has the focal length and the places: leave --focal and --baseline out");
        }
        if (cameras == null && (focal == null || baseline == null)) {
            throw new UserMistake(
                    "photographs need their cameras: give --cameras FILE, or guess those of two with --focal and --baseline, both");
        }
        if (guessed()) {
            if (photographs.size() > 2) {
                throw new UserMistake(
                        "--focal and --baseline guess the cameras of two photographs, not of %d: give --cameras FILE"
                                .formatted(photographs.size()));
            }
            GuessedCameras.parse(focal, baseline);
        }
    }

    private static void requireDifferent(List<Path> photographs) {
        Set<Path> files = new HashSet<>();
        for (Path photograph : photographs) {
            try {
                if (!files.add(photograph.toRealPath())) {
                    throw new UserMistake(
                            "%s was given twice: a scene needs photographs from different places"
                                    .formatted(photograph));
                }
            } catch (IOException e) {
                throw new UserMistake("%s: cannot be read: %s".formatted(photograph, e), e);
            }
        }
    }

    /**
     * The photographs with their cameras.
     *
     * @throws UserMistake if they have none, or files are wrong
     */
    List<View> views(List<Path> photographs, Consumer<String> notes) {
        return guessed()
                ? GuessedCameras.parse(focal, baseline).views(photographs)
                : View.of(cameras, photographs, notes);
    }
}
