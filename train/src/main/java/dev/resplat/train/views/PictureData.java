package dev.resplat.train.views;

import dev.resplat.train.config.Config;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.data.DataChoice;
import dev.resplat.train.data.DataShare;
import dev.resplat.train.data.ImageSource;
import dev.resplat.train.data.MixedImages;
import dev.resplat.train.data.PhotographFolder;
import dev.resplat.train.data.ProceduralImages;
import dev.resplat.train.library.LibraryConfig;
import dev.resplat.train.library.SceneLibrary;
import dev.resplat.train.library.SyntheticViews;
import java.util.List;
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
        List<DataShare> shares = choice.shares();
        if (shares.isEmpty()) {
            return new ProceduralImages(seed);
        }
        List<ImageSource> sources = shares.stream().map(share -> open(share, seed, notes)).toList();
        if (sources.size() == 1) {
            return sources.get(0);
        }
        try {
            double[] weights = shares.stream().mapToDouble(DataShare::weight).toArray();
            return new MixedImages(sources, weights, seed);
        } catch (IllegalArgumentException e) {
            throw new UserMistake(
                    "--data %s: %s".formatted(choice.where().orElseThrow(), e.getMessage()), e);
        }
    }

    private static ImageSource open(DataShare share, long seed, Consumer<String> notes) {
        if (share.isPainted()) {
            return new ProceduralImages(seed);
        }
        return share.synthetic().isPresent()
                ? new ViewPictures(synthetic(share.synthetic().get()))
                : PhotographFolder.open(share.folder().orElseThrow(), notes);
    }

    private static ViewSource synthetic(long seed) {
        LibraryConfig config = Config.named("library").as(LibraryConfig.class);
        return new SyntheticViews(new SceneLibrary(seed, config), VIEWS);
    }
}
