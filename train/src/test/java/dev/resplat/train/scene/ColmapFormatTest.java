package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ColmapFormatTest {
    private static final int COUNT = 4;
    private static final double[] FOCAL = {320, 310};

    @TempDir private Path folder;

    private final List<double[]> poses = SceneFiles.poses(COUNT);

    private static String name(int n) {
        return n == 0 ? "left part/photo 0.png" : "photo%d.png".formatted(n);
    }

    private void writePictures(int width, int height) {
        for (int n = 0; n < COUNT; n++) {
            SceneFiles.picture(folder.resolve("images").resolve(name(n)), n, width, height);
        }
    }

    private void writeText(String model, double[] parameters) {
        StringBuilder camera = new StringBuilder("# Camera list\n7 " + model + " 400 300");
        for (double p : parameters) {
            camera.append(' ').append(p);
        }
        Path sparse = folder.resolve("sparse/0");
        SceneFiles.text(sparse.resolve("cameras.txt"), camera + "\n");
        StringBuilder images = new StringBuilder("# Image list with two lines of data per image\n");
        for (int n = 0; n < COUNT; n++) {
            double[] q = SceneFiles.quaternion(poses.get(n));
            images.append(n + 1);
            for (double value : q) {
                images.append(' ').append(value);
            }
            for (int i = 3; i < 12; i += 4) {
                images.append(' ').append(poses.get(n)[i]);
            }
            images.append(" 7 ").append(name(n)).append('\n');
            images.append(n % 2 == 0 ? "\n" : "12.5 13.5 -1 14.25 15.75 99\n");
        }
        SceneFiles.text(sparse.resolve("images.txt"), images.toString());
        SceneFiles.text(
                sparse.resolve("points3D.txt"),
                "# points\n1 0.5 -1.5 2.5 255 51 0 0.7 1 2 3 4\n9 1 2 3 0 0 255 0.1\n");
        SceneFiles.text(sparse.resolve("rigs.txt"), "1 1 CAMERA 7\n");
        SceneFiles.text(sparse.resolve("frames.txt"), "1 1 0 0 0 0 0 0 0 1 CAMERA 7 1\n");
    }

    private void writeBinary(int model, double[] parameters) throws IOException {
        Path sparse = folder.resolve("sparse/0");
        new LittleEndianBytes()
                .longs(1)
                .ints(7, model)
                .longs(400, 300)
                .doubles(parameters)
                .write(sparse.resolve("cameras.bin"));
        LittleEndianBytes images = new LittleEndianBytes().longs(COUNT);
        for (int n = 0; n < COUNT; n++) {
            double[] m = poses.get(n);
            images.ints(n + 1)
                    .doubles(SceneFiles.quaternion(m))
                    .doubles(m[3], m[7], m[11])
                    .ints(7)
                    .bytes((name(n) + "\0").getBytes(StandardCharsets.UTF_8))
                    .longs(n);
            for (int i = 0; i < n; i++) {
                images.doubles(1, 2).longs(-1);
            }
        }
        images.write(sparse.resolve("images.bin"));
        new LittleEndianBytes()
                .longs(2, 1)
                .doubles(0.5, -1.5, 2.5)
                .bytes((byte) 255, (byte) 51, (byte) 0)
                .doubles(0.7)
                .longs(2)
                .ints(1, 2, 3, 4)
                .longs(9)
                .doubles(1, 2, 3)
                .bytes((byte) 0, (byte) 0, (byte) 255)
                .doubles(0.1)
                .longs(0)
                .write(sparse.resolve("points3D.bin"));
        new LittleEndianBytes().longs(1).ints(1, 1).write(sparse.resolve("rigs.bin"));
        new LittleEndianBytes().longs(1).ints(1, 1).write(sparse.resolve("frames.bin"));
    }

    private static double[] parameters(String text) {
        List<Double> values = new ArrayList<>();
        for (String word : text.split(" ")) {
            values.add(Double.parseDouble(word));
        }
        return values.stream().mapToDouble(v -> v).toArray();
    }

    /** COLMAP's models as its documentation has them, for the ray (x, y). */
    private static double[] expected(String model, double[] p, double x, double y) {
        boolean one = !List.of("PINHOLE", "OPENCV", "OPENCV_FISHEYE").contains(model);
        double fx = p[0];
        double fy = one ? p[0] : p[1];
        double cx = one ? p[1] : p[2];
        double cy = one ? p[2] : p[3];
        double r = Math.hypot(x, y);
        double t = Math.atan(r);
        double u = x;
        double v = y;
        switch (model) {
            case "SIMPLE_RADIAL" -> {
                u = x * (1 + p[3] * r * r);
                v = y * (1 + p[3] * r * r);
            }
            case "RADIAL" -> {
                u = x * (1 + p[3] * r * r + p[4] * Math.pow(r, 4));
                v = y * (1 + p[3] * r * r + p[4] * Math.pow(r, 4));
            }
            case "OPENCV" -> {
                double a = p[4] * r * r + p[5] * Math.pow(r, 4);
                u = x + x * a + 2 * p[6] * x * y + p[7] * (r * r + 2 * x * x);
                v = y + y * a + 2 * p[7] * x * y + p[6] * (r * r + 2 * y * y);
            }
            case "OPENCV_FISHEYE", "SIMPLE_RADIAL_FISHEYE", "RADIAL_FISHEYE" -> {
                int k = one ? 3 : 4;
                double d = t;
                for (int i = k; i < p.length; i++) {
                    d += p[i] * Math.pow(t, 2 * (i - k) + 3);
                }
                u = d * x / r;
                v = d * y / r;
            }
            default -> {}
        }
        return new double[] {fx * u + cx, fy * v + cy};
    }

    @ParameterizedTest
    @CsvSource({
        "SIMPLE_PINHOLE, 0, 320 201 149",
        "PINHOLE, 1, 320 310 201 149",
        "SIMPLE_RADIAL, 2, 320 201 149 -0.05",
        "RADIAL, 3, 320 201 149 -0.05 0.01",
        "OPENCV, 4, 320 310 201 149 -0.05 0.01 0.002 -0.003",
        "OPENCV_FISHEYE, 5, 320 310 201 149 -0.05 0.01 0.002 -0.003",
        "SIMPLE_RADIAL_FISHEYE, 8, 320 201 149 -0.05",
        "RADIAL_FISHEYE, 9, 320 201 149 -0.05 0.01"
    })
    void everyModelAsTextAndBinary(String model, int number, String text) throws IOException {
        double[] p = parameters(text);
        writePictures(200, 150);
        writeText(model, p);
        check(model, p);
        Files.delete(folder.resolve("sparse/0/cameras.txt"));
        Files.delete(folder.resolve("sparse/0/images.txt"));
        Files.delete(folder.resolve("sparse/0/points3D.txt"));
        writeBinary(number, p);
        check(model, p);
    }

    private void check(String model, double[] p) {
        List<String> notes = new ArrayList<>();
        PosedScene scene = PosedScene.read(folder, notes::add);
        assertEquals(List.of(), notes);
        assertEquals("COLMAP", scene.format());
        assertEquals(
                List.of("photo 0", "photo1", "photo2", "photo3"),
                scene.views().stream().map(View::name).toList());
        for (int n = 0; n < COUNT; n++) {
            View view = scene.views().get(n);
            assertArrayEquals(poses.get(n), view.camera().worldToCamera(), 1e-12);
            for (double x = -0.55; x < 0.6; x += 0.1) {
                double[] at = view.photo().pixel(x, 0.3 - x / 2);
                double[] full = expected(model, p, x, 0.3 - x / 2);
                assertArrayEquals(new double[] {full[0] / 2, full[1] / 2}, at, 1e-9);
            }
        }
        PointCloud points = scene.points().orElseThrow();
        assertArrayEquals(new float[] {0.5f, -1.5f, 2.5f, 1, 2, 3}, points.positions());
        assertArrayEquals(new float[] {1, 0.2f, 0, 0, 0, 1}, points.colors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"FULL_OPENCV", "FOV", "THIN_PRISM_FISHEYE"})
    void otherModelsAreNamed(String model) throws IOException {
        writePictures(400, 300);
        writeText(model, new double[12]);
        String message = mistake(folder);
        assertTrue(message.contains("cameras.txt:2: camera model " + model + " is not"), message);
        assertTrue(message.contains("SIMPLE_RADIAL, RADIAL, OPENCV, OPENCV_FISHEYE"), message);
        Files.delete(folder.resolve("sparse/0/cameras.txt"));
        int number = List.of("FULL_OPENCV", "FOV", "", "", "THIN_PRISM_FISHEYE").indexOf(model) + 6;
        writeBinary(number, new double[12]);
        assertTrue(mistake(folder).contains("camera model " + model + " is not"), mistake(folder));
    }

    private String mistake(Path path) {
        return assertThrows(UserMistake.class, () -> PosedScene.read(path, note -> {}))
                .getMessage();
    }

    @Test
    void theModelMayBeNamedByAnyOfItsFilesOrItsFolder() {
        writePictures(400, 300);
        writeText("PINHOLE", new double[] {FOCAL[0], FOCAL[1], 200, 150});
        for (String name :
                List.of("sparse", "sparse/0", "sparse/0/images.txt", "sparse/0/cameras.txt")) {
            PosedScene scene = PosedScene.read(folder.resolve(name), note -> {});
            assertEquals(COUNT, scene.views().size(), name);
        }
    }

    @Test
    void linesOfPointsMayBeLeftOut() throws IOException {
        writePictures(400, 300);
        writeText("PINHOLE", new double[] {FOCAL[0], FOCAL[1], 200, 150});
        Path images = folder.resolve("sparse/0/images.txt");
        List<String> lines = new ArrayList<>(Files.readAllLines(images));
        lines.removeIf(line -> line.isEmpty() || line.startsWith("12.5"));
        Files.write(images, lines);
        assertEquals(COUNT, PosedScene.read(folder, note -> {}).views().size());
    }

    @Test
    void aBrokenFileIsNamedWithItsLine() throws IOException {
        writePictures(400, 300);
        writeText("PINHOLE", new double[] {FOCAL[0], FOCAL[1], 200, 150});
        Path images = folder.resolve("sparse/0/images.txt");
        Files.writeString(images, Files.readString(images).replace(" 7 photo1", " x photo1"));
        assertTrue(mistake(folder).endsWith("images.txt:4: \"x\" is not a finite number"));
        writeBinary(1, new double[] {FOCAL[0], FOCAL[1], 200, 150});
        Path binary = folder.resolve("sparse/0/images.bin");
        byte[] all = Files.readAllBytes(binary);
        Files.write(binary, java.util.Arrays.copyOf(all, all.length - 20));
        assertTrue(mistake(folder).endsWith("images.bin is cut off: copy or write it again"));
    }

    @Test
    void anImageOfAnotherShapeIsAMistake() {
        writePictures(300, 300);
        writeText("PINHOLE", new double[] {FOCAL[0], FOCAL[1], 200, 150});
        String message = mistake(folder);
        assertTrue(message.contains("is 300 x 300 pixels, but its camera in"), message);
        assertTrue(message.contains("is for 400 x 300"), message);
    }
}
