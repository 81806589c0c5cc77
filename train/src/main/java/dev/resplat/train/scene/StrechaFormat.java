package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A {@code .camera} file for each photograph (Strecha et al. 2008): K (3 rows), a row of zeros, R
 * (3 rows, camera to world), the centre of the camera, and the size of the image.
 */
final class StrechaFormat implements SceneFormat {
    private static final String ENDING = ".camera";
    private static final int COUNT = 26;

    @Override
    public String name() {
        return ".camera files of Strecha";
    }

    @Override
    public List<Path> find(Path folder) {
        List<Path> found = new ArrayList<>(first(folder));
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(Files::isDirectory).sorted().forEach(f -> found.addAll(first(f)));
        } catch (IOException e) {
            // Said by who finds nothing.
        }
        return found;
    }

    private static List<Path> first(Path folder) {
        return files(folder).stream().limit(1).toList();
    }

    private static List<Path> files(Path folder) {
        return PhotoFolders.files(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(ENDING))
                .toList();
    }

    @Override
    public boolean reads(Path file) {
        return file.getFileName().toString().endsWith(ENDING);
    }

    /** Reads all such files beside this one. */
    @Override
    public Capture read(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        PhotoFolders photos = PhotoFolders.of(folder);
        if (photos.pictures().isEmpty() && folder.getParent() != null) {
            photos = PhotoFolders.of(folder.getParent());
        }
        List<Shot> shots = new ArrayList<>();
        for (Path camera : files(folder)) {
            String name = camera.getFileName().toString();
            String photo = name.substring(0, name.length() - ENDING.length());
            double[] c = numbers(camera);
            double[] pose = {
                c[12], c[13], c[14], c[21],
                c[15], c[16], c[17], c[22],
                c[18], c[19], c[20], c[23]
            };
            if (Math.abs(c[1]) > 1e-3 * c[0] || c[9] != 0 || c[10] != 0 || c[11] != 0) {
                throw new UserMistake(
                        "%s: skewed or distorted cameras are not supported: undistort the images"
                                .formatted(camera));
            }
            shots.add(
                    new Shot(
                            photo,
                            photos.find(photo),
                            Intrinsics.sized(
                                    Numbers.calibration(
                                            camera.toString(),
                                            c[24],
                                            c[25],
                                            c[0],
                                            c[4],
                                            c[2],
                                            c[5],
                                            Lens.PINHOLE)),
                            Rigid.ofCameraToWorld(pose, camera.toString())));
        }
        return new Capture(ENDING, folder, shots, Optional.empty(), List.of());
    }

    private static double[] numbers(Path file) {
        double[] result = new double[COUNT];
        int found = 0;
        List<String> lines = Numbers.lines(file);
        for (int n = 1; n <= lines.size() && found < COUNT; n++) {
            for (String word : lines.get(n - 1).trim().split("\\s+")) {
                if (!word.isEmpty() && found < COUNT) {
                    result[found++] = Numbers.parse(word, file, n);
                }
            }
        }
        if (found < COUNT) {
            throw new UserMistake(
                    "%s: has %d numbers, must have %d: K, a row of zeros, R, centre, size"
                            .formatted(file, found, COUNT));
        }
        return result;
    }
}
