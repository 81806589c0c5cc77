package dev.resplat.train.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.resplat.splat.Camera;
import dev.resplat.train.image.Image;
import dev.resplat.train.render.Frame;
import dev.resplat.train.run.RunDirectory;
import dev.resplat.train.scene.ViewPixels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plane at {@code z = 4} with smooth paint on it, seen from a row of cameras. */
public final class PaintedPlane {
    /** Where the plane is. */
    public static final double DEPTH = 4;

    private PaintedPlane() {}

    /** A camera that looks along z, turned about the vertical. */
    static Camera camera(int width, int height, double x, double z, double degrees) {
        double c = Math.cos(Math.toRadians(degrees));
        double s = Math.sin(Math.toRadians(degrees));
        double[] pose = {c, 0, -s, 0, 0, 1, 0, 0, s, 0, c, 0, 0, 0, 0, 1};
        for (int i = 0; i < 3; i++) {
            pose[4 * i + 3] = -(pose[4 * i] * x + pose[4 * i + 2] * z);
        }
        double f = 1.1 * width;
        return new Camera(width, height, f, 1.02 * f, 0.5 * width, 0.5 * height, pose);
    }

    /** What it sees: each pixel's ray is followed to the plane. */
    static ViewPixels view(Camera camera) {
        double[] eye = camera.center();
        float[] colors = new float[3 * camera.width() * camera.height()];
        for (int i = 0; i < colors.length / 3; i++) {
            double u = i % camera.width() + 0.5;
            double v = i / camera.width() + 0.5;
            double[] at = camera.point(u, v, 1);
            double s = (DEPTH - eye[2]) / (at[2] - eye[2]);
            for (int c = 0; c < 3; c++) {
                colors[3 * i + c] =
                        paint(eye[0] + s * (at[0] - eye[0]), eye[1] + s * (at[1] - eye[1]), c);
            }
        }
        return new ViewPixels(camera, colors, null, null, null);
    }

    private static float paint(double x, double y, int channel) {
        double value = Math.sin(2.1 * x + channel) * Math.cos(1.7 * y - channel);
        return (float) (0.5 + 0.25 * value + 0.2 * Math.sin(0.9 * x + 0.4 * y));
    }

    /** As a picture. */
    static Image image(ViewPixels view) {
        return new Image(view.camera().width(), view.camera().height(), view.colors());
    }

    /** Cameras in a row, a quarter apart. */
    static List<Camera> row(int count, int width, int height) {
        List<Camera> cameras = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cameras.add(camera(width, height, 0.25 * i, 0.02 * i, 0.5 * i));
        }
        return cameras;
    }

    /** A folder with {@code images/NNN.png} and {@code cameras.json}. */
    public static Path write(Path folder, int count, int width, int height) {
        try {
            Files.createDirectories(folder.resolve("images"));
            List<Map<String, Object>> frames = new ArrayList<>();
            for (Camera camera : row(count, width, height)) {
                String file = "images/%03d.png".formatted(frames.size());
                Files.write(folder.resolve(file), image(view(camera)).png());
                frames.add(new Frame("", camera).listed(file));
            }
            Map<String, Object> root = new LinkedHashMap<>();
            root.put("frames", frames);
            RunDirectory.metrics(root).writeTo(folder.resolve("cameras.json"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives all views of such a folder but the last the camera of the first. */
    public static Path atOnePlace(Path folder) {
        Path file = folder.resolve("cameras.json");
        try {
            JsonNode root = new JsonMapper().readTree(file.toFile());
            JsonNode frames = root.get("frames");
            for (int i = 1; i < frames.size() - 1; i++) {
                ((ObjectNode) frames.get(i)).set("w2c", frames.get(0).get("w2c"));
            }
            Files.writeString(file, root.toString());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
