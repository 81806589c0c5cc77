package dev.resplat.train.scene;

import dev.resplat.splat.Camera;
import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A camera of a file, whether there is a photograph of it or not.
 *
 * @param name of the photograph, without ending; different from those of the file's other cameras
 * @param camera as that of {@link View#camera}
 */
public record NamedCamera(String name, Camera camera) {
    /**
     * Reads the cameras of a file of any format, in its order; photographs are looked at for their
     * sizes only where the file has none.
     *
     * @param path the file, or the folder of a scene
     * @param notes takes lines about what was found
     * @throws UserMistake if there are none, something is wrong with the file, or sizes are nowhere
     */
    public static List<NamedCamera> read(Path path, Consumer<String> notes) {
        return SceneReader.cameras(path, notes);
    }
}
