package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.List;

/** One way in which programs write down where photographs were taken. */
interface SceneFormat {
    /** What it is called in messages, and which files it has. */
    String name();

    /**
     * The files in a folder, or in those below where they usually are, that {@link #read} reads.
     */
    List<Path> find(Path folder);

    /** Whether a file that a user names is of this format. */
    boolean reads(Path file);

    /**
     * Reads cameras, and looks for their photographs.
     *
     * @throws UserMistake if something is wrong with the file
     */
    Capture read(Path file);

    /** The same of this file only, when the user wants its cameras and no scene. */
    default Capture readAlone(Path file) {
        return read(file);
    }

    /** The cameras of this file, whatever photographs are near it. */
    default Capture readShots(Path file) {
        return readAlone(file);
    }
}
