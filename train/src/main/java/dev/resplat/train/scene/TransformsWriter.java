package dev.resplat.train.scene;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.resplat.splat.Camera;
import dev.resplat.train.scene.CameraExport.Posed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@code transforms.json} as {@link TransformsFormat} reads it. Paths are relative to the folder of
 * the file; intrinsics are the file's where all cameras have the same, else each frame's. Held-out
 * views are in both {@code val_filenames} and {@code test_filenames}, as nerfstudio wants all three
 * lists where there is one.
 */
final class TransformsWriter {
    /** Points beside it. */
    static final String POINTS = "points.ply";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final List<Posed> cameras;
    private final Path folder;
    private final Consumer<String> notes;

    TransformsWriter(List<Posed> cameras, Path folder, Consumer<String> notes) {
        this.cameras = cameras;
        this.folder = folder;
        this.notes = notes;
    }

    /** The file. */
    byte[] json(boolean withPoints) {
        Map<String, Object> root = new LinkedHashMap<>();
        boolean same = cameras.stream().map(Posed::calibration).distinct().count() == 1;
        if (same) {
            root.putAll(intrinsics(cameras.get(0).calibration()));
        }
        if (withPoints) {
            root.put("ply_file_path", POINTS);
        }
        addSplits(root);
        double unit = addDepthUnit(root);
        List<Map<String, Object>> frames = new ArrayList<>();
        for (Posed posed : cameras) {
            Map<String, Object> frame = new LinkedHashMap<>();
            Shot shot = posed.shot();
            frame.put("file_path", name(shot));
            shot.mask().ifPresent(mask -> frame.put("mask_path", path(mask)));
            shot.depth()
                    .filter(depth -> depth.unit() == unit)
                    .ifPresent(depth -> frame.put("depth_file_path", path(depth.file())));
            if (!same) {
                frame.putAll(intrinsics(posed.calibration()));
            }
            frame.put("transform_matrix", matrix(shot.worldToCamera()));
            frames.add(frame);
        }
        root.put("frames", frames);
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String path(Path file) {
        return CameraExport.relative(folder, file);
    }

    private String name(Shot shot) {
        return shot.photo().map(this::path).orElse(shot.name());
    }

    private void addSplits(Map<String, Object> root) {
        List<String> training = new ArrayList<>();
        List<String> held = new ArrayList<>();
        for (Posed posed : cameras) {
            boolean out = posed.shot().split() == Split.TEST;
            (out ? held : training).add(name(posed.shot()));
        }
        if (!held.isEmpty()) {
            root.put("train_filenames", training);
            root.put("val_filenames", held);
            root.put("test_filenames", held);
        }
    }

    /** Files have one unit for all depths. */
    private double addDepthUnit(Map<String, Object> root) {
        HashSet<Double> units = new HashSet<>();
        cameras.forEach(posed -> posed.shot().depth().ifPresent(d -> units.add(d.unit())));
        if (units.isEmpty()) {
            return 0;
        }
        double unit =
                cameras.stream()
                        .flatMap(posed -> posed.shot().depth().stream())
                        .findFirst()
                        .orElseThrow()
                        .unit();
        root.put("depth_unit_scale_factor", unit);
        if (units.size() > 1) {
            notes.accept(
                    "depths are in %d units, and transforms.json has one: only those in units of %s are named"
                            .formatted(units.size(), unit));
        }
        return unit;
    }

    private static Map<String, Object> intrinsics(Calibration c) {
        Map<String, Object> values = new LinkedHashMap<>();
        Lens lens = c.lens();
        values.put(
                "camera_model",
                lens.isPinhole() ? "PINHOLE" : lens.fisheye() ? "OPENCV_FISHEYE" : "OPENCV");
        values.put("w", c.width());
        values.put("h", c.height());
        values.put("fl_x", c.fx());
        values.put("fl_y", c.fy());
        values.put("cx", c.cx());
        values.put("cy", c.cy());
        if (!lens.isPinhole()) {
            values.put("k1", lens.k1());
            values.put("k2", lens.k2());
            values.put("k3", lens.k3());
            values.put("k4", lens.k4());
            values.put("p1", lens.p1());
            values.put("p2", lens.p2());
        }
        return values;
    }

    /** From the camera to the world, in the axes of OpenGL: y up and z backward are negated. */
    private static double[][] matrix(double[] worldToCamera) {
        double[] center = new Camera(1, 1, 1, 1, 0, 0, worldToCamera).center();
        double[][] m = new double[4][4];
        for (int i = 0; i < 3; i++) {
            m[i][0] = worldToCamera[i];
            m[i][1] = -worldToCamera[4 + i];
            m[i][2] = -worldToCamera[8 + i];
            m[i][3] = center[i];
        }
        m[3][3] = 1;
        return m;
    }
}
