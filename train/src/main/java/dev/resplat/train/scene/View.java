package dev.resplat.train.scene;

import dev.resplat.splat.Camera;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A photograph with its camera.
 *
 * @param name of the photograph, without ending; different from those of the scene's other views
 * @param image its file
 * @param upright whether the image is turned as EXIF says; cameras mostly belong to the image as it
 *     is stored
 * @param photo the camera as it photographed, with the lens; of the size of the image
 * @param camera the pinhole camera of the pixels that {@link ViewLoader} delivers: those of the
 *     file if the lens is a pinhole, else see {@link Undistortion}
 * @param mask a picture that is black where the image is to be ignored
 * @param depth what is known of depths
 * @param split what it is for
 */
public record View(
        String name,
        Path image,
        boolean upright,
        Calibration photo,
        Camera camera,
        Optional<Path> mask,
        Optional<DepthFile> depth,
        Split split) {
    /**
     * Reads photographs with their cameras in any format, one or more: also where they are too few
     * for a {@link PosedScene}.
     *
     * @param path a folder, or the file with the cameras
     * @param notes takes lines about what was found and what is missing
     * @throws dev.resplat.train.config.UserMistake if there are none, or something is wrong with
     *     one
     */
    public static List<View> read(Path path, Consumer<String> notes) {
        return SceneReader.views(path, notes);
    }

    /**
     * Photographs that are named one by one, with their cameras from a file of any format: those of
     * the same file, or of the same name with or without its ending; or, where no name is the same
     * and there are as many cameras, those in the same order.
     *
     * @param cameras the file, or the folder of a scene
     * @param photographs anywhere
     * @param notes takes lines about what was found
     * @return their views, in the order of the photographs
     * @throws dev.resplat.train.config.UserMistake if one has no camera, or something is wrong
     */
    public static List<View> of(Path cameras, List<Path> photographs, Consumer<String> notes) {
        return CameraMatch.of(cameras, photographs, notes);
    }

    /** The same photograph with its camera in a world whose points are moved to X - origin. */
    public View movedFrom(double[] origin) {
        return new View(name, image, upright, photo, camera.inWorld(origin, 1), mask, depth, split);
    }

    /**
     * The camera of this view's pixels when both sides are smaller by a factor; sides are rounded.
     */
    public Camera camera(int factor) {
        return factor == 1
                ? camera
                : camera.resized(
                        Math.max(1, Math.round((float) camera.width() / factor)),
                        Math.max(1, Math.round((float) camera.height() / factor)));
    }
}
