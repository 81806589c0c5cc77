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
                double[] at = RealPixelsTest.project(view.camera(), points, n);
                cameras += at != null ? 1 : 0;
            }
            seen += cameras >= 2 ? 1 : 0;
        }
        return (double) seen / points.count();
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
