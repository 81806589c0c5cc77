package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.splat.Camera;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransformsFormatTest {
    @TempDir private Path folder;

    private final List<double[]> poses = SceneFiles.poses(4);
    private final List<String> notes = new ArrayList<>();

    private PosedScene read(Path path) {
        return PosedScene.read(path, notes::add);
    }

    private String frame(int n, String file, String more) {
        return "{\"file_path\": \"%s\", %s \"transform_matrix\": %s}"
                .formatted(file, more, SceneFiles.openGl(poses.get(n)));
    }

    private static String json(String head, String... frames) {
        return "{" + head + " \"frames\": [" + String.join(",\n", frames) + "]}";
    }

    private void pictures(String pattern, int width, int height) {
        for (int n = 0; n < 4; n++) {
            SceneFiles.picture(folder.resolve(pattern.formatted(n)), n, width, height);
        }
    }

    private void assertPoses(PosedScene scene) {
        assertEquals(4, scene.views().size());
        for (int n = 0; n < 4; n++) {
            double[] pose = scene.views().get(n).camera().worldToCamera();
            assertArrayEquals(poses.get(n), pose, 1e-12);
        }
    }

    @Test
    void blenderHasAnglesAndNamesWithoutEndings() {
        pictures("train/r_%d.png", 80, 60);
        SceneFiles.picture(folder.resolve("test/r_0.png"), 9, 80, 60);
        SceneFiles.picture(folder.resolve("test/r_0_depth_0001.png"), 9, 80, 60);
        String angle = "\"camera_angle_x\": 0.8,";
        SceneFiles.text(
                folder.resolve("transforms_train.json"),
                json(
                        angle,
                        frame(0, "./train/r_0", ""),
                        frame(1, "./train/r_1", ""),
                        frame(2, "./train/r_2", ""),
                        frame(3, "./train/r_3", "")));
        SceneFiles.text(
                folder.resolve("transforms_test.json"), json(angle, frame(1, "./test/r_0", "")));
        for (Path path : List.of(folder, folder.resolve("transforms_train.json"))) {
            PosedScene scene = read(path);
            assertEquals(
                    List.of("test_r_0", "train_r_0", "train_r_1", "train_r_2", "train_r_3"),
                    scene.views().stream().map(View::name).toList());
            PosedScene.Division division = scene.divide(8);
            assertEquals(4, division.training().size());
            assertEquals("test_r_0", division.heldOut().get(0).name());
            Camera camera = scene.views().get(1).camera();
            assertEquals(40 / Math.tan(0.4), camera.fx(), 1e-9);
            assertEquals(camera.fx(), camera.fy());
            assertEquals(40, camera.cx());
            assertEquals(30, camera.cy());
            assertArrayEquals(poses.get(0), camera.worldToCamera(), 1e-12);
        }
        assertEquals(4, NamedCamera.read(folder.resolve("transforms_train.json"), n -> {}).size());
        assertEquals(
                "r_0",
                NamedCamera.read(folder.resolve("transforms_test.json"), n -> {}).get(0).name());
    }

    @Test
    void nerfstudioHasIntrinsicsMasksAndDepthsByFrame() {
        pictures("images/frame_%d.png", 80, 60);
        pictures("masks/frame_%d.png", 80, 60);
        pictures("depths/frame_%d.png", 80, 60);
        String[] frames = new String[4];
        for (int n = 0; n < 4; n++) {
            String intrinsics =
                    ("\"fl_x\": %d, \"fl_y\": 150, \"cx\": 81, \"cy\": 59, \"w\": 160, \"h\": 120,"
                                    + " \"k1\": 0.0%d,")
                            .formatted(200 + n, n);
            frames[n] =
                    frame(
                            n,
                            "images/frame_%d.png".formatted(n),
                            intrinsics
                                    + "\"mask_path\": \"masks/frame_%d.png\",".formatted(n)
                                    + "\"depth_file_path\": \"depths/frame_%d.png\",".formatted(n));
        }
        String lists =
                "\"train_filenames\": [\"images/frame_0.png\", \"images/frame_1.png\"],"
                        + "\"val_filenames\": [\"images/frame_3.png\"],";
        SceneFiles.text(
                folder.resolve("transforms.json"),
                json("\"camera_model\": \"OPENCV\", \"p1\": 0.001," + lists, frames));
        PosedScene scene = read(folder);
        assertEquals(List.of(), notes);
        assertPoses(scene);
        for (int n = 0; n < 4; n++) {
            View view = scene.views().get(n);
            Calibration photo = view.photo();
            assertEquals((200 + n) / 2.0, photo.fx());
            assertEquals(75, photo.fy());
            assertEquals(40.5, photo.cx());
            assertEquals(29.5, photo.cy());
            assertEquals(new Lens(false, n / 100.0, 0, 0, 0, 0.001, 0), photo.lens());
            assertEquals("masks", view.mask().orElseThrow().getParent().getFileName().toString());
            assertEquals(0.001, view.depth().orElseThrow().unit());
        }
        assertEquals(List.of("frame_3"), names(scene.divide(8).heldOut()));
        assertEquals(List.of("frame_0", "frame_1", "frame_2"), names(scene.divide(8).training()));
    }

    private static List<String> names(List<View> views) {
        return views.stream().map(View::name).toList();
    }

    @Test
    void fisheyesAndPointsOfNerfstudio() throws Exception {
        pictures("images/frame_%d.png", 80, 60);
        ByteBuffer points = ByteBuffer.allocate(2 * 15).order(ByteOrder.LITTLE_ENDIAN);
        points.putFloat(1).putFloat(2).putFloat(3).put((byte) 255).put((byte) 0).put((byte) 51);
        points.putFloat(-1).putFloat(0).putFloat(0.5f).put(new byte[3]);
        byte[] header =
                ("ply\nformat binary_little_endian 1.0\ncomment made by hand\nelement vertex 2\n"
                                + "property float x\nproperty float y\nproperty float z\n"
                                + "property uint8 red\nproperty uint8 green\nproperty uint8 blue\n"
                                + "end_header\n")
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] ply = java.util.Arrays.copyOf(header, header.length + 30);
        System.arraycopy(points.array(), 0, ply, header.length, 30);
        Files.write(folder.resolve("sparse_pc.ply"), ply);
        String[] frames = new String[4];
        for (int n = 0; n < 4; n++) {
            // As on the machine of who wrote it.
            frames[n] = frame(n, "C:\\\\me\\\\images\\\\frame_%d.jpg".formatted(n), "");
        }
        SceneFiles.text(
                folder.resolve("transforms.json"),
                json(
                        "\"camera_model\": \"OPENCV_FISHEYE\", \"fl_x\": 30, \"fl_y\": 31,"
                                + " \"w\": 80, \"h\": 60, \"k1\": 0.01, \"k4\": 0.002, \"p1\": 0,"
                                + " \"applied_transform\": [[0,1,0,0],[1,0,0,0],[0,0,-1,0]],"
                                + " \"ply_file_path\": \"sparse_pc.ply\",",
                        frames));
        PosedScene scene = read(folder.resolve("transforms.json"));
        assertPoses(scene);
        assertEquals(Lens.fisheye(0.01, 0, 0, 0.002), scene.views().get(0).photo().lens());
        PointCloud cloud = scene.points().orElseThrow();
        assertArrayEquals(new float[] {1, 2, 3, -1, 0, 0.5f}, cloud.positions());
        assertArrayEquals(new float[] {1, 0, 0.2f, 0, 0, 0}, cloud.colors());
        SceneFiles.text(
                folder.resolve("sparse_pc.ply"),
                "ply\nformat ascii 1.0\nelement vertex 1\nproperty double y\nproperty double x\n"
                        + "property double z\nelement face 0\nend_header\n2 1 3\n");
        PointCloud grey = read(folder).points().orElseThrow();
        assertArrayEquals(new float[] {1, 2, 3}, grey.positions());
        assertArrayEquals(new float[] {0.5f, 0.5f, 0.5f}, grey.colors());
    }

    /** instant-ngp moves and turns COLMAP's world; its points follow the cameras. */
    @Test
    void pointsOfColmapComeIntoTheFrameOfTheFile() {
        pictures("images/frame_%d.png", 80, 60);
        String[] frames = new String[4];
        StringBuilder images = new StringBuilder();
        double[] origin = {3, -2, 1};
        for (int n = 0; n < 4; n++) {
            frames[n] = frame(n, "images/frame_%d.png".formatted(n), "");
            double[] m =
                    new Camera(1, 1, 1, 1, 0, 0, poses.get(n)).inWorld(origin, 2.5).worldToCamera();
            double[] q = SceneFiles.quaternion(m);
            images.append(
                    "%d %s %s %s %s %s %s %s 1 frame_%d.png\n\n"
                            .formatted(n, q[0], q[1], q[2], q[3], m[3], m[7], m[11], n));
        }
        SceneFiles.text(
                folder.resolve("transforms.json"),
                json("\"fl_x\": 60, \"w\": 80, \"h\": 60,", frames));
        SceneFiles.text(folder.resolve("colmap_text/images.txt"), images.toString());
        SceneFiles.text(
                folder.resolve("colmap_text/cameras.txt"), "1 SIMPLE_PINHOLE 80 60 60 40 30\n");
        SceneFiles.text(folder.resolve("colmap_text/points3D.txt"), "1 2.5 5 -5 255 255 255 0.1\n");
        PosedScene scene = read(folder);
        assertEquals("transforms.json", scene.format());
        assertArrayEquals(new float[] {4, 0, -1}, scene.points().orElseThrow().positions(), 1e-5f);
        assertTrue(notes.get(0).startsWith("cameras from"), notes.toString());
    }

    @Test
    void camerasNeedNoPhotographsIfTheirSizesAreTold() {
        Path file =
                SceneFiles.text(
                        folder.resolve("path.json"),
                        json(
                                "\"fl_x\": 60, \"w\": 80, \"h\": 60,",
                                frame(2, "b.png", ""),
                                frame(1, "a.png", "")));
        List<NamedCamera> cameras = NamedCamera.read(file, notes::add);
        assertEquals(List.of("b", "a"), cameras.stream().map(NamedCamera::name).toList());
        assertArrayEquals(poses.get(2), cameras.get(0).camera().worldToCamera(), 1e-12);
        assertEquals(80, cameras.get(0).camera().width());
    }
}
