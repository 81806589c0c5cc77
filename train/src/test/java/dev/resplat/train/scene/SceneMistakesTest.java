package dev.resplat.train.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.resplat.tensor.io.HostArray;
import dev.resplat.tensor.io.NpyFile;
import dev.resplat.train.config.UserMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SceneMistakesTest {
    @TempDir private Path folder;

    private String mistake(Path path) {
        String message =
                assertThrows(UserMistake.class, () -> PosedScene.read(path, note -> {}))
                        .getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    private static String frame(int n, double x) {
        return ("{\"file\": \"images/%d.png\", \"w\": 40, \"h\": 30, \"fx\": 50, \"fy\": 50, \"cx\":"
                        + " 20, \"cy\": 15, \"w2c\": [[1,0,0,%s],[0,1,0,0],[0,0,1,0]]}")
                .formatted(n, x);
    }

    private Path cameras(String... frames) {
        return SceneFiles.text(
                folder.resolve("cameras.json"),
                "{\"frames\": [\n" + String.join(",\n", frames) + "]}");
    }

    private void pictures(int count) {
        for (int n = 0; n < count; n++) {
            SceneFiles.picture(folder.resolve("images/%d.png".formatted(n)), n, 40, 30);
        }
    }

    @Test
    void nothingThere() {
        assertTrue(mistake(folder.resolve("no")).startsWith("there is no file or folder"));
        pictures(3);
        String message = mistake(folder);
        assertTrue(message.contains("no cameras found: looked for cameras.json, transforms.json"));
        for (String format : List.of("COLMAP", "poses_bounds.npy", "RealEstate10K", "_par.txt")) {
            assertTrue(message.contains(format), message);
        }
        Path text = SceneFiles.text(folder.resolve("notes.txt"), "hello\n");
        assertTrue(mistake(text).contains("not a file with cameras: known are"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | but it is empty",
                "[1,2,3] | but it is a list",
                "3 | but it is a single value",
                "{\"x\": 1} | but has no such list",
                "{\"frames\": 3} | but \"frames\" is no list",
                "{\"frames\": []} | but the list is empty",
                "{\"frames\": [{\"file\": \"a.png\"}]} | but the first has no w2c"
            })
    void camerasJsonWithoutCamerasIsSaidToBeThere(String text, String said) {
        pictures(3);
        SceneFiles.text(folder.resolve("cameras.json"), text);
        String message = mistake(folder);
        assertTrue(message.startsWith(folder.resolve("cameras.json") + " has no cameras"), message);
        assertTrue(message.endsWith(said), message);
    }

    @Test
    void theFolderOfThePhotographsIsNotTheScene() {
        pictures(3);
        cameras(frame(0, 1), frame(1, 2), frame(2, 3));
        String message = mistake(folder.resolve("images"));
        assertTrue(message.endsWith("give " + folder.toAbsolutePath()), message);
    }

    @Test
    void aFolderThatMayNotBeReadIsSaid() throws IOException {
        pictures(3);
        cameras(frame(0, 1), frame(1, 2), frame(2, 3));
        Path images = folder.resolve("images");
        Files.setPosixFilePermissions(images, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isReadable(images), "the administrator may read everything");
            assertTrue(mistake(folder).endsWith("permission denied for " + images));
        } finally {
            Files.setPosixFilePermissions(images, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void aPhotographAtTwoPlaces() {
        pictures(3);
        cameras(frame(0, 1), frame(1, 2), frame(1, 2), frame(2, 3));
        assertEquals(3, PosedScene.read(folder, note -> {}).views().size());
        cameras(frame(0, 1), frame(1, 2), frame(1, 2.5), frame(2, 3));
        assertTrue(mistake(folder).contains("images/1.png is there twice, at different places"));
    }

    @Test
    void tooFewViewsOrAllAtOnePlace() {
        pictures(3);
        cameras(frame(0, 1));
        assertTrue(mistake(folder).endsWith("there must be 2 or more"));
        cameras(frame(0, 1), frame(1, 1), frame(2, 1));
        assertTrue(mistake(folder).contains("all 3 cameras are at the same place"));
        cameras();
        assertTrue(mistake(folder.resolve("cameras.json")).contains("not a file with cameras"));
    }

    @Test
    void photographsOfOtherNames() throws IOException {
        cameras(frame(7, 1), frame(8, 2));
        assertTrue(mistake(folder).contains("there are no photographs near it"), mistake(folder));
        pictures(3);
        String message = mistake(folder);
        assertTrue(message.contains("none of its 2 photographs exists (first images/7.png)"));
        assertTrue(message.contains("has 3 photographs (first 0.png)"), message);
    }

    @Test
    void whatIsMissingIsSaidOnce() {
        pictures(4);
        cameras(frame(9, 1), frame(0, 2), frame(8, 3), frame(1, 4));
        List<String> notes = new ArrayList<>();
        PosedScene scene = PosedScene.read(folder, notes::add);
        assertEquals(2, scene.views().size());
        assertEquals(2, notes.size(), notes.toString());
        assertTrue(notes.get(0).contains("skipped 2 of 4 cameras"), notes.get(0));
        assertTrue(notes.get(0).endsWith("first images/9.png"), notes.get(0));
        assertTrue(notes.get(1).contains("2 photographs beside those of the scene"), notes.get(1));
        assertTrue(notes.get(1).endsWith("first 2.png"), notes.get(1));
    }

    @Test
    void damagedPhotographs() throws IOException {
        pictures(2);
        cameras(frame(0, 1), frame(1, 2));
        Files.writeString(folder.resolve("images/1.png"), "no picture");
        assertTrue(mistake(folder).contains("1.png: not an image"), mistake(folder));
        SceneFiles.picture(folder.resolve("images/1.png"), 1, 40, 30);
        byte[] bytes = Files.readAllBytes(folder.resolve("images/1.png"));
        Files.write(
                folder.resolve("images/1.png"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        PosedScene scene = PosedScene.read(folder, note -> {});
        ViewLoader loader = new ViewLoader(scene.views());
        UserMistake mistake = assertThrows(UserMistake.class, () -> loader.load(1, 1));
        assertTrue(mistake.getMessage().contains("1.png"), mistake.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "fx": 50         | "fx": "50"            | frames[1].fx must be a finite number, is "50"
                    "fx": 50         | "fx": NaN             | frames[1].fx must be a finite number, is "NaN"
                    "fx": 50         | "fx": -50             | focal lengths are -50.0 and 50.0
                    "w": 40,         | ''                    | frames[1].w must be a finite number, is missing
                    "w": 40          | "w": 0                | the size of the image is 0 x 30: both must
                    [1,0,0,2.0]      | [1,0,0]               | frames[1].w2c must be 3 or 4 rows of 4 finite
                    [1,0,0,2.0]      | [-1,0,0,2]            | frames[1].w2c: not a rotation and a translation
                    [1,0,0,2.0]      | [1.2,0,0,2]           | stretches one axis 1.20 times as much
                    "w": 40          | "w": 99999999999      | is 99999999999 x 30: both must be from 1 to 999999
                    "images/1.png"   | "a\\u001bb.png"       | must be a text of whole characters
                    "images/1.png"   | "a\\ud800b.png"       | must be a text of whole characters
                    "images/1.png"   | 7                     | frames[1].file must be a text, is 7
                    }]}              | }                     | cameras.json:3: not valid JSON
                    """)
    void brokenFilesAreNamedWithTheKey(String good, String bad, String said) throws IOException {
        pictures(2);
        Path file = cameras(frame(0, 1), frame(1, 2));
        String text = Files.readString(file);
        int second = text.indexOf(good, text.indexOf("images/1.png") - 12);
        assertTrue(second > 0, good);
        Files.writeString(
                file, text.substring(0, second) + bad + text.substring(second + good.length()));
        assertTrue(mistake(file).contains(said), mistake(file));
        assertTrue(mistake(folder).contains(said), mistake(folder));
    }

    @Test
    void posesAndPhotographsOfLlffMustBeAsMany() {
        pictures(3);
        double[] rows = new double[34];
        for (int n = 0; n < 2; n++) {
            // Down is y, right is x, backward is -z.
            rows[17 * n + 1] = 1;
            rows[17 * n + 5] = 1;
            rows[17 * n + 12] = -1;
            rows[17 * n + 3] = n;
            rows[17 * n + 4] = 30;
            rows[17 * n + 9] = 40;
            rows[17 * n + 14] = 50;
        }
        NpyFile.write(folder.resolve("poses_bounds.npy"), HostArray.of(rows, 2, 17));
        String message = mistake(folder);
        assertTrue(message.contains("poses_bounds.npy has 2 poses, but"), message);
        assertTrue(message.contains("has 3 photographs"), message);
        folder.resolve("images/2.png").toFile().delete();
        assertEquals(2, PosedScene.read(folder, note -> {}).views().size());
        NpyFile.write(folder.resolve("poses_bounds.npy"), HostArray.of(rows, 17, 2));
        assertTrue(mistake(folder).contains("must be [count, 17]"), mistake(folder));
    }

    @Test
    void unsupportedModelsAndMissingFocalLengths() {
        pictures(2);
        String frames =
                "\"frames\": [{\"file_path\": \"images/0\", \"transform_matrix\":"
                        + " [[1,0,0,0],[0,1,0,0],[0,0,1,0],[0,0,0,1]]}]}";
        Path file = folder.resolve("transforms.json");
        SceneFiles.text(file, "{\"camera_model\": \"EQUIRECTANGULAR\", \"fl_x\": 9, " + frames);
        assertTrue(mistake(file).contains("camera model EQUIRECTANGULAR is not supported: use"));
        SceneFiles.text(file, "{" + frames);
        assertTrue(mistake(file).contains("no focal length: there must be fl_x"), mistake(file));
    }

    @Test
    void linesOfTextFilesAreNumbered() {
        pictures(2);
        Path par = folder.resolve("x_par.txt");
        String k = " 50 0 20 0 50 15 0 0 1 1 0 0 0 1 0 0 0 1 0 0 ";
        SceneFiles.text(par, "2\n0.png" + k + "0\n1.png" + k + "z\n");
        assertTrue(mistake(par).endsWith("x_par.txt:3: \"z\" is not a finite number"));
        SceneFiles.text(par, "2\n0.png" + k + "0\n1.png" + k + "\n");
        assertTrue(mistake(par).endsWith("x_par.txt:3: has 21 fields, must have 22 or more"));
        SceneFiles.text(par, "3\n0.png" + k + "0\n1.png" + k + "1\n");
        assertTrue(mistake(par).contains("says that there are 3 images, but has 2"));
        Path clip = folder.resolve("clip.txt");
        SceneFiles.text(clip, "https://example.org/v\n1000000 0.5 0.9 0.5 0.5 0 0 1 0 0\n");
        assertTrue(mistake(clip).endsWith("clip.txt:2: has 10 fields, must have 19 or more"));
    }
}
