package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code transforms.json} of instant-ngp and nerfstudio, and {@code transforms_train.json} and its
 * companions of Blender scenes: {@code frames[]} with {@code file_path} and {@code
 * transform_matrix}, camera to world in the axes of OpenGL (x right, y up, z backward).
 *
 * <p>Points of {@code ply_file_path} are in the frame of the matrices, which is kept; {@code
 * applied_transform} tells how nerfstudio came to it from COLMAP's and needs no more to be done.
 */
final class TransformsFormat implements SceneFormat {
    private static final String TRAIN = "transforms_train.json";
    private static final String TEST = "transforms_test.json";
    private static final String VALIDATION = "transforms_val.json";

    @Override
    public String name() {
        return "transforms.json (or transforms_train.json)";
    }

    @Override
    public List<Path> find(Path folder) {
        List<Path> found = new ArrayList<>();
        for (String name : List.of("transforms.json", TRAIN)) {
            if (Files.isRegularFile(folder.resolve(name))) {
                found.add(folder.resolve(name));
            }
        }
        if (found.isEmpty() && Files.isRegularFile(folder.resolve(TEST))) {
            found.add(folder.resolve(TEST));
        }
        return found;
    }

    @Override
    public boolean reads(Path file) {
        return file.getFileName().toString().endsWith(".json")
                && JsonPart.read(file).listsObjectsWith("frames", "transform_matrix");
    }

    /** Reads a file; with {@code transforms_train.json} also what is held out. */
    @Override
    public Capture read(Path file) {
        Capture capture = readAlone(file);
        Path test = file.resolveSibling(TEST);
        Path held = Files.isRegularFile(test) ? test : file.resolveSibling(VALIDATION);
        if (!file.getFileName().toString().equals(TRAIN) || !Files.isRegularFile(held)) {
            return capture;
        }
        List<Shot> shots = new ArrayList<>(capture.shots());
        readAlone(held).shots().forEach(shot -> shots.add(shot.as(Split.TEST)));
        return new Capture(capture.format(), file, shots, capture.points(), capture.notes());
    }

    @Override
    public Capture readAlone(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        JsonPart root = JsonPart.read(file);
        PhotoFolders photos = PhotoFolders.of(folder);
        PhotoFolders beside = PhotoFolders.exactly(folder);
        Map<String, Split> splits = splits(root);
        int missingMasks = 0;
        int missingDepths = 0;
        List<Shot> shots = new ArrayList<>();
        for (JsonPart frame : root.list("frames")) {
            String name = frame.requireText("file_path");
            Optional<Path> mask = frame.text("mask_path").flatMap(beside::find);
            Optional<DepthFile> depth = depth(frame, root, beside);
            missingMasks += frame.has("mask_path") && mask.isEmpty() ? 1 : 0;
            missingDepths += frame.has("depth_file_path") && depth.isEmpty() ? 1 : 0;
            shots.add(
                    new Shot(
                            name,
                            photos.find(name),
                            NerfIntrinsics.of(frame, root),
                            pose(frame),
                            splits.getOrDefault(name, splitOf(file)),
                            mask,
                            depth));
        }
        List<String> notes = new ArrayList<>();
        if (missingMasks + missingDepths > 0) {
            notes.add(
                    "%s: %d masks and %d depths do not exist and are not used"
                            .formatted(file, missingMasks, missingDepths));
        }
        return new Capture(file.getFileName().toString(), file, shots, points(root, beside), notes);
    }

    private static double[] pose(JsonPart frame) {
        double[] m = frame.matrix("transform_matrix", 4);
        for (int row = 0; row < 12; row += 4) {
            m[row + 1] = -m[row + 1];
            m[row + 2] = -m[row + 2];
        }
        return Rigid.ofCameraToWorld(m, frame.where("transform_matrix"));
    }

    private static Split splitOf(Path file) {
        String name = file.getFileName().toString();
        if (name.equals(TRAIN)) {
            return Split.TRAIN;
        }
        return name.equals(TEST) || name.equals(VALIDATION) ? Split.TEST : Split.UNKNOWN;
    }

    /** What nerfstudio's lists say of frames, by name. */
    private static Map<String, Split> splits(JsonPart root) {
        Map<String, Split> splits = new HashMap<>();
        root.node().path("train_filenames").forEach(n -> splits.put(n.asText(), Split.TRAIN));
        String held = root.has("test_filenames") ? "test_filenames" : "val_filenames";
        root.node().path(held).forEach(n -> splits.put(n.asText(), Split.TEST));
        return splits;
    }

    private static Optional<DepthFile> depth(JsonPart frame, JsonPart root, PhotoFolders beside) {
        double unit = root.number("depth_unit_scale_factor").orElse(DepthFile.MILLIMETRE);
        return frame.text("depth_file_path")
                .flatMap(beside::find)
                .map(map -> new DepthFile(map, unit));
    }

    private static Optional<PointCloud> points(JsonPart root, PhotoFolders beside) {
        Optional<String> name = root.text("ply_file_path");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Path ply =
                beside.find(name.get())
                        .orElseThrow(
                                () ->
                                        new UserMistake(
                                                "%s names the points %s, which do not exist: add the file, or take the key out"
                                                        .formatted(
                                                                root.where("ply_file_path"),
                                                                name.get())));
        return Optional.of(PlyPoints.read(ply));
    }
}
