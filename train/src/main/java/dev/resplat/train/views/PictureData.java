package dev.resplat.train.views;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.PhotographFolder;
import dev.resplat.train.data.ProceduralImages;
import dev.resplat.train.library.LibraryConfig;
import dev.resplat.train.library.SceneLibrary;
import dev.resplat.train.library.SyntheticViews;
import java.util.function.Consumer;

/** The pictures that a user chose to learn from. */
public final class PictureData {
    /** Of each scene that the program makes. */
    private static final int VIEWS = 100;

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

    private static ViewSource synthetic(long seed) {
        LibraryConfig config = Config.named("library").as(LibraryConfig.class);
        return new SyntheticViews(new SceneLibrary(seed, config), VIEWS);
    }
}
