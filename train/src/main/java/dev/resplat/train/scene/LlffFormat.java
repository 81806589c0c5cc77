package dev.resplat.train.scene;

import dev.resplat.tensor.io.FormatException;
import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.NpyFile;
import dev.resplat.train.config.UserMistake;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code poses_bounds.npy} of LLFF (Mildenhall et al. 2019): {@code [count, 17]}, a row for each
 * photograph in the order of names: 3 x 5 numbers, of which the columns are down, right and
 * backward in the world, the place of the camera, and (height, width, focal length); then the
 * nearest and farthest depth.
 *
 * <p>It knows no lens. If COLMAP's only camera is beside it and is the same but for the lens, its
 * lens is taken.
 */
final class LlffFormat implements SceneFormat {
    private static final String FILE = "poses_bounds.npy";
    private static final int COLUMNS = 17;

    @Override
    public String name() {
        return FILE;
    }

    @Override
    public List<Path> find(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.isRegularFile(file) ? List.of(file) : List.of();
    }

    @Override
    public boolean reads(Path file) {
        return file.getFileName().toString().endsWith(".npy");
    }

    @Override
    public Capture read(Path file) {
        double[] rows = rows(file);
        int count = rows.length / COLUMNS;
        Path folder = file.toAbsolutePath().getParent();
        List<Path> photos = photos(folder, count, file);
        Optional<Calibration> colmap = onlyCamera(folder);
        boolean hasLens = false;
        List<Shot> shots = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            int at = n * COLUMNS;
            String where = "%s: row %d".formatted(file, n);
            double[] m = new double[12];
            for (int i = 0; i < 3; i++) {
                m[4 * i] = rows[at + 5 * i + 1];
                m[4 * i + 1] = rows[at + 5 * i];
                m[4 * i + 2] = -rows[at + 5 * i + 2];
                m[4 * i + 3] = rows[at + 5 * i + 3];
            }
            double height = rows[at + 4];
            double width = rows[at + 9];
            double focal = rows[at + 14];
            Calibration calibration =
                    Numbers.calibration(
                            where,
                            width,
                            height,
                            focal,
                            focal,
                            width / 2,
                            height / 2,
                            Lens.PINHOLE);
            boolean same = colmap.filter(camera -> isSame(camera, calibration)).isPresent();
            hasLens |= same && !colmap.get().lens().isPinhole();
            shots.add(
                    new Shot(
                            photos.isEmpty()
                                    ? "%04d".formatted(n)
                                    : photos.get(n).getFileName().toString(),
                            photos.isEmpty() ? Optional.empty() : Optional.of(photos.get(n)),
                            Intrinsics.sized(same ? colmap.get() : calibration),
                            Rigid.ofCameraToWorld(m, where)));
        }
        List<String> notes =
                hasLens
                        ? List.of("%s: the lens is that of COLMAP's camera".formatted(file))
                        : List.of();
        return new Capture(FILE, file, shots, Optional.empty(), notes);
    }

    private static double[] rows(Path file) {
        try {
            HostArray array = NpyFile.read(file);
            int[] dims = array.dims();
            if (dims.length != 2 || dims[1] != COLUMNS) {
                throw new UserMistake(
                        "%s: must be [count, %d], is %s".formatted(file, COLUMNS, array));
            }
            return array.toDoubles();
        } catch (FormatException | UncheckedIOException e) {
            throw new UserMistake(e.getMessage(), e);
        }
    }

    /** The first folder that has as many photographs as there are poses. */
    private static List<Path> photos(Path folder, int count, Path file) {
        List<List<Path>> all = PhotoFolders.of(folder).pictures();
        for (List<Path> photos : all) {
            if (photos.size() == count) {
                return photos;
            }
        }
        if (all.isEmpty()) {
            return List.of();
        }
        throw new UserMistake(
                ("%s has %d poses, but %s has %d photographs: they belong together by order, so there"
                                + " must be as many")
                        .formatted(file, count, all.get(0).get(0).getParent(), all.get(0).size()));
    }

    private static Optional<Calibration> onlyCamera(Path folder) {
        return ColmapFiles.find(folder, "cameras")
                .map(file -> ColmapFiles.of(file).cameras(file))
                .filter(cameras -> cameras.size() == 1)
                .map(cameras -> cameras.values().iterator().next());
    }

    private static boolean isSame(Calibration camera, Calibration bare) {
        return camera.width() == bare.width()
                && camera.height() == bare.height()
                && Math.abs(camera.fx() / bare.fx() - 1) < 1e-3;
    }
}
