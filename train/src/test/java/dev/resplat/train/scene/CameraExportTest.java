package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.tensor.RealData;
import dev.resplat.train.config.UserMistake;
import dev.resplat.train.scene.CameraExport.Format;
import dev.resplat.train.scene.CameraExport.Posed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cameras that are written are read back the same, lenses and all. */
final class CameraExportTest {
    @TempDir private Path temporary;

    private final List<String> notes = new ArrayList<>();

    private static Capture capture(Path scene) {
        Capture shots = SceneReader.shots(scene, note -> {});
        return Files.isRegularFile(scene) ? PointsBeside.add(shots) : shots;
    }

    private static List<Posed> cameras(Path scene) {
        return new Assembly(capture(scene), scene, note -> {}).posed();
    }

    private Path export(Path scene, Format format) {
        Path out = temporary.resolve("the " + format);
        String said = CameraExport.of(scene, notes::add).write(format, out);
        assertTrue(said.contains(" " + cameras(scene).size() + " camera"), said);
        return out;
    }

    /** Everything but what a format has no place for. */
    private static void assertSame(Path scene, Path written, Format format) throws IOException {
        List<Posed> expected = cameras(scene);
        List<Posed> actual = cameras(written);
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            Calibration a = expected.get(i).calibration();
            Calibration b = actual.get(i).calibration();
            assertEquals(a, b, "to the last digit");
            Shot shot = expected.get(i).shot();
            Shot other = actual.get(i).shot();
            assertArrayEquals(shot.worldToCamera(), other.worldToCamera(), 1e-9);
            if (format == Format.TRANSFORMS) {
                assertEquals(shot.split() == Split.TEST, other.split() == Split.TEST);
                assertEquals(real(shot.photo()), real(other.photo()));
                assertEquals(real(shot.mask()), real(other.mask()));
                assertEquals(
                        real(shot.depth().map(DepthFile::file)),
                        real(other.depth().map(DepthFile::file)));
                assertEquals(shot.depth().map(DepthFile::unit), other.depth().map(DepthFile::unit));
            } else if (shot.photo().isPresent()) {
                assertTrue(shot.photo().get().endsWith(other.name()), other.name());
            }
        }
        Optional<PointCloud> points = capture(scene).points();
        assertEquals(points.isPresent(), capture(written).points().isPresent());
        if (points.isPresent()) {
            PointCloud read = capture(written).points().get();
            assertArrayEquals(points.get().positions(), read.positions());
            assertArrayEquals(points.get().colors(), read.colors(), 0.5f / 255 + 1e-6f);
        }
    }

    private static Optional<Path> real(Optional<Path> file) throws IOException {
        return file.isPresent() ? Optional.of(file.get().toRealPath()) : file;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "posed/fox",
                "posed/fox/orig/transforms.json",
                "posed/fern",
                "posed/fern/poses_bounds.npy",
                "posed/fountain-P11/gt_dense_cameras",
                "posed/lego",
                "posed/lego/train/transforms_train.json",
                "posed/hololens_a",
                "posed/templeSparseRing/templeSR_par.txt",
                "re10k/0bf152ef84195293/cameras_re10k.txt"
            })
    void realScenesAreReadBackTheSame(String name) throws IOException {
        Path scene = RealData.require(name);
        for (Format format : Format.values()) {
            assertSame(scene, export(scene, format), format);
        }
    }

    @Test
    void distortionsOfRealCamerasAreThere() {
        Path fox = RealData.require("posed/fox/orig/transforms.json");
        for (Format format : Format.values()) {
            Lens lens = cameras(export(fox, format)).get(0).calibration().lens();
            assertEquals(
                    new Lens(false, 0.0578421, -0.0805099, 0, 0, -0.000980296, 0.00015575), lens);
        }
        Path fern = RealData.require("posed/fern/poses_bounds.npy");
        for (Format format : Format.values()) {
            Lens lens = cameras(export(fern, format)).get(0).calibration().lens();
            assertEquals(0.01975, lens.k1(), 1e-5);
        }
    }

    @Test
    void pointsOfCamerasAreWrittenBesideThem() throws IOException {
        Path fern = RealData.require("posed/fern");
        Path out = export(fern, Format.COLMAP);
        Path model = out.resolve("sparse/0");
        assertEquals(10_092, Files.readAllLines(model.resolve("points3D.txt")).size());
        assertTrue(Files.exists(export(fern, Format.TRANSFORMS).resolve("points.ply")));
    }

    // ---- Scenes that are made ---------------------------------------------------------------

    /** Frames with the lens of each as JSON, turned in all ways, without photographs. */
    private Path scene(String... lenses) {
        StringBuilder frames = new StringBuilder();
        List<double[]> poses = SceneFiles.poses(lenses.length);
        for (int i = 0; i < lenses.length; i++) {
            frames.append(
                    String.format(
                            Locale.ROOT,
                            "%s{\"file_path\": \"sub %d/a.png\", \"transform_matrix\": %s%s}",
                            i == 0 ? "" : ",",
                            i,
                            SceneFiles.openGl(poses.get(i)),
                            lenses[i]));
        }
        String root =
                "{\"w\": 31, \"h\": 17, \"fl_x\": 20.1, \"fl_y\": 20.7, \"cx\": 15, \"cy\": 9";
        return SceneFiles.text(
                temporary.resolve("scene/transforms.json"),
                root + ", \"frames\": [" + frames + "]}");
    }

    @Test
    void camerasOfManyLensesWithoutPhotographsAreReadBackTheSame() throws IOException {
        String model = ", \"camera_model\": ";
        Path scene =
                scene(
                        "",
                        model
                                + "\"OPENCV\", \"k1\": 0.1, \"k2\": -0.02, \"p1\": 1e-3, \"p2\": -2e-3",
                        model + "\"OPENCV_FISHEYE\", \"k1\": 0.1, \"k4\": 1e-4",
                        ", \"fl_x\": 33.25, \"w\": 40",
                        "");
        for (Format format : Format.values()) {
            assertSame(scene, export(scene, format), format);
        }
        String cameras = Files.readString(temporary.resolve("the COLMAP/sparse/0/cameras.txt"));
        assertEquals(5, cameras.lines().count(), "a line for each that differs: " + cameras);
        List<NamedCamera> named = NamedCamera.read(temporary.resolve("the COLMAP"), note -> {});
        assertEquals("sub 1_a", named.get(1).name());
    }

    @Test
    void whatColmapHasNotIsRefused() {
        Path scene = scene("", ", \"k3\": 0.01");
        CameraExport export = CameraExport.of(scene, notes::add);
        Path out = temporary.resolve("out");
        String message =
                assertThrows(UserMistake.class, () -> export.write(Format.COLMAP, out))
                        .getMessage();
        assertTrue(message.contains("no k3 and k4") && message.contains("transforms"), message);
        assertFalse(Files.exists(out), "nothing is written");
        export.write(Format.TRANSFORMS, out);
        assertEquals(0.01, cameras(out).get(1).calibration().lens().k3());
    }

    /** In lines of COLMAP it would be an image of its own. */
    @Test
    void aNameOfSeveralLinesIsRefused() throws IOException {
        String name = "a.png\n9 1 0 0 0 0 0 0 1 b.png";
        Path scene = temporary.resolve("colmap");
        Files.createDirectories(scene);
        ByteBuffer cameras = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        cameras.putLong(1).putInt(1).putInt(1).putLong(10).putLong(8);
        cameras.putDouble(9).putDouble(9).putDouble(5).putDouble(4);
        ByteBuffer images = ByteBuffer.allocate(85 + name.length()).order(ByteOrder.LITTLE_ENDIAN);
        images.putLong(1).putInt(1).putDouble(1).position(68);
        images.putInt(1);
        images.put(name.getBytes(StandardCharsets.US_ASCII));
        Files.write(scene.resolve("cameras.bin"), cameras.array());
        Files.write(scene.resolve("images.bin"), images.array());
        String message =
                assertThrows(UserMistake.class, () -> CameraExport.of(scene, notes::add))
                        .getMessage();
        assertTrue(message.contains("control characters"), message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void aBinaryModelWouldHideTheText() {
        Path scene = scene("", "");
        SceneFiles.text(temporary.resolve("out/sparse/0/images.bin"), "binary");
        CameraExport export = CameraExport.of(scene, notes::add);
        Path out = temporary.resolve("out");
        assertThrows(UserMistake.class, () -> export.write(Format.COLMAP, out));
    }

    @Test
    void heldOutViewsMasksAndDepthsAreSaidWhereThereIsAPlace() throws IOException {
        SceneFiles.picture(temporary.resolve("s/images/a.png"), 0, 31, 17);
        SceneFiles.picture(temporary.resolve("s/images/b.png"), 1, 31, 17);
        SceneFiles.picture(temporary.resolve("s/masks/a.png"), 2, 31, 17);
        SceneFiles.picture(temporary.resolve("s/depth/b.png"), 2, 31, 17);
        List<double[]> poses = SceneFiles.poses(2);
        String frame = "{\"file_path\": \"images/%s.png\", %s, \"transform_matrix\": %s}";
        Path scene =
                SceneFiles.text(
                        temporary.resolve("s/transforms.json"),
                        "{\"fl_x\": 20, \"depth_unit_scale_factor\": 0.25, \"test_filenames\":"
                                + " [\"images/b.png\"], \"frames\": ["
                                + frame.formatted(
                                        "a",
                                        "\"mask_path\": \"masks/a.png\"",
                                        SceneFiles.openGl(poses.get(0)))
                                + ","
                                + frame.formatted(
                                        "b",
                                        "\"depth_file_path\": \"depth/b.png\"",
                                        SceneFiles.openGl(poses.get(1)))
                                + "]}");
        Path out = export(scene, Format.TRANSFORMS);
        assertSame(scene, out, Format.TRANSFORMS);
        assertTrue(cameras(out).get(0).shot().mask().isPresent());
        assertEquals(0.25, cameras(out).get(1).shot().depth().orElseThrow().unit());
        assertSame(scene, export(scene, Format.COLMAP), Format.COLMAP);
        assertTrue(
                notes.stream().anyMatch(note -> note.startsWith("1 views are held out")),
                notes.toString());
        assertTrue(notes.stream().anyMatch(note -> note.startsWith("2 views have masks")));
        // Into the folder of the scene itself, where the photographs are then found.
        CameraExport.of(scene, notes::add).write(Format.COLMAP, scene.getParent());
        assertEquals(2, PosedScene.read(scene.resolveSibling("sparse"), notes::add).views().size());
    }
}
