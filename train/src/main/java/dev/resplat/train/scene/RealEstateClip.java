package dev.resplat.train.scene;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.image.ImageFile;
import java.awt.Dimension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A clip of RealEstate10K or ACID whose frames are in a folder of its own, one among thousands.
 * Views are the lines of the camera file, in its order, so that numbers of frames in lists of
 * others mean the same; a view of a frame that does not exist can only not be loaded. Only one
 * frame is looked at for the size, which is that of all.
 */
public final class RealEstateClip {
    private RealEstateClip() {}

    /**
     * Reads a clip.
     *
     * @param name of the scene
     * @param cameras the text file
     * @param frames the folder of its frames, named by timestamps, or one for each line in order
     * @throws UserMistake if a line is wrong, frames are none or not as many as lines, or all
     *     cameras are at the same place
     */
    public static PosedScene read(String name, Path cameras, Path frames) {
        List<RealEstateFormat.Row> rows = RealEstateFormat.rows(cameras);
        List<Optional<Path>> photos =
                RealEstateFormat.photos(
                        cameras,
                        rows.stream().map(RealEstateFormat.Row::timestamp).toList(),
                        PhotoFolders.exactly(frames));
        List<Path> present = photos.stream().flatMap(Optional::stream).toList();
        if (present.isEmpty()) {
            throw new UserMistake(
                    "%s: none of its %d frames is in %s".formatted(cameras, rows.size(), frames));
        }
        Dimension size = size(present);
        List<View> views = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            RealEstateFormat.Row row = rows.get(i);
            Calibration calibration = row.calibration(size.width, size.height);
            views.add(
                    new View(
                            row.timestamp(),
                            photos.get(i).orElse(frames.resolve(row.timestamp())),
                            false,
                            calibration,
                            calibration.camera(row.worldToCamera()),
                            Optional.empty(),
                            Optional.empty(),
                            Split.UNKNOWN));
        }
        Assembly.requireApart(views, cameras);
        return new PosedScene(
                name, List.copyOf(views), Optional.empty(), RealEstateFormat.NAME, cameras);
    }

    /**
     * That of the first that is not damaged: of the others it is found out when they are loaded.
     */
    private static Dimension size(List<Path> photos) {
        FormatException first = null;
        for (Path photo : photos) {
            try {
                return ImageFile.size(photo, false);
            } catch (FormatException e) {
                first = first == null ? e : first;
            }
        }
        throw new UserMistake(
                "%s; and so are all %d frames".formatted(first.getMessage(), photos.size()), first);
    }

    /** Whether a text file is that of a clip. */
    public static boolean reads(Path file) {
        return new RealEstateFormat().reads(file);
    }
}
