package dev.resplat.train.scene;

import dev.resplat.splat.Quaternion;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.CameraExport.Posed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A model of COLMAP as text (COLMAP documentation, "Output Format"), as {@link ColmapText} reads
 * it. Cameras that are the same are listed once. Names of images are relative to the folder that
 * all are in. No image has observations, and no point a track, as scenes do not keep these.
 */
final class ColmapWriter {
    private final List<Posed> cameras;
    private final Optional<Path> photographs;
    private final Map<Calibration, Integer> numbers = new LinkedHashMap<>();

    /**
     * Checks that COLMAP has what is to be written.
     *
     * @param folder of the model
     */
    ColmapWriter(List<Posed> cameras, Path folder, Consumer<String> notes) {
        this.cameras = cameras;
        photographs = CameraExport.commonFolder(cameras);
        for (String name : List.of("cameras.bin", "images.bin")) {
            if (Files.exists(folder.resolve(name))) {
                throw new UserMistake(
                        "%s: there is a binary model, which programs read instead of text: choose another folder"
                                .formatted(folder.resolve(name)));
            }
        }
        for (Posed posed : cameras) {
            numbers.putIfAbsent(posed.calibration(), numbers.size() + 1);
        }
        numbers.keySet().forEach(ColmapWriter::requireLens);
        noteLosses(notes);
        photographs.ifPresent(path -> notes.accept("names of images are relative to " + path));
    }

    private void noteLosses(Consumer<String> notes) {
        long held = cameras.stream().filter(p -> p.shot().split() == Split.TEST).count();
        long maps =
                cameras.stream()
                        .filter(p -> p.shot().mask().isPresent() || p.shot().depth().isPresent())
                        .count();
        if (held > 0) {
            notes.accept("%d views are held out, which files of COLMAP do not say".formatted(held));
        }
        if (maps > 0) {
            notes.accept(
                    "%d views have masks or depths, which files of COLMAP do not name"
                            .formatted(maps));
        }
    }

    private static void requireLens(Calibration camera) {
        Lens lens = camera.lens();
        if (!lens.fisheye() && (lens.k3() != 0 || lens.k4() != 0)) {
            throw new UserMistake(
                    "the model OPENCV of COLMAP has no k3 and k4, but the cameras have (%s): use --cameras transforms"
                            .formatted(lens));
        }
    }

    /** Number, model, size and parameters of each camera. */
    String camerasText() {
        StringBuilder text = new StringBuilder("# CAMERA_ID, MODEL, WIDTH, HEIGHT, PARAMS[]\n");
        numbers.forEach(
                (c, number) -> text.append(number).append(' ').append(parameters(c)).append('\n'));
        return text.toString();
    }

    private static String parameters(Calibration c) {
        Lens lens = c.lens();
        ColmapModel model =
                lens.isPinhole()
                        ? ColmapModel.PINHOLE
                        : lens.fisheye() ? ColmapModel.OPENCV_FISHEYE : ColmapModel.OPENCV;
        String pinhole =
                "%s %s %s %s %s %s %s"
                        .formatted(model, c.width(), c.height(), c.fx(), c.fy(), c.cx(), c.cy());
        return switch (model) {
            case OPENCV ->
                    "%s %s %s %s %s".formatted(pinhole, lens.k1(), lens.k2(), lens.p1(), lens.p2());
            case OPENCV_FISHEYE ->
                    "%s %s %s %s %s".formatted(pinhole, lens.k1(), lens.k2(), lens.k3(), lens.k4());
            default -> pinhole;
        };
    }

    /** Of each image a line with its pose, camera and name, and an empty one. */
    String imagesText() {
        StringBuilder text =
                new StringBuilder(
                        "# IMAGE_ID, QW, QX, QY, QZ, TX, TY, TZ, CAMERA_ID, NAME\n"
                                + "# POINTS2D[] as (X, Y, POINT3D_ID)\n");
        int number = 0;
        for (Posed posed : cameras) {
            double[] m = posed.shot().worldToCamera();
            Quaternion q = Quaternion.ofPose(m);
            text.append(++number);
            for (double value : new double[] {q.w(), q.x(), q.y(), q.z(), m[3], m[7], m[11]}) {
                text.append(' ').append(value);
            }
            text.append(' ').append(numbers.get(posed.calibration()));
            text.append(' ').append(name(posed.shot())).append("\n\n");
        }
        return text.toString();
    }

    private String name(Shot shot) {
        return shot.photo()
                .map(photo -> CameraExport.relative(photographs.orElseThrow(), photo))
                .orElse(shot.name());
    }

    /** Place and colour of each point, without an error and a track. */
    static String pointsText(Optional<PointCloud> points) {
        StringBuilder text = new StringBuilder("# POINT3D_ID, X, Y, Z, R, G, B, ERROR, TRACK[]\n");
        if (points.isEmpty()) {
            return text.toString();
        }
        PointCloud cloud = points.get();
        for (int i = 0; i < cloud.count(); i++) {
            text.append(i + 1);
            for (int k = 3 * i; k < 3 * i + 3; k++) {
                text.append(' ').append(cloud.positions()[k]);
            }
            for (int k = 3 * i; k < 3 * i + 3; k++) {
                text.append(' ').append(cloud.level(k));
            }
            text.append(" 0\n");
        }
        return text.toString();
    }
}
