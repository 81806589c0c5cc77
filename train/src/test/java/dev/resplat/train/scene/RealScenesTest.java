package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import dev.resplat.tensor.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same photographs through two formats have the same cameras. */
final class RealScenesTest {
    @TempDir private Path temporary;

    private final List<String> notes = new ArrayList<>();

    private PosedScene read(Path path) {
        return PosedScene.read(path, notes::add);
    }

    private static Map<String, View> byName(PosedScene scene) {
        Map<String, View> views = new TreeMap<>();
        scene.views().forEach(view -> views.put(view.name(), view));
        return views;
    }

    /** Checks cameras as they photographed: lenses may be known to one only. */
    private static void assertSame(
            PosedScene expected, PosedScene actual, double pixels, double pose) {
        Map<String, View> others = byName(actual);
        assertEquals(byName(expected).keySet(), others.keySet());
        for (View view : expected.views()) {
            View other = others.get(view.name());
            Calibration a = view.photo();
            Calibration b = other.photo();
            assertEquals(a.width(), b.width());
            assertEquals(a.height(), b.height());
            assertArrayEquals(
                    new double[] {a.fx(), a.fy(), a.cx(), a.cy()},
                    new double[] {b.fx(), b.fy(), b.cx(), b.cy()},
                    pixels,
                    view.name());
            assertArrayEquals(
                    view.camera().worldToCamera(),
                    other.camera().worldToCamera(),
                    pose,
                    view.name());
        }
    }

    @Test
    void fountain() {
        Path folder = RealData.require("posed/fountain-P11");
        PosedScene scene = read(folder);
        assertEquals(11, scene.views().size());
        assertEquals("cameras.json", scene.format());
        PosedScene strecha = read(folder.resolve("gt_dense_cameras"));
        assertEquals(".camera", strecha.format());
        assertSame(scene, strecha, 1e-9, 1e-5);
    }

    @Test
    void temple() {
        Path folder = RealData.require("posed/templeSparseRing");
        PosedScene middlebury = read(folder.resolve("templeSR_par.txt"));
        assertEquals(16, middlebury.views().size());
        assertSame(read(folder), middlebury, 1e-9, 1e-7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0bf152ef84195293",
                "0c9b371cc6225682",
                "0f68374b76390082",
                "2f25826f0d0ef09a",
                "3f79dc32d575bcdc"
            })
    void realEstateClipsAreTheMiddleOfTheirVideos(String clip) {
        Path folder = RealData.require("re10k/" + clip);
        PosedScene text = read(folder.resolve("cameras_re10k.txt"));
        assertEquals(16, text.views().size());
        assertSame(read(folder), text, 1e-6, 1e-6);
    }

    @Test
    void fern() {
        Path folder = RealData.require("posed/fern");
        PosedScene scene = read(folder);
        assertEquals(10_091, scene.points().orElseThrow().count());
        PosedScene llff = read(folder.resolve("poses_bounds.npy"));
        assertSame(scene, llff, 1e-6, 1e-7);
        assertEquals(0.01975, llff.views().get(0).photo().lens().k1(), 1e-5);
        assertTrue(notes.stream().anyMatch(note -> note.contains("the lens is that of COLMAP")));
        assertEquals(10_091, llff.points().orElseThrow().count());
        for (PosedScene read : List.of(scene, llff)) {
            assertTrue(partSeenByTwo(read) > 0.99);
        }
        assertEquals(17, scene.divide(8).training().size());
        assertEquals(
                List.of("image000", "image008", "image016"),
                scene.divide(8).heldOut().stream().map(View::name).toList());
        assertEquals(20, scene.divide(0).training().size());
    }

    private static double partSeenByTwo(PosedScene scene) {
        PointCloud points = scene.points().orElseThrow();
        int seen = 0;
        for (int n = 0; n < points.count(); n++) {
            int cameras = 0;
            for (View view : scene.views()) {
                double[] at = project(view.camera(), points, n);
                cameras += at != null ? 1 : 0;
            }
            seen += cameras >= 2 ? 1 : 0;
        }
        return (double) seen / points.count();
    }

    /** The pixel of a point, or null if it is not in the image. */
    private static double[] project(Camera camera, PointCloud points, int n) {
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

    @Test
    void foxIsTheSameInInstantNgpsFile() throws IOException {
        Path folder = RealData.require("posed/fox");
        PosedScene scene = read(folder);
        assertEquals(50, scene.views().size());
        // The file beside the images that it names, which have been made smaller since.
        Path copy = temporary.resolve("fox");
        Files.createDirectories(copy.resolve("images"));
        Files.copy(folder.resolve("orig/transforms.json"), copy.resolve("transforms.json"));
        try (Stream<Path> images = Files.list(folder.resolve("images"))) {
            for (Path image : images.toList()) {
                Files.createSymbolicLink(
                        copy.resolve("images").resolve(image.getFileName()),
                        image.toAbsolutePath());
            }
        }
        notes.clear();
        PosedScene ngp = read(copy);
        assertEquals("transforms.json", ngp.format());
        assertEquals(1, notes.size(), notes.toString());
        assertTrue(
                notes.get(0).contains("skipped 17 of 67 cameras, whose photographs do not exist"),
                notes.get(0));
        assertSame(scene, ngp, 1e-3, 1e-5);
        assertEquals(0.0578421, ngp.views().get(0).photo().lens().k1());
    }

    @Test
    void camerasAreReadWhetherThereArePhotographsOrNot() {
        Path folder = RealData.require("posed/fox");
        List<NamedCamera> cameras =
                NamedCamera.read(folder.resolve("orig/transforms.json"), n -> {});
        assertEquals(67, cameras.size());
        assertEquals("0001", cameras.get(0).name());
        assertEquals(1080, cameras.get(0).camera().width());
        assertEquals(125, NamedCamera.read(folder.resolveSibling("lego"), n -> {}).size());
    }

    /** OpenCV has undistorted the same photograph, and made it smaller by 4. */
    @Test
    void undistortedFoxIsAsOpenCvMakesIt() {
        Path folder = RealData.require("posed/fox");
        PosedScene original = read(folder.resolve("orig/transforms.json"));
        assertEquals(List.of("0001", "0018"), original.views().stream().map(View::name).toList());
        PosedScene undistorted = read(folder);
        for (View view : original.views()) {
            View other = byName(undistorted).get(view.name());
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

    @Test
    void legoHasATestFolder() {
        Path folder = RealData.require("posed/lego");
        PosedScene scene = read(folder);
        assertEquals(125, scene.views().size());
        PosedScene.Division division = scene.divide(8);
        assertEquals(100, division.training().size());
        assertEquals(25, division.heldOut().size());
        assertTrue(
                division.heldOut().stream()
                        .allMatch(view -> view.image().toString().contains("test")));
        PosedScene blender = read(folder.resolve("train/transforms_train.json"));
        assertSame(read(folder.resolve("train")), blender, 1e-9, 1e-5);
        assertEquals(13, blender.divide(8).heldOut().size());
        ViewPixels pixels = new ViewLoader(scene.views()).load(0, 1);
        assertEquals(0, pixels.alpha()[0]);
        assertTrue(pixels.alpha()[200 * 400 + 200] > 0.9f);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "posed/fox",
                "posed/lego",
                "posed/templeSparseRing",
                "posed/fern",
                "posed/fountain-P11",
                "posed/hololens_a",
                "posed/sevenscenes_a",
                "re10k/0bf152ef84195293",
                "re10k/0c9b371cc6225682",
                "re10k/0f68374b76390082",
                "re10k/2f25826f0d0ef09a",
                "re10k/3f79dc32d575bcdc"
            })
    void framesOfScenes(String name) {
        PosedScene scene = read(RealData.require(name));
        List<Camera> cameras = scene.views().stream().map(View::camera).toList();
        SceneFrame frame = SceneFrame.of(cameras);
        int ahead = 0;
        double farthest = 0;
        for (Camera camera : cameras) {
            Camera moved = frame.apply(camera);
            double[] m = moved.worldToCamera();
            ahead += m[11] > 0 ? 1 : 0;
            double[] c = moved.center();
            farthest = Math.max(farthest, Math.hypot(Math.hypot(c[0], c[1]), c[2]));
        }
        assertTrue(farthest < 1.5, "farthest camera at " + farthest);
        assertTrue(2 * ahead >= cameras.size(), ahead + " cameras see the origin");
    }
}
