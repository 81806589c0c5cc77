package dev.resplat.train.views;

import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.PhotographFolder;
import dev.resplat.train.data.ProceduralImages;
import java.util.function.Consumer;

/** The pictures that a user chose to learn from. */
public final class PictureData {
    private PictureData() {}

    /**
     * Finds them.
     *
     * @param seed of pictures that the program paints where nothing was chosen
     * @param notes takes what is worth saying, such as that files were left out
     * @throws UserMistake if there are none
     */
    public static ImageSource open(DataChoice choice, long seed, Consumer<String> notes) {
        if (choice.synthetic().isPresent()) {
            return new ViewPictures(synthetic(choice.synthetic().get()));
        }
        return choice.folder().isPresent()
                ? PhotographFolder.open(choice.folder().get(), notes)
                : new ProceduralImages(seed);
    }

    /** The one place where the library of scenes is named. */
    private static ViewSource synthetic(long seed) {
        throw new UserMistake(
                "synthetic:%d: this build has no scenes of its own: give a folder of photographs"
                        .formatted(seed));
    }
}
