package dev.resplat.train.scene;

import java.nio.file.Path;

/**
 * A map of depths along z: a grey picture of 16 bits, or an array {@code [height, width]} in an
 * {@code .npy} file. 0 where nothing is known.
 *
 * @param file its place
 * @param unit metres, or whatever the scene is measured in, per step of the file
 */
public record DepthFile(Path file, double unit) {
    /** What most files count in. */
    static final double MILLIMETRE = 0.001;
}
