package dev.resplat.train;

import dev.resplat.train.image.BuiltInPicture;
import dev.resplat.train.image.Image;
import dev.resplat.train.image.ImageFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A picture that is named on the command line. */
final class PictureArgument {
    /** What the argument may be. */
    static final String DESCRIPTION =
            "A PNG, JPEG, WebP, TIFF, BMP or GIF file, or 'picture': one that the program paints"
                    + " itself.";

    private static final String BUILT_IN = "picture";
    private static final int BUILT_IN_WIDTH = 300;
    private static final int BUILT_IN_HEIGHT = 200;

    private PictureArgument() {}

    /**
     * Reads the file, or paints the picture if there is no file of its name.
     *
     * @param notice takes lines about what was done to the picture
     */
    static Image read(Path argument, Consumer<String> notice) {
        return argument.toString().equals(BUILT_IN) && !Files.exists(argument)
                ? BuiltInPicture.paint(BUILT_IN_WIDTH, BUILT_IN_HEIGHT)
                : ImageFile.read(argument, notice);
    }
}
