package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code NAME_par.txt} of Middlebury's multi-view stereo (Seitz et al. 2006): the number of images,
 * then a line for each: its name, K (9 numbers), R (9) and t (3), world to camera.
 */
final class MiddleburyFormat implements SceneFormat {
    private static final String ENDING = "_par.txt";

    @Override
    public String name() {
        return "NAME_par.txt of Middlebury";
    }

    @Override
    public List<Path> find(Path folder) {
        return PhotoFolders.files(folder).stream().filter(this::reads).toList();
    }

    @Override
    public boolean reads(Path file) {
        return file.getFileName().toString().endsWith(ENDING);
    }

    @Override
    public Capture read(Path file) {
        PhotoFolders photos = PhotoFolders.of(file.toAbsolutePath().getParent());
        List<Shot> shots = new ArrayList<>();
        List<String> lines = Numbers.lines(file);
        int count = lines.isEmpty() ? 0 : (int) Numbers.parse(lines.get(0).trim(), file, 1);
        for (int n = 2; n <= lines.size(); n++) {
            if (lines.get(n - 1).isBlank()) {
                continue;
            }
            String[] words = lines.get(n - 1).trim().split("\\s+");
            double[] c = Numbers.parse(words, 1, 21, file, n);
            double[] pose = {
                c[9], c[10], c[11], c[18],
                c[12], c[13], c[14], c[19],
                c[15], c[16], c[17], c[20]
            };
            String where = file + ":" + n;
            if (Math.abs(c[1]) > 1e-3 * c[0]) {
                throw new UserMistake(where + ": skewed cameras are not supported");
            }
            // Checked as if the image had one pixel: its size is not in the file.
            Numbers.calibration(where, 1, 1, c[0], c[4], c[2], c[5], Lens.PINHOLE);
            shots.add(
                    new Shot(
                            words[0],
                            photos.find(words[0]),
                            (w, h) -> new Calibration(w, h, c[0], c[4], c[2], c[5], Lens.PINHOLE),
                            Rigid.worldToCamera(pose, where)));
        }
        if (shots.size() != count) {
            throw new UserMistake(
                    "%s:1: says that there are %d images, but has %d: cut off, or put the number right"
                            .formatted(file, count, shots.size()));
        }
        return new Capture("Middlebury", file, shots, Optional.empty(), List.of());
    }
}
