package dev.resplat.train.synthesis;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.ImageFile;
import dev.resplat.train.scene.Calibration;
import dev.resplat.train.scene.Lens;
import dev.resplat.train.scene.Split;
import dev.resplat.train.scene.View;
import java.awt.Dimension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Cameras of two photographs that nobody has computed: both have the same focal length, square
 * pixels, their principal points in the middle and no distortion, and look in the same direction;
 * the second is so far from the first as is said. What unit that is in nobody knows.
 *
 * @param focal in pixels of a photograph, or in millimetres
 * @param millimetres whether it is the focal length of a lens on film of 36 x 24 millimetres that
 *     sees as much from corner to corner
 * @param baseline {@code [3]}: where the second camera is, to the right of the first, below it, and
 *     before it; not copied
 */
public record GuessedCameras(double focal, boolean millimetres, double[] baseline) {
    private static final double FILM_DIAGONAL = Math.sqrt(36 * 36 + 24 * 24);
    private static final String UNIT = "mm";

    /**
     * What the command line says.
     *
     * @param focal such as {@code 500} or {@code 28mm}
     * @param baseline such as {@code 1,0,0}
     * @throws UserMistake if one cannot be
     */
    public static GuessedCameras parse(String focal, String baseline) {
        boolean film = focal.toLowerCase(Locale.ROOT).endsWith(UNIT);
        double length = number(film ? focal.substring(0, focal.length() - 2) : focal);
        if (!(length > 0) || Double.isInfinite(length)) {
            throw new UserMistake(
                    "--focal: must be more than 0, in pixels such as 500, or as on 35-mm film such as 28mm; is "
                            + focal);
        }
        String[] parts = baseline.split(",", -1);
        double[] place = Arrays.stream(parts).mapToDouble(GuessedCameras::number).toArray();
        double squares = Arrays.stream(place).map(x -> x * x).sum();
        if (place.length != 3 || !(squares > 0) || Double.isInfinite(squares)) {
            throw new UserMistake(
                    "--baseline: must be three numbers, to the right, down and forward, that are not all 0, such as 1,0,0; is "
                            + baseline);
        }
        return new GuessedCameras(length, film, place);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** What is assumed, in one sentence. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "cameras are guessed: focal length %s%s, both look in the same direction, the second"
                        + " is at (%s, %s, %s) (right, down, forward) of the first; the scale is"
                        + " arbitrary",
                focal,
                millimetres ? " mm on 35-mm film" : " pixels",
                baseline[0],
                baseline[1],
                baseline[2]);
    }

    /** The views of two photographs; the world is that of the first camera. */
    public List<View> views(List<Path> photographs) {
        List<View> views = new ArrayList<>();
        for (int i = 0; i < photographs.size(); i++) {
            Path file = photographs.get(i);
            Dimension size = size(file);
            double f =
                    millimetres
                            ? focal * Math.hypot(size.width, size.height) / FILM_DIAGONAL
                            : focal;
            double cx = 0.5 * size.width;
            double cy = 0.5 * size.height;
            double[] pose = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};
            for (int k = 0; k < 3 && i > 0; k++) {
                pose[4 * k + 3] = -baseline[k];
            }
            views.add(
                    new View(
                            "%d-%s".formatted(i + 1, stem(file)),
                            file,
                            true,
                            new Calibration(size.width, size.height, f, f, cx, cy, Lens.PINHOLE),
                            new Camera(size.width, size.height, f, f, cx, cy, pose),
                            Optional.empty(),
                            Optional.empty(),
                            Split.UNKNOWN));
        }
        return views;
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    private static Dimension size(Path photo) {
        try {
            return ImageFile.size(photo, true);
        } catch (FormatException e) {
            throw new UserMistake(e.getMessage(), e);
        }
    }
}
