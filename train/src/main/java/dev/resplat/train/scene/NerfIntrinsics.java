package dev.resplat.train.scene;

import dev.resplat.train.config.UserMistake;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Intrinsics of {@code transforms.json}: {@code fl_x, fl_y, cx, cy} in pixels, or {@code
 * camera_angle_x, camera_angle_y}; {@code w, h}; {@code k1} to {@code k4}, {@code p1, p2}; {@code
 * camera_model} or {@code is_fisheye}. Each may be a frame's or the file's.
 */
final class NerfIntrinsics implements Intrinsics {
    private static final Set<String> ORDINARY =
            Set.of("OPENCV", "PINHOLE", "SIMPLE_PINHOLE", "PERSPECTIVE", "SIMPLE_RADIAL", "RADIAL");
    private static final Set<String> FISHEYE =
            Set.of("OPENCV_FISHEYE", "FISHEYE", "SIMPLE_RADIAL_FISHEYE", "RADIAL_FISHEYE");

    private final JsonPart frame;
    private final JsonPart root;
    private final Lens lens;

    private NerfIntrinsics(JsonPart frame, JsonPart root) {
        this.frame = frame;
        this.root = root;
        lens = lens();
    }

    /**
     * Those of a frame.
     *
     * @throws UserMistake if some are missing or wrong
     */
    static NerfIntrinsics of(JsonPart frame, JsonPart root) {
        NerfIntrinsics intrinsics = new NerfIntrinsics(frame, root);
        intrinsics.declared().orElseGet(() -> intrinsics.at(1, 1));
        return intrinsics;
    }

    private OptionalDouble number(String key) {
        return frame.number(key, root);
    }

    private Lens lens() {
        boolean fisheye = isFisheye();
        return new Lens(
                fisheye,
                number("k1").orElse(0),
                number("k2").orElse(0),
                number("k3").orElse(0),
                number("k4").orElse(0),
                fisheye ? 0 : number("p1").orElse(0),
                fisheye ? 0 : number("p2").orElse(0));
    }

    private boolean isFisheye() {
        JsonPart part = frame.has("camera_model") ? frame : root;
        Optional<String> model = part.text("camera_model");
        if (model.isEmpty()) {
            return root.node().path("is_fisheye").asBoolean(false);
        }
        String name = model.get().toUpperCase(Locale.ROOT);
        if (!ORDINARY.contains(name) && !FISHEYE.contains(name)) {
            throw new UserMistake(
                    ("%s: camera model %s is not supported: use PINHOLE, SIMPLE_PINHOLE, OPENCV,"
                                    + " SIMPLE_RADIAL, RADIAL or OPENCV_FISHEYE")
                            .formatted(part.where("camera_model"), model.get()));
        }
        return FISHEYE.contains(name);
    }

    @Override
    public Optional<Calibration> declared() {
        OptionalDouble w = number("w");
        OptionalDouble h = number("h");
        return w.isPresent() && h.isPresent()
                ? Optional.of(at(w.getAsDouble(), h.getAsDouble()))
                : Optional.empty();
    }

    @Override
    public Calibration of(int width, int height) {
        return declared()
                .map(calibration -> calibration.resized(width, height))
                .orElseGet(() -> at(width, height));
    }

    private Calibration at(double width, double height) {
        double fx = focal("fl_x", "camera_angle_x", width).orElse(Double.NaN);
        double fy = focal("fl_y", "camera_angle_y", height).orElse(fx);
        if (Double.isNaN(fx) && Double.isNaN(fy)) {
            throw new UserMistake(
                    "%s: no focal length: there must be fl_x or camera_angle_x, for the file or for each frame"
                            .formatted(frame.where("")));
        }
        return Numbers.calibration(
                frame.where("fl_x"),
                width,
                height,
                Double.isNaN(fx) ? fy : fx,
                fy,
                number("cx").orElse(width / 2),
                number("cy").orElse(height / 2),
                lens);
    }

    /** In pixels, or else of half the angle of view. */
    private OptionalDouble focal(String pixels, String angle, double side) {
        OptionalDouble given = number(pixels);
        OptionalDouble view = number(angle);
        if (given.isPresent() || view.isEmpty()) {
            return given;
        }
        return OptionalDouble.of(side / 2 / Math.tan(view.getAsDouble() / 2));
    }
}
