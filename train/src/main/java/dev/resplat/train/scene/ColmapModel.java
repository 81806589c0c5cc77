package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.util.Arrays;

/**
 * COLMAP's camera models, with the numbers that binary files have for them, and their parameters
 * (COLMAP, {@code src/colmap/sensor/models.h}).
 */
enum ColmapModel {
    /** f, cx, cy. */
    SIMPLE_PINHOLE(0, 3),
    /** fx, fy, cx, cy. */
    PINHOLE(1, 4),
    /** f, cx, cy, k. */
    SIMPLE_RADIAL(2, 4),
    /** f, cx, cy, k1, k2. */
    RADIAL(3, 5),
    /** fx, fy, cx, cy, k1, k2, p1, p2. */
    OPENCV(4, 8),
    /** fx, fy, cx, cy, k1, k2, k3, k4. */
    OPENCV_FISHEYE(5, 8),
    /** f, cx, cy, k. */
    SIMPLE_RADIAL_FISHEYE(8, 4),
    /** f, cx, cy, k1, k2. */
    RADIAL_FISHEYE(9, 5);

    private final int id;
    private final int parameters;

    ColmapModel(int id, int parameters) {
        this.id = id;
        this.parameters = parameters;
    }

    /** How many numbers a camera has. */
    int parameters() {
        return parameters;
    }

    /** The model with a number of binary files. */
    static ColmapModel of(int id, String where) {
        return Arrays.stream(values())
                .filter(model -> model.id == id)
                .findFirst()
                .orElseThrow(() -> unsupported("number " + id, where));
    }

    /** The model of this name. */
    static ColmapModel of(String name, String where) {
        return Arrays.stream(values())
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unsupported(name, where));
    }

    private static UserMistake unsupported(String model, String where) {
        String[] names = {"FULL_OPENCV", "FOV", "THIN_PRISM_FISHEYE"};
        int[] ids = {6, 7, 10};
        String shown = model;
        for (int i = 0; i < ids.length; i++) {
            shown = shown.equals("number " + ids[i]) ? names[i] : shown;
        }
        return new UserMistake(
                ("%s: camera model %s is not supported, only %s: let COLMAP undistort the images"
                                + " (colmap image_undistorter)")
                        .formatted(where, shown, String.join(", ", allNames())));
    }

    private static String[] allNames() {
        return Arrays.stream(values()).map(Enum::name).toArray(String[]::new);
    }

    /** The camera of these parameters. */
    Calibration calibration(double width, double height, double[] p, String where) {
        boolean oneFocal =
                switch (this) {
                    case PINHOLE, OPENCV, OPENCV_FISHEYE -> false;
                    default -> true;
                };
        int c = oneFocal ? 1 : 2;
        Lens lens =
                switch (this) {
                    case SIMPLE_PINHOLE, PINHOLE -> Lens.PINHOLE;
                    case SIMPLE_RADIAL -> Lens.radial(p[3], 0);
                    case RADIAL -> Lens.radial(p[3], p[4]);
                    case OPENCV -> new Lens(false, p[4], p[5], 0, 0, p[6], p[7]);
                    case OPENCV_FISHEYE -> Lens.fisheye(p[4], p[5], p[6], p[7]);
                    case SIMPLE_RADIAL_FISHEYE -> Lens.fisheye(p[3], 0, 0, 0);
                    case RADIAL_FISHEYE -> Lens.fisheye(p[3], p[4], 0, 0);
                };
        return Numbers.calibration(
                where, width, height, p[0], oneFocal ? p[0] : p[1], p[c], p[c + 1], lens);
    }
}
