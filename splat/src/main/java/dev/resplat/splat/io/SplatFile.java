package dev.resplat.splat.io;

import dev.resplat.splat.Splats3d;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Scenes of splats in files of any format, which the name or the first bytes of a file tell. */
public final class SplatFile {
    private SplatFile() {}

    /**
     * Reads a scene, in the order of the file.
     *
     * @param notes takes a line about each thing that was left out
     * @throws dev.resplat.tensor.io.FormatException when the file is of no format that is known, or
     *     damaged: says what is wrong with it
     * @throws java.io.UncheckedIOException when it cannot be read
     */
    public static Splats3d read(Path file, Consumer<String> notes) {
        return GaussianPly.read(file, notes);
    }

    /**
     * Writes a scene in the format that the name of the file says; replaces the file as a whole.
     *
     * @throws IllegalArgumentException when the name says none that is written
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    public static void write(Path file, Splats3d splats) {
        GaussianPly.write(file, splats);
    }
}
