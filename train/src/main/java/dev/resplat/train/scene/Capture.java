package dev.resplat.train.scene;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the files of one format say of a scene, before photographs are looked at.
 *
 * @param format its name
 * @param file the file, or the folder of several
 * @param shots in the order of the file
 * @param points if it has some
 * @param notes what the user is to know if this is taken
 */
record Capture(
        String format,
        Path file,
        List<Shot> shots,
        Optional<PointCloud> points,
        List<String> notes) {
    /** How many photographs exist. */
    long present() {
        return shots.stream().filter(shot -> shot.photo().isPresent()).count();
    }

    /** The same with other points. */
    Capture with(PointCloud newPoints) {
        return new Capture(format, file, shots, Optional.of(newPoints), notes);
    }

    /** The same with one more note. */
    Capture noted(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Capture(format, file, shots, points, more);
    }
}
