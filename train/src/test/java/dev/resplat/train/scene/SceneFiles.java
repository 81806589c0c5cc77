package dev.resplat.train.scene;

import dev.resplat.splat.Camera;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Writes small scenes: pictures that tell their pixels, and poses around the origin. */
public final class SceneFiles {
    private SceneFiles() {}

    /** A pixel of a picture that is red by x, green by y and blue by its number. */
    public static int rgb(int number, int x, int y) {
        return (x * 5 & 255) << 16 | (y * 5 & 255) << 8 | number * 20 & 255;
    }

    /** Writes a picture. */
    public static void picture(Path file, int number, int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, rgb(number, x, y));
            }
        }
        write(picture, file);
    }

    /** Writes any picture as PNG. */
    public static void write(BufferedImage picture, Path file) {
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(picture, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes text, making folders. */
    public static Path text(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** World-to-camera poses: turned anyhow, a few units from the origin. */
    static List<double[]> poses(int count) {
        List<double[]> poses = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            double[] q = new double[4];
            double[] t = new double[3];
            for (int i = 0; i < 4; i++) {
                q[i] = Math.sin(1 + 5 * n + 2.3 * i);
            }
            for (int i = 0; i < 3; i++) {
                t[i] = 3 * Math.cos(2 + 3 * n + 1.7 * i);
            }
            poses.add(Rigid.ofQuaternion(q, t, "test"));
        }
        return poses;
    }

    /** The quaternion of a rotation, for poses that turn by less than half a turn or not. */
    static double[] quaternion(double[] m) {
        double w = 0.5 * Math.sqrt(Math.max(0, 1 + m[0] + m[5] + m[10]));
        return new double[] {
            w, (m[9] - m[6]) / (4 * w), (m[2] - m[8]) / (4 * w), (m[4] - m[1]) / (4 * w)
        };
    }

    /** Camera to world in the axes of OpenGL, as JSON. */
    static String openGl(double[] worldToCamera) {
        double[] c = new Camera(1, 1, 1, 1, 0, 0, worldToCamera).center();
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < 3; i++) {
            json.append(
                    String.format(
                            Locale.ROOT,
                            "[%.17g, %.17g, %.17g, %.17g], ",
                            worldToCamera[i],
                            -worldToCamera[4 + i],
                            -worldToCamera[8 + i],
                            c[i]));
        }
        return json + "[0, 0, 0, 1]]";
    }
}
