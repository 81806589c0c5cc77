package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Text files of RealEstate10K and ACID (Zhou et al. 2018): the address of a video, then a line for
 * each frame: {@code timestamp fx fy cx cy 0 0} and the 12 numbers of {@code [R t]}, world to
 * camera. Intrinsics are in units of the width and height of the video.
 *
 * <p>Frames are named by their timestamps, or else there is one for each line, in this order. As
 * pixels are square, {@code fy / fx} is the shape of the video; frames of another shape are taken
 * to be the middle of it, as pixelSplat and others crop them.
 */
final class RealEstateFormat implements SceneFormat {
    /** What scenes of this format say of it. */
    static final String NAME = "RealEstate10K";

    private static final int FIELDS = 19;

    /** How far shapes may differ that mean the same: pixels of videos are not quite square. */
    private static final double SAME_SHAPE = 0.02;

    @Override
    public String name() {
        return "RealEstate10K text";
    }

    @Override
    public List<Path> find(Path folder) {
        return PhotoFolders.files(folder).stream().filter(this::reads).toList();
    }

    @Override
    public boolean reads(Path file) {
        if (!file.getFileName().toString().endsWith(".txt")) {
            return false;
        }
        List<String> lines = Numbers.firstLines(file, 2);
        boolean address = lines.size() == 2 && lines.get(0).trim().matches("https?://\\S+");
        return address && lines.get(1).matches("[0-9]+\\s.*")
                || !lines.isEmpty() && isRow(lines.get(0));
    }

    private static boolean isRow(String line) {
        String[] words = line.trim().split("\\s+");
        return words.length == FIELDS
                && words[0].matches("[0-9]+")
                && Numbers.isNumber(words[FIELDS - 1]);
    }

    /**
     * A line of a file.
     *
     * @param where file and line, for messages
     * @param numbers {@code fx fy cx cy 0 0} and {@code [R t]}
     */
    record Row(String timestamp, String where, double[] numbers) {
        /** {@code [4, 4]}. */
        double[] worldToCamera() {
            return Rigid.worldToCamera(Arrays.copyOfRange(numbers, 6, FIELDS - 1), where);
        }

        /** In a frame of this size, perhaps a part of the video's. */
        Calibration calibration(int width, int height) {
            return RealEstateFormat.calibration(numbers, width, height);
        }
    }

    /**
     * The lines of a file.
     *
     * @throws UserMistake if one is wrong
     */
    static List<Row> rows(Path file) {
        List<Row> rows = new ArrayList<>();
        List<String> lines = Numbers.lines(file);
        for (int n = 1; n <= lines.size(); n++) {
            String line = lines.get(n - 1).trim();
            if (line.isEmpty() || line.startsWith("http")) {
                continue;
            }
            String[] words = line.split("\\s+");
            double[] row = Numbers.parse(words, 1, FIELDS - 1, file, n);
            String where = file + ":" + n;
            Numbers.calibration(where, 1, 1, row[0], row[1], row[2], row[3], Lens.PINHOLE);
            rows.add(new Row(words[0], where, row));
        }
        return rows;
    }

    @Override
    public Capture read(Path file) {
        List<Row> rows = rows(file);
        Path folder = file.toAbsolutePath().getParent();
        Path own = folder.resolve(file.getFileName().toString().replaceAll("\\.txt$", ""));
        List<Path> roots = new ArrayList<>(List.of(own));
        roots.addAll(PhotoFolders.of(folder).roots());
        List<String> names = rows.stream().map(Row::timestamp).toList();
        return capture(file, rows, photos(file, names, new PhotoFolders(roots)));
    }

    @Override
    public Capture readShots(Path file) {
        List<Row> rows = rows(file);
        return capture(file, rows, Collections.nCopies(rows.size(), Optional.empty()));
    }

    private static Capture capture(Path file, List<Row> rows, List<Optional<Path>> photos) {
        List<Shot> shots = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            shots.add(
                    new Shot(
                            row.timestamp(), photos.get(i), row::calibration, row.worldToCamera()));
        }
        return new Capture(NAME, file, shots, Optional.empty(), List.of());
    }

    /** The frames of lines with these timestamps, where they exist. */
    static List<Optional<Path>> photos(Path file, List<String> names, PhotoFolders photos) {
        List<Optional<Path>> byName = names.stream().map(photos::find).toList();
        if (byName.stream().anyMatch(Optional::isPresent)) {
            return byName;
        }
        List<List<Path>> all = photos.pictures();
        for (List<Path> pictures : all) {
            if (pictures.size() == names.size()) {
                return pictures.stream().map(Optional::of).toList();
            }
        }
        if (all.isEmpty()) {
            return byName;
        }
        throw new UserMistake(
                ("%s has %d poses, but %s has %d frames, which are not named by timestamps: there must"
                                + " be as many")
                        .formatted(
                                file,
                                names.size(),
                                all.get(0).get(0).getParent(),
                                all.get(0).size()));
    }

    /** In a frame of this size, perhaps a part of the video's. */
    private static Calibration calibration(double[] row, int width, int height) {
        double shape = row[1] / row[0];
        long fullWidth = width;
        long fullHeight = height;
        if (Math.abs(shape * height / width - 1) > SAME_SHAPE) {
            fullWidth = Math.max(width, Math.round(shape * height));
            fullHeight = Math.max(height, Math.round(width / shape));
        }
        return new Calibration(
                width,
                height,
                row[0] * fullWidth,
                row[1] * fullHeight,
                row[2] * fullWidth - (fullWidth - width) / 2,
                row[3] * fullHeight - (fullHeight - height) / 2,
                Lens.PINHOLE);
    }
}
