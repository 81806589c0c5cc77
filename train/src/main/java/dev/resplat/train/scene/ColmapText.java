package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Text files of COLMAP. */
final class ColmapText implements ColmapFiles {
    private static final int POSE_FIELDS = 9;
    private static final int POINT_FIELDS = 7;

    @Override
    public String ending() {
        return ".txt";
    }

    @Override
    public Map<Integer, Calibration> cameras(Path file) {
        Map<Integer, Calibration> cameras = new HashMap<>();
        List<String> lines = Numbers.lines(file);
        for (int n = 1; n <= lines.size(); n++) {
            String line = lines.get(n - 1).trim();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+");
            String where = file + ":" + n;
            int id = (int) Numbers.parse(words[0], file, n);
            ColmapModel model = ColmapModel.of(words.length > 1 ? words[1] : "(none)", where);
            double[] size = Numbers.parse(words, 2, 2, file, n);
            double[] parameters = Numbers.parse(words, 4, model.parameters(), file, n);
            cameras.put(id, model.calibration(size[0], size[1], parameters, where));
        }
        return cameras;
    }

    @Override
    public List<Registered> images(Path file) {
        List<Registered> images = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int n = 0;
            boolean afterPose = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                n++;
                // The second line of an image has its points, and is empty if there are none.
                boolean skipped = afterPose && isObservations(line);
                afterPose = false;
                if (skipped || line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] words = line.trim().split("\\s+", POSE_FIELDS + 1);
                double[] pose = Numbers.parse(words, 0, POSE_FIELDS, file, n);
                if (words.length == POSE_FIELDS) {
                    throw new UserMistake("%s:%d: the image has no name".formatted(file, n));
                }
                images.add(
                        new Registered(
                                Rigid.ofQuaternion(
                                        Arrays.copyOfRange(pose, 1, 5),
                                        Arrays.copyOfRange(pose, 5, 8),
                                        file + ":" + n),
                                (int) pose[8],
                                words[POSE_FIELDS]));
                afterPose = true;
            }
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
        return images;
    }

    /** Triples of numbers; some programs leave the line out. */
    private static boolean isObservations(String line) {
        if (line.isBlank()) {
            return true;
        }
        String[] words = line.trim().split("\\s+");
        return words.length % 3 == 0 && Numbers.isNumber(words[words.length - 1]);
    }

    @Override
    public PointCloud points(Path file) {
        PointCloud.Builder points = new PointCloud.Builder();
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int n = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                n++;
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] words = line.trim().split("\\s+", POINT_FIELDS + 1);
                double[] p = Numbers.parse(words, 0, POINT_FIELDS, file, n);
                points.add(p[1], p[2], p[3], p[4], p[5], p[6]);
            }
        } catch (IOException e) {
            throw new UserMistake("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
        return points.build();
    }
}
