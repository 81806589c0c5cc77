package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.RealData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pixels of real scenes are where their cameras say. */
final class RealPixelsTest {
    private static PosedScene read(Path path) {
        return PosedScene.read(path, note -> {});
    }

    private static View named(PosedScene scene, String name) {
        return scene.views().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Points have the colours of the pixels where they are seen, more so without the lens. */
    @Test
    void pointsOfFernHaveTheColorsOfItsPixels() {
        Path folder = RealData.require("posed/fern");
        PosedScene llff = read(folder.resolve("poses_bounds.npy"));
        double right = colorError(llff, 0);
        double off = colorError(llff, 6);
        double left = colorError(read(folder), 0);
        assertTrue(right < 0.97 * left, right + " without the lens, " + left + " with it");
        assertTrue(right < 0.75 * off, right + " at the points, " + off + " beside them");
    }

    private static double colorError(PosedScene scene, int shift) {
        PointCloud points = scene.points().orElseThrow();
        ViewLoader loader = new ViewLoader(scene.views());
        double sum = 0;
        int count = 0;
        for (int i = 0; i < scene.views().size(); i += 5) {
            ViewPixels pixels = loader.load(i, 1);
            Camera camera = pixels.camera();
            for (int n = 0; n < points.count(); n++) {
                double[] at = project(camera, points, n);
                if (at == null || at[0] + shift >= camera.width()) {
                    continue;
                }
                int pixel = (int) at[1] * camera.width() + (int) at[0] + shift;
                for (int c = 0; c < 3; c++) {
                    sum += Math.abs(pixels.colors()[3 * pixel + c] - points.colors()[3 * n + c]);
                    count++;
                }
            }
        }
        return sum / count;
    }

    /** OpenCV has undistorted the same photograph, and made it smaller by 4. */
    @Test
    void undistortedFoxIsAsOpenCvMakesIt() {
        Path folder = RealData.require("posed/fox");
        PosedScene original = read(folder.resolve("orig/transforms.json"));
        assertEquals(List.of("0001", "0018"), original.views().stream().map(View::name).toList());
        PosedScene undistorted = read(folder);
        for (View view : original.views()) {
            View other = named(undistorted, view.name());
            // OpenCV's pinhole has the focal length of the photograph.
            float[] actual = quarter(view, view.photo());
            float[] bare = quarter(view, view.photo().pinhole(1));
            float[] expected = new ViewLoader(List.of(other)).load(0, 1).colors();
            double difference = meanDifference(expected, actual, 270, 480, 5);
            double without = meanDifference(expected, bare, 270, 480, 5);
            assertTrue(difference < 1.0 / 255, view.name() + " differs by " + 255 * difference);
            assertTrue(difference < 0.5 * without, "with the lens it differs by " + without);
        }
    }

    /**
     * A quarter of a photograph, with a lens or without, through the pinhole of its focal length.
     */
    private static float[] quarter(View view, Calibration photo) {
        View same =
                new View(
                        view.name(),
                        view.image(),
                        view.upright(),
                        photo,
                        view.photo().pinhole(1).camera(view.camera().worldToCamera()),
                        view.mask(),
                        view.depth(),
                        view.split());
        return new ViewLoader(List.of(same)).load(0, 4).colors();
    }

    private static double meanDifference(float[] a, float[] b, int width, int height, int edge) {
        assertEquals(a.length, b.length);
        double sum = 0;
        int count = 0;
        for (int y = edge; y < height - edge; y++) {
            for (int i = 3 * (y * width + edge); i < 3 * (y * width + width - edge); i++) {
                sum += Math.abs(a[i] - b[i]);
                count++;
            }
        }
        return sum / count;
    }

    @ParameterizedTest
    @CsvSource({"hololens_a, 76", "sevenscenes_a, 80"})
    void depthsOfOneViewPredictThoseOfTheNext(String name, int count) {
        PosedScene scene = read(RealData.require("posed/" + name));
        assertEquals(count, scene.views().size());
        ViewLoader loader = new ViewLoader(scene.views());
        List<Double> errors = new ArrayList<>();
        for (int i = 0; i + 1 < count; i += 10) {
            errors.addAll(depthErrors(loader.load(i, 1), loader.load(i + 1, 1)));
        }
        errors.sort(null);
        assertTrue(errors.size() > 1000, "compared " + errors.size());
        double median = errors.get(errors.size() / 2);
        assertTrue(median < 0.02, "median error of depth " + median);
    }

    /** Relative differences of depths, where points of the first view are in the second. */
    private static List<Double> depthErrors(ViewPixels from, ViewPixels to) {
        List<Double> errors = new ArrayList<>();
        Camera a = from.camera();
        Camera b = to.camera();
        double[] center = a.center();
        double[] m = a.worldToCamera();
        for (int y = 2; y < a.height(); y += 5) {
            for (int x = 2; x < a.width(); x += 5) {
                double z = from.depth()[y * a.width() + x];
                double[] ray = {
                    z * (x + 0.5 - a.cx()) / a.fx(), z * (y + 0.5 - a.cy()) / a.fy(), z
                };
                float[] point = new float[3];
                for (int j = 0; j < 3; j++) {
                    point[j] =
                            (float)
                                    (center[j]
                                            + m[j] * ray[0]
                                            + m[4 + j] * ray[1]
                                            + m[8 + j] * ray[2]);
                }
                double[] at = project(b, new PointCloud(point, new float[3]), 0);
                if (z == 0 || at == null) {
                    continue;
                }
                double there = to.depth()[(int) at[1] * b.width() + (int) at[0]];
                double[] w = b.worldToCamera();
                double expected = w[8] * point[0] + w[9] * point[1] + w[10] * point[2] + w[11];
                if (there > 0) {
                    errors.add(Math.abs(there / expected - 1));
                }
            }
        }
        return errors;
    }

    /** The pixel of a point, or null if it is not in the image. */
    static double[] project(Camera camera, PointCloud points, int n) {
        double[] m = camera.worldToCamera();
        double[] x = new double[3];
        for (int i = 0; i < 3; i++) {
            x[i] = m[4 * i + 3];
            for (int j = 0; j < 3; j++) {
                x[i] += m[4 * i + j] * points.positions()[3 * n + j];
            }
        }
        double u = camera.fx() * x[0] / x[2] + camera.cx();
        double v = camera.fy() * x[1] / x[2] + camera.cy();
        boolean inside = x[2] > 0 && u >= 0 && u < camera.width() && v >= 0 && v < camera.height();
        return inside ? new double[] {u, v} : null;
    }
}
