package dev.resplat.train.scene;

import dev.resplat.train.run.OutputFile;
import dev.resplat.train.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The cameras of a scene of any format, to be written as other programs read them: with their
 * lenses, in the world that they are in. Photographs stay where they are.
 */
public final class CameraExport {
    /** What is written. */
    public enum Format {
        /** {@code transforms.json}, and {@code points.ply} if there are points. */
        TRANSFORMS,
        /** {@code sparse/0/cameras.txt}, {@code images.txt} and {@code points3D.txt}. */
        COLMAP
    }

    /**
     * A camera with its calibration for its photograph.
     *
     * @param shot what its file says
     * @param calibration with the lens, of the size of the photograph
     */
    record Posed(Shot shot, Calibration calibration) {}

    private final List<Posed> cameras;
    private final Optional<PointCloud> points;
    private final Consumer<String> notes;

    private CameraExport(List<Posed> cameras, Optional<PointCloud> points, Consumer<String> notes) {
        this.cameras = cameras;
        this.points = points;
        this.notes = notes;
    }

    /**
     * Reads a scene: cameras whose photographs exist; or, where none does, all of them.
     *
     * @param scene a folder, or the file with the cameras
     * @param notes takes lines about what was found, and what a format has no place for
     * @throws dev.resplat.train.config.UserMistake if there are no cameras, something is wrong with
     *     them, or the size of photographs is nowhere
     */
    public static CameraExport of(Path scene, Consumer<String> notes) {
        Capture shots = SceneReader.shots(scene, notes);
        Capture capture = Files.isRegularFile(scene) ? PointsBeside.add(shots) : shots;
        capture.notes().forEach(notes);
        List<Posed> cameras = new Assembly(capture, scene, notes).posed();
        for (Posed posed : cameras) {
            posed.shot().photo().map(Path::toString).ifPresent(Shot::requireLine);
        }
        return new CameraExport(cameras, capture.points(), notes);
    }

    /**
     * Writes them, all files or none.
     *
     * @param folder is made if need be; files of these names are replaced
     * @return what was written, in words
     * @throws dev.resplat.train.config.UserMistake if a file cannot be written, or the format has
     *     not got such a lens
     */
    public String write(Format format, Path folder) {
        Map<Path, RunDirectory.Content> files = new LinkedHashMap<>();
        Path main;
        if (format == Format.TRANSFORMS) {
            main = folder.resolve("transforms.json");
            TransformsWriter writer = new TransformsWriter(cameras, folder, notes);
            byte[] json = writer.json(points.isPresent());
            files.put(main, file -> Files.write(file, json));
            points.ifPresent(
                    cloud ->
                            files.put(
                                    folder.resolve(TransformsWriter.POINTS),
                                    file -> PlyPoints.write(file, cloud)));
        } else {
            main = folder.resolve("sparse").resolve("0");
            ColmapWriter writer = new ColmapWriter(cameras, main, notes);
            texts(writer).forEach((name, text) -> put(files, main.resolve(name), text));
        }
        OutputFile.writeAll(files);
        return "%s, %s%s"
                .formatted(
                        main,
                        counted(cameras.size(), "camera"),
                        points.map(cloud -> " and " + counted(cloud.count(), "point")).orElse(""));
    }

    private static String counted(int count, String what) {
        return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
    }

    private Map<String, String> texts(ColmapWriter writer) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("cameras.txt", writer.camerasText());
        texts.put("images.txt", writer.imagesText());
        texts.put("points3D.txt", ColmapWriter.pointsText(points));
        return texts;
    }

    private static void put(Map<Path, RunDirectory.Content> files, Path file, String text) {
        files.put(file, draft -> Files.writeString(draft, text));
    }

    /** The path of a file as seen from a folder, with slashes; whole where there is none. */
    static String relative(Path folder, Path file) {
        Path from = folder.toAbsolutePath().normalize();
        Path to = file.toAbsolutePath().normalize();
        boolean reachable = from.getRoot().equals(to.getRoot());
        return (reachable ? from.relativize(to) : to).toString().replace('\\', '/');
    }

    /** The folder that all photographs are in or below; empty where there are none. */
    static Optional<Path> commonFolder(List<Posed> cameras) {
        List<Path> folders = new ArrayList<>();
        for (Posed posed : cameras) {
            posed.shot()
                    .photo()
                    .ifPresent(
                            photo -> folders.add(photo.toAbsolutePath().normalize().getParent()));
        }
        Path common = folders.isEmpty() ? null : folders.get(0);
        for (Path folder : folders) {
            while (common != null && !folder.startsWith(common)) {
                common = common.getParent();
            }
        }
        return Optional.ofNullable(common);
    }
}
